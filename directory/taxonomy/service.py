"""Load vocabularies from files into the tables."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from directory.audit import service as audit
from directory.audit.actions import Action
from directory.kernel.actors import Actor
from directory.models import Term, Vocabulary
from directory.taxonomy.files import TermFile, VocabularyFile, flatten


def load_vocabularies(
    session: Session, actor: Actor, files: Sequence[VocabularyFile], *, now: datetime
) -> list[str]:
    """Make the tables equal to the files; returns the slugs of the vocabularies that changed.

    A term that left its file is retired, never deleted: listings may still name it.
    """
    return [file.slug for file in files if _load(session, actor, file, now)]


def _load(session: Session, actor: Actor, file: VocabularyFile, now: datetime) -> bool:
    row = session.scalar(select(Vocabulary).where(Vocabulary.slug == file.slug))
    values: dict[str, Any] = {
        "label_en": file.label.en,
        "label_es": file.label.es,
        "plural_en": file.plural.en,
        "plural_es": file.plural.es,
        "definition": file.definition,
        "position": file.order,
        "is_facet": file.facet,
        "is_browsable": file.browse,
        "kinds": list(file.kinds),
        "source": file.source,
    }
    if row is None:
        row = Vocabulary(slug=file.slug, updated_at=now, **values)
        session.add(row)
        session.flush()  # terms need its id
        changes = ["vocabulary"]
    else:
        changes = ["vocabulary"] if _assign(row, values) else []
    changes += _load_terms(session, row, file, now)
    if changes:
        row.updated_at = now
        audit.record(
            session,
            actor,
            Action.VOCABULARY_LOAD,
            ("vocabulary", row.id),
            now=now,
            changes={"terms": changes[:200]},
        )
    return bool(changes)


def _load_terms(
    session: Session, vocabulary: Vocabulary, file: VocabularyFile, now: datetime
) -> list[str]:
    known = {
        term.slug: term
        for term in session.scalars(select(Term).where(Term.vocabulary_id == vocabulary.id))
    }
    changed: list[str] = []
    for position, (parent, item) in enumerate(flatten(file.terms)):
        values = _term_values(item, position, known[parent].id if parent else None)
        term = known.get(item.slug)
        if term is None:
            term = Term(vocabulary_id=vocabulary.id, slug=item.slug, updated_at=now, **values)
            session.add(term)
            session.flush()  # children need its id
            known[item.slug] = term
            changed.append(item.slug)
        elif _assign(term, values):
            term.updated_at = now
            changed.append(item.slug)
    kept = {item.slug for _, item in flatten(file.terms)}
    for slug, term in known.items():
        if slug not in kept and term.retired_at is None:
            term.retired_at = term.updated_at = now
            changed.append(slug)
    return changed


def _term_values(item: TermFile, position: int, parent_id: int | None) -> dict[str, Any]:
    return {
        "parent_id": parent_id,
        "code": item.code,
        "label_en": item.label.en,
        "label_es": item.label.es,
        "definition": item.definition,
        "definition_es": item.definition_es,
        "synonyms_en": list(item.synonyms.en),
        "synonyms_es": list(item.synonyms.es),
        "cues": [*item.cues.en, *item.cues.es],
        "position": position,
        "retired_at": None,
    }


def _assign(row: Vocabulary | Term, values: dict[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)
