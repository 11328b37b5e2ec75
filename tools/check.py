"""`make check`: every static check in one command; all of them run even when one fails."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("imports", ["lint-imports"]),
    ("types", ["mypy"]),
    ("templates", ["djlint", "templates", "--lint", "--quiet"]),
    ("sizes and words", ["python", "tools/check_size.py"]),
)


def main() -> int:
    """Run all checks and say which failed."""
    failed = []
    for title, command in CHECKS:
        began = time.monotonic()
        answer = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        mark = "ok" if answer.returncode == 0 else "FAILED"
        print(f"{title:<18} {mark:<7} {time.monotonic() - began:5.1f} s", flush=True)
        if answer.returncode:
            failed.append(title)
            print(answer.stdout + answer.stderr)
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
