"""What is added to the platform's lists when all of its own settings are read.

Other plugins have the same lists and may have kept them: each is added to where it stands, and none
is put in its place.
"""

from __future__ import annotations

from typing import Any

from matrix_xblock.plugin.analytics.routing import add_events

__all__ = ["IGNORED_ADDRESSES", "plugin_settings"]

IGNORED_ADDRESSES = r"^/courses/.+/xblock/.+type@matrix_review.+/handler/"
"""Requests of the block: the platform would note the form and the query of each with a name."""

_BLOCK_TYPE = "matrix_review"


def plugin_settings(settings: Any) -> None:
    """Keep requests of the block out of the tracking log, and have analytics know its events.

    Offer it in libraries where that is wanted.
    """
    _add(settings, "TRACKING_IGNORE_URL_PATTERNS", IGNORED_ADDRESSES)
    add_events(vars(settings))
    if _is_wanted_in_libraries(settings):
        _add(settings, "LIBRARY_ENABLED_BLOCKS", _BLOCK_TYPE)


def _add(settings: Any, name: str, value: str) -> None:
    present = getattr(settings, name, None)
    if present is None:
        setattr(settings, name, [value])
    elif isinstance(present, list) and value not in present:
        present.append(value)
    elif isinstance(present, tuple) and value not in present:
        setattr(settings, name, (*present, value))


def _is_wanted_in_libraries(settings: Any) -> bool:
    """Tell what the site says. What is no object says nothing here: the check names it."""
    of_blocks = getattr(settings, "XBLOCK_SETTINGS", None)
    of_block = of_blocks.get(_BLOCK_TYPE) if isinstance(of_blocks, dict) else None
    return isinstance(of_block, dict) and of_block.get("in_libraries") is True
