"""The author's port on a real block: its fields in Studio or a library, and the ledger if there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from typing import Any
from uuid import uuid4

from matrix_xblock.codec.framework.table_memory import read_memory, write_memory
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.setup import SETTINGS, Authored
from matrix_xblock.domain.framework.table_memory import TableMemory
from matrix_xblock.host import services
from matrix_xblock.host.framework_catalogue import FrameworkCatalogue, catalogue, presets
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.ports.ledger import Ledger

__all__ = ["BlockAuthor"]


class BlockAuthor:
    """Somebody who sets up one block."""

    def __init__(self, block: Any, viewer: services.Viewer | None = None) -> None:
        self._block = block
        self._viewer = viewer

    @cached_property
    def viewer(self) -> services.Viewer:
        """Who is looking."""
        return self._viewer or services.viewer(self._block)

    @property
    def authored(self) -> Authored:
        """What is in the fields."""
        block = self._block
        stored = {each.name: _read(block, each.name) for each in SETTINGS}
        texts = {each.name: stored[each.name] or "" for each in SETTINGS if each.is_text}
        left_out = _unread(block).get("left_out", ())
        return Authored(**{**stored, **texts, "left_out": tuple(map(str, left_out))})

    @cached_property
    def _shelf(self) -> FrameworkCatalogue:
        return catalogue(self._block)

    @property
    def presets(self) -> Mapping[str, Framework]:
        """The frameworks that can be chosen."""
        return self._shelf.frameworks

    @property
    def is_in_course(self) -> bool:
        """Tell whether people take part where the block is: not in a library."""
        return services.is_in_course(self._block)

    @property
    def found_everywhere(self) -> Collection[str]:
        """The ids of those of the package."""
        return presets()

    @property
    def broken_presets(self) -> Sequence[tuple[str, Problem]]:
        """Files of this site whose framework cannot be chosen, each with the reason."""
        return [(fault.file, fault.problem) for fault in self._shelf.faults]

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger of this block. A library has none: nobody takes part there."""
        block = self._block
        return ledger_for(
            course=services.course_key(block),
            usage=services.usage_key(block),
            may_record=services.is_in_course(block),
        )

    @property
    def zone(self) -> tzinfo:
        """The time zone of the site, or of the author where the host tells it."""
        zone: tzinfo = services.zone(self.viewer)
        return zone

    def today(self) -> date:
        """Return the day that it is in that zone."""
        return datetime.now(UTC).astimezone(self.zone).date()

    def new_id(self) -> str:
        """Return a random id."""
        return uuid4().hex

    def write(self, authored: Authored) -> None:
        """Put it into the fields; the runtime saves them at the end of the request."""
        for setting in SETTINGS:
            value = getattr(authored, setting.name)
            if _read(self._block, setting.name) != value:
                setattr(self._block, setting.name, value)
        unread = _unread(self._block)
        still_unread = _without_settled(unread)
        if still_unread != unread:
            self._block.olx_unread = still_unread

    @property
    def table_memory(self) -> TableMemory:
        """What was corrected in tables that came into this block."""
        return read_memory(_read(self._block, "table_memory"))

    def remember_tables(self, memory: TableMemory) -> None:
        """Keep it for the next table, where it is something new."""
        if memory != self.table_memory:
            self._block.table_memory = write_memory(memory)


def _without_settled(unread: Mapping[str, Any]) -> dict[str, Any]:
    """Let go of what an author has now dealt with: messages, and values of fields that are set."""
    names = {each.name for each in SETTINGS}
    attributes = dict(unread.get("attributes") or {})
    foreign = {name: text for name, text in attributes.items() if name not in names}
    others = {key: each for key, each in unread.items() if key not in {"attributes", "left_out"}}
    return {"attributes": foreign, **others} if foreign else others


_OF_ANOTHER_TYPE = "?"
"""Stands for what cannot be read: no object and no list, so that the rules refuse it by name."""


def _read(block: Any, name: str) -> Any:
    """Read a field. What older OLX has put into it may be of a type that XBlock never reads."""
    try:
        return getattr(block, name)
    except (TypeError, ValueError):
        return _OF_ANOTHER_TYPE


def _unread(block: Any) -> Mapping[str, Any]:
    unread = _read(block, "olx_unread")
    return unread if isinstance(unread, Mapping) else {}
