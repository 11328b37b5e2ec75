"""`make lock`: pin all Python versions anew, with hashes and for every platform.

`python tools/lock.py bench` pins only the named ones.
"""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
# One environment holds base, dev and bench, so each is resolved within the ones before it.
WITHIN = {"base": (), "dev": ("base",), "bench": ("base", "dev"), "node": ()}
OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade",
)  # fmt: skip
# What must fit beside what: one environment holds base, dev and bench.
CONSTRAINTS: dict[str, tuple[str, ...]] = {
    "base": (),
    "dev": ("base",),
    "bench": ("base", "dev"),
    "node": (),
}


def main(names: Sequence[str] = ()) -> None:
    """Resolve the named ones, or all, with uv from a temporary environment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([str(python), "-m", "pip", "install", "-q", "uv"], check=True)
        for name in names or CONSTRAINTS:
            command = [str(python), "-m", "uv", "pip", "compile", *OPTIONS]
            command += [f"{name}.in", "-o", f"{name}.lock"]
            for other in CONSTRAINTS[name]:
                command += ["-c", f"{other}.lock"]
            subprocess.run(command, cwd=REQUIREMENTS, check=True)
            print(f"requirements/{name}.lock is pinned anew.")


if __name__ == "__main__":
    main(sys.argv[1:])
