"""Saves that meet: which one builds on which, and which one comes second."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.domain.errors import Problem, Stale

__all__ = ["IncomingSave", "SavedVersion", "is_repeated", "next_version"]


@dataclass(frozen=True)
class SavedVersion:
    """Who saved a section last.

    Its revision, and the browser tab (`writer`) with that tab's own count.
    """

    revision: int = 0
    writer: str = ""
    sequence: int = 0


@dataclass(frozen=True)
class IncomingSave:
    """One save as it arrives: the revision that the page was showing, and the tab that sends it."""

    seen: int
    writer: str = ""
    sequence: int = 0


def is_repeated(saved: SavedVersion, save: IncomingSave) -> bool:
    """Tell whether this tab's save, or a later one of the same tab, has been kept already."""
    return bool(save.writer) and saved.writer == save.writer and save.sequence <= saved.sequence


def next_version(saved: SavedVersion, save: IncomingSave) -> SavedVersion:
    """Give a save its number, or refuse it: what it did not see must not be overwritten.

    A tab always builds on its own last save, even where the answer to that one was lost on the way.
    """
    is_same_tab = bool(save.writer) and saved.writer == save.writer
    if save.seen != saved.revision and not is_same_tab:
        raise Stale(Problem("revision", "stale"))
    return SavedVersion(revision=saved.revision + 1, writer=save.writer, sequence=save.sequence)
