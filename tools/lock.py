"""`make lock`: pin all Python versions anew, with hashes and for every platform."""

import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
OPTIONS = (
    "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header",
    "--no-emit-index-url", "--no-emit-find-links", "--quiet", "--upgrade",
)  # fmt: skip


def main() -> None:
    """Resolve base, dev and node with uv from a temporary environment."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([str(python), "-m", "pip", "install", "-q", "uv"], check=True)
        for name in ("base", "dev", "node"):
            command = [str(python), "-m", "uv", "pip", "compile", *OPTIONS]
            command += [f"{name}.in", "-o", f"{name}.lock"]
            if name == "dev":
                command += ["-c", "base.lock"]  # one environment holds both
            subprocess.run(command, cwd=REQUIREMENTS, check=True)
            print(f"requirements/{name}.lock is pinned anew.")


if __name__ == "__main__":
    main()
