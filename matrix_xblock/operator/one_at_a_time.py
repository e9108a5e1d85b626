"""A file that one process at a time writes, as a receipt is: whoever is second is told so."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["claimed"]


@contextmanager
def claimed(path: Path) -> Iterator[None]:
    """Have a file for oneself, be it there or not. Raises `BlockingIOError` while another has it.

    The system lets go of what a process had claimed that was stopped. What is claimed is a file of
    its own beside the place, because the file itself is written anew each time.
    """
    beside = path.with_name(f".{path.name}.lock")
    handle = os.open(beside, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not _is_there(beside, handle):
            raise BlockingIOError
        try:
            yield
        finally:
            with suppress(OSError):
                beside.unlink()
    finally:
        os.close(handle)


def _is_there(path: Path, handle: int) -> bool:
    """Tell whether what was opened still has its name: whoever had it before has removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
