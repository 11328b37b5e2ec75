"""A process that builds one segment: batches of documents come in on stdin, the segment goes out.

Started by `directory.search.whoosh.writing`, which puts the segments into one index.
"""

import pickle
import sys

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from directory.search.whoosh.builder import SegmentBuilder

INDEX_NAME = "MAIN"


def main(folder: str) -> None:
    """Build the segment in this folder."""
    storage, builder = FileStorage(folder), SegmentBuilder()
    TOC.read(storage, INDEX_NAME)  # the index must be there
    while batch := pickle.load(sys.stdin.buffer):  # noqa: S301 - from our own parent
        builder.add_all(batch)
    segment = builder.finish(storage, INDEX_NAME) if len(builder) else None
    sys.stdout.buffer.write(pickle.dumps(segment, protocol=5))


if __name__ == "__main__":
    main(sys.argv[1])
