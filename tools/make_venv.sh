#!/usr/bin/env bash
# Create the virtual environment with the newest Python of 3.11 or later that is here.
set -euo pipefail
target=$1
for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
  if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    if "$name" -c 'import venv, ensurepip' 2>/dev/null; then
      echo "Creating the virtual environment with $("$name" --version) ..."
      exec "$name" -m venv --clear "$target"
    fi
    missing=$name
  fi
done
if [ -n "${missing:-}" ]; then
  echo "$missing has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2
else
  echo "Python 3.11 or later is needed and was not found." >&2
fi
exit 1
