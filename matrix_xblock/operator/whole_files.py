"""Files that are there whole or not at all: a disk that fills leaves what was there before."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["write_whole"]


def write_whole(path: Path, parts: Iterable[str]) -> None:
    """Write a file beside its place, and put it there when all of it is on the disk.

    It can be read by its owner alone. Raises `OSError`; nothing is left beside the place then.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a handle, no path
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    finally:
        with suppress(OSError):
            Path(beside).unlink()
