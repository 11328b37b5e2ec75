"""Vocabularies as they stand in YAML files: read and checked before anything is stored."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from directory.kernel.errors import FieldProblem, Invalid

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
T = TypeVar("T")
Text = Annotated[str, Field(min_length=1, max_length=160)]


class Labels(BaseModel):
    """A label in English and Spanish."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: Text
    es: Text


class Synonyms(BaseModel):
    """Other words for a term in English and Spanish."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    en: tuple[Text, ...] = ()
    es: tuple[Text, ...] = ()


class TermFile(BaseModel):
    """One term with its children."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    slug: Slug
    label: Labels
    definition: Annotated[str, Field(min_length=1, max_length=600)]
    definition_es: str = ""
    code: Annotated[str, Field(max_length=20)] = ""
    synonyms: Synonyms = Synonyms()
    cues: Synonyms = Synonyms()
    children: tuple["TermFile", ...] = ()


class VocabularyFile(BaseModel):
    """One vocabulary."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    slug: Slug
    label: Labels
    plural: Labels
    definition: str
    order: int
    facet: bool
    browse: bool
    kinds: tuple[str, ...]
    source: str = ""
    terms: tuple[TermFile, ...]


def flatten(terms: tuple[TermFile, ...], parent: str = "") -> list[tuple[str, TermFile]]:
    """Return (slug of the parent, term) in order, children right after their parent."""
    flat: list[tuple[str, TermFile]] = []
    for term in terms:
        flat += [(parent, term), *flatten(term.children, term.slug)]
    return flat


Cues = Mapping[str, Mapping[str, Synonyms]]
_CUES = TypeAdapter(Cues)


def read_vocabularies(folder: Path, cues: Path | None = None) -> list[VocabularyFile]:
    """Read all `*.yaml` of the folder; raises Invalid naming the file, field and reason.

    `cues`: a file with what people say who need a term; by default `search/cues.yaml` beside the
    folder, where there is one.
    """
    files = [_read(path, VocabularyFile.model_validate) for path in sorted(folder.glob("*.yaml"))]
    for file in files:
        _check_unique(f"{file.slug}.yaml", file)
    path = cues or folder.parent / "search" / "cues.yaml"
    said = _read(path, _CUES.validate_python) if path.exists() else {}
    return [_with_cues(file, said.get(file.slug, {}), path.name) for file in files]


def _with_cues(file: VocabularyFile, said: Mapping[str, Synonyms], name: str) -> VocabularyFile:
    unknown = set(said).difference(term.slug for _, term in flatten(file.terms))
    if unknown:
        text = f"{file.slug} has no {', '.join(sorted(unknown))}"
        raise Invalid([FieldProblem(f"{name}: {file.slug}", "unknown_term", text)])

    def told(terms: tuple[TermFile, ...]) -> tuple[TermFile, ...]:
        changes = [
            {"cues": said.get(term.slug, term.cues), "children": told(term.children)}
            for term in terms
        ]
        return tuple(t.model_copy(update=c) for t, c in zip(terms, changes, strict=True))

    return file.model_copy(update={"terms": told(file.terms)})


def _read(path: Path, validate: Callable[[Any], T]) -> T:
    try:
        return validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as error:
        raise Invalid([FieldProblem(path.name, "yaml", str(error))]) from error
    except ValidationError as error:
        raise Invalid(
            [
                FieldProblem(f"{path.name}: {'.'.join(map(str, p['loc']))}", p["type"], p["msg"])
                for p in error.errors(include_url=False, include_input=False)
            ]
        ) from error


def _check_unique(name: str, vocabulary: VocabularyFile) -> None:
    slugs = [term.slug for _, term in flatten(vocabulary.terms)]
    twice = sorted({slug for slug in slugs if slugs.count(slug) > 1})
    if twice:
        raise Invalid(
            [FieldProblem(f"{name}: terms", "unique", f"terms stand twice: {', '.join(twice)}")]
        )
