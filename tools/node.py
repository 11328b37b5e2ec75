"""Run `npm` (or `node`) with the machine's Node.js, or with one from the Python registry."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
OLDEST = (18, 17)


def usable(node: str | None) -> bool:
    """Whether this is a Node.js that is new enough, with npm beside it on the path."""
    if node is None or shutil.which("npm") is None:
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    parts = answer.stdout.strip().removeprefix("v").split(".")[:2]
    return all(map(str.isdigit, parts)) and tuple(map(int, parts)) >= OLDEST


def install() -> None:
    """Install Node.js into the virtual environment."""
    lock = ROOT / "requirements" / "node.lock"
    print("Node.js is not here; installing it into the virtual environment ...", flush=True)
    command = [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", str(lock)]
    subprocess.run(command, check=True)


def cache() -> dict[str, str]:
    """Return npm's cache setting: a folder of ours when the home folder cannot be written."""
    try:
        home = Path.home()
    except RuntimeError:
        home = Path("/nonexistent")
    place = home / ".npm" if (home / ".npm").exists() else home
    if "npm_config_cache" in os.environ or os.access(place, os.W_OK):
        return {}
    return {"npm_config_cache": str(ROOT / ".cache" / "npm")}


def main(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    environment = {**os.environ, **cache()}
    if not usable(shutil.which("node")):
        if not (BIN / "npm").exists():
            install()
        environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
    command = shutil.which(arguments[0], path=environment.get("PATH")) or arguments[0]
    return subprocess.run(
        [command, *arguments[1:]], cwd=ROOT, env=environment, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
