"""Make one index of several, without reading or writing any of their documents again.

The engine keeps a folder of segments, which it never changes, and one small file that names them. To join indexes of
the same fields is to have the segments of all in one folder, and their names in its file: what the engine's own
``merge_indices`` does before it merges, and its Python package does not offer.
"""

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final


META: Final = "meta.json"
# The files that the engine may remove once no segment needs them.
MANAGED: Final = ".managed.json"


def join(folder: Path, parts: Iterable[Path]) -> None:
    """Put all that was made last in some indexes into one; nobody may be writing to any of them.

    Whenever it is cut off, it can be done again: a segment that is there is not taken twice, and a part is removed
    only when all of it is there.

    Args:
        folder: of the index that takes in the others.
        parts: their folders, which are gone afterwards.
    """
    meta = _read(folder / META)
    known = {segment["segment_id"] for segment in meta["segments"]}
    managed = set(_read(folder / MANAGED))
    taken = [part for part in parts if (part / META).exists()]
    for part in taken:
        other = _read(part / META)
        for segment in other["segments"]:
            if segment["segment_id"] not in known:
                known.add(segment["segment_id"])
                managed.update(_linked(part, folder, segment["segment_id"].replace("-", "")))
                meta["segments"].append(segment)
        meta["opstamp"] = max(meta["opstamp"], other["opstamp"])
    _write(folder / MANAGED, sorted(managed))
    _write(folder / META, meta)
    for part in taken:
        shutil.rmtree(part)


def _linked(part: Path, folder: Path, name: str) -> list[str]:
    """Give the files of a segment a second place; the names of the files."""
    names = [file.name for file in part.glob(f"{name}.*")]
    for file in names:
        (folder / file).unlink(missing_ok=True)
        os.link(part / file, folder / file)
    return names


def _read(file: Path) -> Any:
    return json.loads(file.read_bytes())


def _write(file: Path, content: Any) -> None:
    """Replace a file in one step, and make it last, its name too."""
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("w", encoding="utf-8") as stream:
        json.dump(content, stream)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
    descriptor = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
