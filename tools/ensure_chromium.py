"""Find Chromium for the browser tests, or install Debian's package."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core")


def find() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install the package; exits with a clear message when that is not possible."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (root and shutil.which("sudo") is None):
        sys.exit("The browser tests need Chromium: install it, or run `make fast` without them.")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    print("Installing Chromium for the browser tests ...", flush=True)
    for command in (
        ["update", "-q"],
        ["install", "-q", "-y", "--no-install-recommends", *PACKAGES],
    ):
        answer = subprocess.run(
            [*root, "apt-get", *command], env=environment, check=False, stdout=subprocess.DEVNULL
        )
        if answer.returncode:
            sys.exit("Chromium could not be installed: install it, or run `make fast` without it.")


def main() -> None:
    """Install Chromium where it is missing."""
    if find() is None:
        install()
    if find() is None:
        sys.exit("Chromium was installed but cannot be found.")


if __name__ == "__main__":
    main()
