"""Files that are there whole or not at all: a disk that fills leaves what was there before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

__all__ = ["ESCAPED", "write_all_whole", "write_whole"]

ESCAPED = "backslashreplace"
"""Half of a pair that stands alone is stored as an escape in JSON, and cannot be encoded."""


def write_whole(path: Path, parts: Iterable[str | bytes]) -> None:
    """Write a file beside its place, and put it there when all of it is on the disk.

    It can be read by its owner alone. What is no character is written as its escape. Raises
    `OSError`; nothing is left beside the place then, nor when what gives the parts breaks off.
    """
    write_all_whole({path: parts})


def write_all_whole(files: Mapping[Path, Iterable[str | bytes]]) -> None:
    """Write files beside their places, and put them there when all of all is on the disk."""
    beside: dict[Path, Path] = {}
    try:
        for path, parts in files.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
            beside[path] = Path(name)
            with open(handle, "wb") as file:  # noqa: PTH123 - a handle
                file.writelines(map(_encoded, parts))
                file.flush()
                os.fsync(file.fileno())
        for path, written in beside.items():
            written.replace(path)
    finally:
        for written in beside.values():
            with suppress(OSError):
                written.unlink()


def _encoded(part: str | bytes) -> bytes:
    return part.encode(errors=ESCAPED) if isinstance(part, str) else part
