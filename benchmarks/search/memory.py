"""Memory of a process as the kernel counts it."""

import os
from dataclasses import dataclass
from pathlib import Path

_KEPT = {"Rss": "rss", "Pss": "pss", "Anonymous": "anonymous"}


@dataclass(frozen=True)
class Memory:
    """MiB. `pss` shares common pages among their users; `anonymous` leaves out pages of files."""

    rss: float
    pss: float
    anonymous: float

    def minus(self, other: "Memory") -> "Memory":
        """Return what this has more than another."""
        return Memory(self.rss - other.rss, self.pss - other.pss, self.anonymous - other.anonymous)


def of_this_process() -> Memory:
    """Return the memory of the calling process."""
    text = Path(f"/proc/{os.getpid()}/smaps_rollup").read_text(encoding="ascii")
    found = {}
    for line in text.splitlines()[1:]:
        name, _, rest = line.partition(":")
        if name in _KEPT:
            found[_KEPT[name]] = int(rest.split()[0]) / 1024
    return Memory(**found)
