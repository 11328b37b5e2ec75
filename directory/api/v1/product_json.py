"""What only a product has, as the API shows it."""

from typing import TypedDict

from directory.api.schemas import PricePlanOut, StandardOut, StudyOut
from directory.api.v1.parts_json import source_out, term_out
from directory.catalog.content import Content, ProductContent
from directory.catalog.content.parts import InteroperabilityClaim, PricePlan, Study
from directory.taxonomy.types import Taxonomy


class ProductFields(TypedDict):
    """The fields of a listing that are empty for every other kind."""

    studies: list[StudyOut]
    interoperability: list[StandardOut]
    price_plans: list[PricePlanOut]
    age_range: str | None
    current_version: str | None
    platform_ids: dict[str, str]
    video_url: str | None


def product_fields(taxonomy: Taxonomy, content: Content) -> ProductFields:
    """Return the fields of a product; empty ones for any other kind."""
    if not isinstance(content, ProductContent):
        return ProductFields(
            studies=[],
            interoperability=[],
            price_plans=[],
            age_range=None,
            current_version=None,
            platform_ids={},
            video_url=None,
        )
    return ProductFields(
        studies=[_study(taxonomy, study) for study in content.studies],
        interoperability=[_standard(taxonomy, claim) for claim in content.interoperability],
        price_plans=[_price_plan(taxonomy, plan) for plan in content.price_plans],
        age_range=content.age_range or None,
        current_version=content.current_version or None,
        platform_ids=dict(content.platform_ids),
        video_url=content.video_url,
    )


def _study(taxonomy: Taxonomy, study: Study) -> StudyOut:
    return StudyOut(
        citation=study.citation,
        url=study.url,
        design=study.design.value,
        year=study.year,
        sample_size=study.sample_size,
        sites=study.sites,
        levels=[term_out(taxonomy, "level", slug) for slug in study.levels],
        populations=[term_out(taxonomy, "population", slug) for slug in study.populations],
        outcome=study.outcome,
        effect=study.effect,
        product_version=study.product_version,
        funder=study.funder,
        independent=study.independent,
        tier=term_out(taxonomy, "evidence-tier", study.tier) if study.tier else None,
        tier_assigned_by=study.tier_assigned_by,
    )


def _standard(taxonomy: Taxonomy, claim: InteroperabilityClaim) -> StandardOut:
    return StandardOut(
        standard=term_out(taxonomy, "standard", claim.standard),
        status=claim.status.value,
        version=claim.version,
        role=claim.role,
        certificate_id=claim.certificate_id,
        source=source_out(claim.source),
    )


def _price_plan(taxonomy: Taxonomy, plan: PricePlan) -> PricePlanOut:
    return PricePlanOut(
        name=plan.name,
        model=term_out(taxonomy, "price", plan.model),
        amount=plan.amount,
        currency=plan.currency,
        unit=plan.unit,
        conditions=plan.conditions,
        source=source_out(plan.source),
    )
