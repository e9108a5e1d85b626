"""The author's port on a real block: its fields in Studio or a library, and the ledger if there."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo
from functools import cached_property
from typing import Any
from uuid import uuid4

from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.setup import Authored
from matrix_xblock.host import services
from matrix_xblock.host.framework_catalogue import FrameworkCatalogue, presets, shelf
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.ports.ledger import Ledger

__all__ = ["BlockAuthor"]

_FIELDS = {
    "display_name": "title",
    "framework_id": "framework_id",
    "framework": "framework",
    "rounds": "rounds",
    "credit": "credit",
    "cpd": "cpd",
    "mode": "mode",
    "sharing": "sharing",
    "notice": "notice",
    "notice_version": "notice_version",
    "weight": "weight",
}
"""Fields of the block, and what the port calls them."""


class BlockAuthor:
    """Somebody who sets up one block."""

    def __init__(self, block: Any) -> None:
        self._block = block

    @property
    def authored(self) -> Authored:
        """What is in the fields."""
        block = self._block
        read = {ours: _read(block, name) for name, ours in _FIELDS.items()}
        texts = {key: read[key] or "" for key in _TEXTS}
        left_out = _unread(block).get("left_out", ())
        return Authored(**{**read, **texts, "left_out": tuple(map(str, left_out))})

    @cached_property
    def _shelf(self) -> FrameworkCatalogue:
        return shelf(self._block)

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
    def broken_presets(self) -> Sequence[str]:
        """The names of files of this site that hold no framework."""
        return self._shelf.broken

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
        zone: tzinfo = services.zone(services.viewer(self._block))
        return zone

    def new_id(self) -> str:
        """Return a random id."""
        return uuid4().hex

    def write(self, authored: Authored) -> None:
        """Put it into the fields; the runtime saves them at the end of the request."""
        for name, ours in _FIELDS.items():
            value = getattr(authored, ours)
            if _read(self._block, name) != value:
                setattr(self._block, name, value)
        unread = _unread(self._block)
        kept = _without_settled(unread)
        if kept != unread:
            self._block.olx_unread = kept


def _without_settled(unread: Mapping[str, Any]) -> dict[str, Any]:
    """Let go of what an author has now dealt with: messages, and values of fields that are set."""
    attributes = dict(unread.get("attributes") or {})
    foreign = {name: text for name, text in attributes.items() if name not in _FIELDS}
    kept = {key: each for key, each in unread.items() if key not in {"attributes", "left_out"}}
    return {"attributes": foreign, **kept} if foreign else kept


_OF_ANOTHER_TYPE = "?"
"""Stands for what cannot be read: no object and no list, so that the rules refuse it by name."""

_TEXTS = ("title", "framework_id", "mode", "sharing", "notice", "notice_version")


def _read(block: Any, name: str) -> Any:
    """Read a field. What older OLX has put into it may be of a type that XBlock never reads."""
    try:
        return getattr(block, name)
    except (TypeError, ValueError):
        return _OF_ANOTHER_TYPE


def _unread(block: Any) -> Mapping[str, Any]:
    unread = _read(block, "olx_unread")
    return unread if isinstance(unread, Mapping) else {}
