"""Make the package and its `manage` command known to this virtual environment.

A `.pth` file and a four-line script do what an editable install does, without a build back end.
"""

import sys
import sysconfig
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The shell line finds Python also where the path has spaces or is too long for a first line.
SCRIPT = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys
from {module} import {function}
sys.exit({function}())
"""


def main() -> None:
    """Write the path file and one script per entry of `[project.scripts]`."""
    purelib = Path(sysconfig.get_path("purelib"))
    (purelib / "edtech_directory.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, target in project["scripts"].items():
        module, _, function = target.partition(":")
        path = Path(sysconfig.get_path("scripts")) / name
        text = SCRIPT.format(python=sys.executable, module=module, function=function)
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)


if __name__ == "__main__":
    main()
