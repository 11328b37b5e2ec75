"""The size check catches what it is for."""

from directory.config import ROOT
from tools import check_size


def test_long_functions_and_files_are_named() -> None:
    long_function = "def long():\n" + "    pass\n" * 61
    found = list(check_size.sizes(ROOT / "directory" / "x.py", long_function + "\n" * 300))
    assert any("long has 62 lines" in problem for problem in found)
    assert any("at most 300" in problem for problem in found)
    assert list(check_size.sizes(ROOT / "migrations" / "x.py", long_function)) == []
    assert list(check_size.sizes(ROOT / "tests" / "x.py", "\n" * 450)) == []


def test_forbidden_words_are_named_with_their_line() -> None:
    word = check_size.FORBIDDEN[0]
    [problem] = check_size.words(ROOT / "README.md", f"fine\nsee {word}\n")
    assert problem.startswith("README.md:2")


def test_the_tree_is_clean() -> None:
    assert check_size.main() == 0
