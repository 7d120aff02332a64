"""Converts a folder of histories into one file for ``ticketing import``.

``PYTHONPATH=src:tests python -m converters.load FOLDER FILE`` does it from a shell; FOLDER holds
``servicenow*.jsonl``, ``github*.jsonl`` and ``bugzilla*.jsonl``, each of them gzipped or not.
"""

import gzip
import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from converters import bugzilla, github, servicenow
from converters.issue import ConvertedIssue
from converters.writer import Writer

SAMPLES = Path(__file__).parents[1] / "data" / "history"
REAL = (
    Path(os.environ["TICKETING_HISTORY_DATA"]) if "TICKETING_HISTORY_DATA" in os.environ else None
)
"""Where real histories lie, which are not part of the repository; None without them."""

_SOURCES = {
    "servicenow": servicenow.convert,
    "github": github.convert,
    "bugzilla": bugzilla.convert,
}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The issues of a file as their source has them."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
        for line in lines:
            yield orjson.loads(line)


def converted(item: dict[str, Any]) -> ConvertedIssue:
    """An issue of any of the three sources."""
    return _SOURCES[item["source"]](item)


def convert_folder(folder: Path, target: Path) -> Counter[str]:
    """Convert all histories of a folder; return how many rows of each table there are."""
    paths = [path for name in _SOURCES for path in sorted(folder.glob(f"{name}*.jsonl*"))]
    with target.open("wb") as file:
        writer = Writer(file.write)
        seen: set[tuple[str, str, int]] = set()
        for path in paths:
            for item in read(path):
                writer.issue(converted(item), item["project"])
                if item["source"] == "bugzilla":
                    seen.update((a, b, int(kind)) for a, b, kind in bugzilla.links(item))
        for source, other, kind in sorted(seen):
            writer.row(
                "issue_links",
                created_by=writer.user(None, 0),
                source_name=source,
                target_name=other,
                link_kind=kind,
            )
        writer.end()
    return writer.counts


if __name__ == "__main__":
    sys.stdout.write(f"{dict(convert_folder(Path(sys.argv[1]), Path(sys.argv[2])))}\n")
