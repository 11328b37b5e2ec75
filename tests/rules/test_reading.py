"""Reading a query as pure rules: grades, prices, names, quotes, dropped parts, conflicts."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.kernel.errors import Invalid
from directory.kernel.text import fold
from directory.search.analysis import STOP_WORDS
from directory.search.analysis import words as words_of
from directory.search.query_parser import MAX_TOKENS, parse
from directory.search.reading.files import check_terms, read_rules
from directory.search.reading.lexicon import build_lexicon
from directory.search.reading.reader import drop_order, read
from directory.search.reading.rules import Outcome, Section
from directory.search.reading.types import Role, Understood
from directory.search.reading.words import forms
from tests.rules.reading import RULES_FILE, seed_lexicon, seed_rules, seed_taxonomy
from tests.rules.test_search_rules import BOMBS

LEXICON = seed_lexicon()
NOISE = {
    word
    for rule in seed_rules()
    if rule.section == Section.PHRASE and rule.role == Outcome.NOISE
    for phrase in rule.phrases
    for word in words_of(phrase)
}


def one(query: str) -> Understood:
    """The single part of a query."""
    (part,) = read(query, LEXICON).understood
    return part


def slugs(part: Understood, vocabulary: str) -> list[str]:
    exact = [term for term in part.terms if term not in part.wider]
    return [slug for name, slug in exact if name == vocabulary]


@pytest.mark.parametrize(
    ("query", "grades"),
    [
        ("3rd graders", ["grade-3"]),
        ("grades 3-5", ["grade-3", "grade-4", "grade-5", "3-5"]),
        ("upper elementary", ["grade-3", "grade-4", "grade-5", "3-5"]),
        ("k-2", ["kindergarten", "grade-1", "grade-2", "k-2"]),
        ("ages 7-9", ["grade-2", "grade-3", "grade-4"]),
        ("para niños de siete a nueve años", ["grade-2", "grade-3", "grade-4"]),
        ("entre 7 y 9 años", ["grade-2", "grade-3", "grade-4"]),
        ("kindergarten through 1st grade", ["kindergarten", "grade-1"]),
        ("pre-k to 1st grade", ["pre-k", "transitional-kindergarten", "kindergarten", "grade-1"]),
        ("grades 6 7 8", ["grade-6", "grade-7", "grade-8", "6-8"]),
        ("age 13+", ["grade-8", *(f"grade-{n}" for n in range(9, 13)), "9-12"]),
    ],
)
def test_numbers_become_single_grades(query: str, grades: list[str]) -> None:
    found = slugs(one(query), "level")
    assert [slug for slug in found if slug not in {"postsecondary", "adult"}] == grades


@pytest.mark.parametrize("query", ["grade 13", "99th grade", "13th graders", "3 apples"])
def test_numbers_off_the_scale_mean_nothing(query: str) -> None:
    keys = {part.key for part in read(query, LEXICON).understood}
    assert keys == set()


def test_listings_that_state_no_single_grade_may_fit_a_grade() -> None:
    part = one("grade 3")
    assert part.terms[0] == ("level", "grade-3")
    assert part.wider == (("level", "prek-12"), ("level", "ungraded"))


@pytest.mark.parametrize("query", ["free", "no cost", "gratis", "sin costo", "free of charge"])
def test_free_is_any_price_that_lets_one_use_it_without_paying(query: str) -> None:
    part = one(query)
    assert (part.key, part.role, part.terms[0]) == (
        "price:free",
        Role.CONSTRAINT,
        ("price", "free"),
    )
    assert {slug for _, slug in part.wider} == {
        "open-source", "free-with-ads", "freemium", "free-download", "free-for-teachers", "free-for-schools",
        "grant-funded",
    }  # fmt: skip
    really = {slug for _, slug in one("completely free").terms}
    assert really == {"free", "free-with-ads", "open-source", "grant-funded"}


def test_a_part_says_what_it_is() -> None:
    part = read("math for my 3rd-Graders!", LEXICON).understood[1]
    assert part.typed == "for my 3rd-Graders"
    assert part.words == ("for", "my", "3rd", "graders")
    assert part.label == "Grade level: Grade 3"
    assert one("grades 6-12").label == "Grade level: Grade 6 to Grade 12"
    assert one("reading").label == "Subject: Reading"
    assert one("nonprofits").label == "Kind: Nonprofits"
    assert one("founders of").label.startswith("Kind: People")


def test_a_kind_of_listing_may_have_terms() -> None:
    part = one("nonprofits")
    assert (part.role, part.kind) == (Role.KIND, "organization")
    assert part.terms == (("organization-kind", "nonprofit"),)
    assert one("organizations").terms == ()


def test_the_same_meaning_typed_twice_is_one_part() -> None:
    part = one("3rd grade third graders")
    assert part.key == "level:grade-3"
    assert part.words == ("3rd", "grade", "third", "graders")
    assert one("gratis free no cost").key == "price:free"
    assert one("grades K-5").key == one("elementary school").key


def test_topics_of_several_vocabularies_count_together() -> None:
    assert set(one("professional development").terms) == {
        ("need", "educator-learning"),
        ("product-kind", "professional-learning"),
    }


def test_a_single_word_does_not_stand_for_words_of_its_stem() -> None:
    for word in ("universe", "animals", "programs math", "physical", "generation"):
        keys = [part.key for part in read(word, LEXICON).understood]
        assert keys in ([], ["subject:mathematics"]), word


def test_quoted_and_excluded_words_are_never_interpreted() -> None:
    reading = read('"free" "math games" -offline "app" 3rd "grade"', LEXICON)
    assert reading.understood == ()
    assert reading.text.words == ("free", "app", "3rd", "grade")
    assert reading.text.phrases == (("math", "games"),)
    assert reading.text.excluded == ("offline",)


def test_dropped_parts_are_words_again() -> None:
    reading = read("free math for 3rd graders", LEXICON, dropped=["level:grade-3", "price:free"])
    assert [part.key for part in reading.understood] == ["subject:mathematics"]
    assert reading.text.words == ("free", "3rd", "graders")


@pytest.mark.parametrize(
    ("query", "words", "keys"),
    [
        ("open library", ("open", "library"), []),
        ("free rice", ("free", "rice"), []),
        ("Reading Eggs free", ("reading", "eggs"), ["price:free"]),
        ("clever", ("clever",), []),
        ("math clever", (), ["subject:mathematics", "standard:clever"]),
        ("works with Google Classroom", (), ["standard:google-sign-in"]),
        ("google classroom", ("google", "classroom"), []),
        ("computer science", (), ["subject:computer-science"]),
        ("exploring computer science", ("exploring", "computer", "science"), []),
        ("people", ("people",), []),
    ],
)
def test_names_are_not_taken_apart(query: str, words: tuple[str, ...], keys: list[str]) -> None:
    known = {"open library", "free rice", "reading eggs", "clever", "google classroom", "people"}
    known.add("exploring computer science")
    reading = read(query, LEXICON, names=known.__contains__)
    assert reading.text.words == words
    assert [part.key for part in reading.understood] == keys


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("free and paid", ("price:free", "price:paid")),
        ("kindergarten and college math", ("level:kindergarten", "level:postsecondary")),
        ("companies grants", ("kind:companies", "kind:grant")),
    ],
)
def test_what_excludes_each_other_is_named_and_kept(query: str, keys: tuple[str, str]) -> None:
    reading = read(query, LEXICON)
    (conflict,) = reading.conflicts
    assert conflict.keys == keys
    assert conflict.reason.endswith(".")
    assert set(keys) <= {part.key for part in reading.understood}


@pytest.mark.parametrize(
    "query", ["free open source", "k-2 3-5", "offline android math", "free trial"]
)
def test_what_goes_together_is_no_conflict(query: str) -> None:
    assert read(query, LEXICON).conflicts == ()


def test_noise_counts_when_nothing_else_is_left() -> None:
    assert read("best apps", LEXICON).text.words == ("best", "apps")
    assert read("the", LEXICON).text.words == ("the",)
    assert read("", LEXICON).text.words == ()
    assert read("the best math apps", LEXICON).text.words == ()


def test_parts_are_given_up_from_the_least_missed_to_the_subject() -> None:
    reading = read("free math for teachers in california 3rd grade lti offline companies", LEXICON)
    order = [part.key for part in drop_order(reading, LEXICON)]
    assert order == [
        "audience:teacher", "standard:lti", "place:california", "level:grade-3", "price:free", "offline:full",
        "subject:mathematics", "kind:companies",
    ]  # fmt: skip
    assert set(LEXICON.drop_order) == {*seed_taxonomy().vocabularies, "kind"}


def _never_lost(text: str) -> None:
    reading = read(text, LEXICON)
    said = {*reading.text.words, *reading.text.excluded}
    said |= {word for phrase in reading.text.phrases for word in phrase}
    said |= {word for part in reading.understood for word in part.words}
    silent = STOP_WORDS | LEXICON.skip | NOISE
    plain = parse(text)
    lost = {word for word in plain.words if word not in said and forms(word).isdisjoint(silent)}
    assert lost == set() or len(said) >= MAX_TOKENS
    assert len(reading.text.words) <= MAX_TOKENS
    assert bool(reading.text or reading.understood) == bool(plain)


@pytest.mark.parametrize("text", BOMBS, ids=lambda text: repr(text[:12]))
def test_bombs_are_read(text: str) -> None:
    _never_lost(text)


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_and_no_word_is_lost(text: str) -> None:
    _never_lost(text)


_VOCABULARY = sorted(
    {word for phrase in LEXICON.phrases for word in phrase} | {"3", "k", "7th", '"', "-", "12+"}
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_VOCABULARY), max_size=12).map(" ".join))
def test_words_of_the_lexicon_are_not_lost_in_any_order(text: str) -> None:
    _never_lost(text)
    keys = [part.key for part in read(text, LEXICON).understood]
    assert len(keys) == len(set(keys))
    assert read(text, LEXICON, dropped=keys).understood == ()


def test_each_name_of_a_term_that_stands_alone_is_understood() -> None:
    missed = [
        term.slug
        for slug in ("subject", "level", "population", "product-kind")
        for term in seed_taxonomy().vocabularies[slug].terms
        if not read(term.label_en, LEXICON).understood
    ]
    assert missed == ["miscellaneous"]


def test_the_rules_name_every_vocabulary_and_no_unknown_term() -> None:
    rules = seed_rules()
    check_terms(rules, seed_taxonomy())
    assert {r.key for r in rules if r.section == Section.VOCABULARY} == set(
        seed_taxonomy().vocabularies
    )


def test_without_rules_nothing_is_understood() -> None:
    reading = read("free math for 3rd graders", build_lexicon(seed_taxonomy(), ()))
    assert reading.understood == ()
    assert reading.text == parse("free math for 3rd graders")


def test_rules_on_retired_terms_say_nothing() -> None:
    taxonomy = seed_taxonomy()
    price = taxonomy.vocabularies["price"]
    retired = replace(price, terms=tuple(replace(term, retired=True) for term in price.terms))
    changed = replace(taxonomy, vocabularies={**taxonomy.vocabularies, "price": retired})
    reading = read("free math", build_lexicon(changed, seed_rules()))
    assert [part.key for part in reading.understood] == ["subject:mathematics"]
    assert reading.text.words == ("free",)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (
            "role: topic, priority: 90",
            "role: tropic, priority: 90",
            "rules.yaml: vocabularies.0.role",
        ),
        ("terms: [price/free]", "terms: [price free]", "rules.yaml: also.0.terms.0"),
        ("- {key: paid, role", "- {key: free-en, role", "rules.yaml: phrase.free-en"),
        ("\nwords:", "\nwords: [", "rules.yaml"),
        ("role: kind, kind: product", "role: kind", "rules.yaml: phrases."),
        ('phrases: ["{place}"]', "phrases: ['{place}', x]", "rules.yaml: phrases."),
        ("role: constraint, terms: [price/free-trial]", "role: constraint", "rules.yaml: phrases."),
    ],
)
def test_a_bad_file_is_named_with_field_and_reason(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    text = RULES_FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rules.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        read_rules(path)
    assert all(problem.message for problem in caught.value.problems)
    assert any(problem.field.startswith(field) for problem in caught.value.problems)


def test_a_rule_on_an_unknown_term_is_refused() -> None:
    rule = replace(seed_rules()[-1], terms=("price/frei",), other=("prices/*",))
    ghost = replace(seed_rules()[0], key="ghost")
    frame = replace(rule, section=Section.PHRASE, phrases=("in {town}",), terms=(), other=())
    pattern = replace(frame, section=Section.PATTERN, unit="weight")
    with pytest.raises(Invalid) as caught:
        check_terms([rule, ghost, frame, pattern], seed_taxonomy())
    assert [problem.message for problem in caught.value.problems] == [
        "there is no term price/frei",
        "there is no term prices/*",
        "there is no vocabulary ghost",
        "there is no vocabulary town",
        "there is no scale weight",
    ]


def test_typed_words_are_kept_with_their_accents() -> None:
    part = one("Matemáticas")
    assert part.typed == "Matemáticas"
    assert part.words == (fold("Matemáticas"),)
