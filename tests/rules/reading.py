"""The lexicon of the seed vocabularies and rules, without a database."""

from functools import cache

from directory.config import ROOT
from directory.search.reading.files import read_rules
from directory.search.reading.lexicon import Lexicon, build_lexicon
from directory.search.reading.rules import Rule
from directory.taxonomy.files import VocabularyFile, flatten, read_vocabularies
from directory.taxonomy.types import Taxonomy, Term, Vocabulary

RULES_FILE = ROOT / "seed_data" / "search" / "rules.yaml"


@cache
def seed_rules() -> tuple[Rule, ...]:
    return read_rules(RULES_FILE)


@cache
def seed_taxonomy() -> Taxonomy:
    files = read_vocabularies(ROOT / "seed_data" / "taxonomy")
    return Taxonomy({file.slug: _vocabulary(file) for file in files})


@cache
def seed_lexicon() -> Lexicon:
    return build_lexicon(seed_taxonomy(), seed_rules())


def _vocabulary(file: VocabularyFile) -> Vocabulary:
    terms = tuple(
        Term(
            id=place,
            vocabulary=file.slug,
            slug=term.slug,
            label_en=term.label.en,
            label_es=term.label.es,
            definition=term.definition,
            parent=parent,
            synonyms_en=term.synonyms.en,
            synonyms_es=term.synonyms.es,
            position=place,
        )
        for place, (parent, term) in enumerate(flatten(file.terms))
    )
    return Vocabulary(
        id=file.order,
        slug=file.slug,
        label_en=file.label.en,
        label_es=file.label.es,
        plural_en=file.plural.en,
        plural_es=file.plural.es,
        definition=file.definition,
        position=file.order,
        is_facet=file.facet,
        is_browsable=file.browse,
        kinds=file.kinds,
        terms=terms,
    )
