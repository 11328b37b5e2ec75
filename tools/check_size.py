"""Check sizes of files and functions, and words that must not stand in the tree."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE, MAX_TEST_FILE, MAX_FUNCTION = 300, 500, 60
# Put together here so that this file does not contain them.
FORBIDDEN = (
    "pypi" + ".org", "registry.npm" + "js", "python" + "hosted.org", "/wo" + "rk/", "/ro" + "ot/",
    "." + "library", "TO" + "DO", "FIX" + "ME", "XX" + "X",
)  # fmt: skip
BINARY = {".png", ".woff2", ".ico", ".webp", ".jpg"}


def tracked() -> list[Path]:
    """Return all files that git tracks or would track."""
    # The folder may belong to another account than ours, as in CI; we only list names.
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def sizes(path: Path, text: str) -> Iterator[str]:
    """Yield what is too long in a Python file."""
    name = path.relative_to(ROOT)
    if name.parts[0] == "migrations":
        return
    limit = MAX_TEST_FILE if name.parts[0] == "tests" else MAX_FILE
    lines = text.count("\n")
    if lines > limit:
        yield f"{name}: {lines} lines, at most {limit}: split it by noun"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines, at most {MAX_FUNCTION}"


def words(path: Path, text: str) -> Iterator[str]:
    """Yield forbidden words with their line."""
    for number, line in enumerate(text.splitlines(), start=1):
        for word in FORBIDDEN:
            if word in line:
                yield f"{path.relative_to(ROOT)}:{number}: contains “{word}”"


def main() -> int:
    """Print all problems; 1 when there is any."""
    problems: list[str] = []
    for path in tracked():
        if path.suffix in BINARY:
            continue
        text = path.read_text(encoding="utf-8")
        problems += words(path, text)
        if path.suffix == ".py":
            problems += sizes(path, text)
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
