"""What of an event goes into its statement: keys by name, each of its kind, and nothing else.

An event is untrusted here: logs are kept for years and read again, newer versions write other
keys, and other blocks and browsers can send events under any name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeGuard

from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.events import EVENT_SCHEMA
from matrix_xblock.host.platform_modules import BLOCK_TYPE, read_key

__all__ = ["Payload", "Whereabouts", "is_from_server", "read_payload", "read_whereabouts"]

_MOST = 2**31 - 1
"""No number of ours is larger: more minutes than these are no length of time to Python."""

_SERVER = "server"
_FORWARDED = "received_at"
"""The platform writes it into whatever apps send by way of Segment, over what they say."""

_OF_A_ROUND = frozenset({"started", "signed_off", "responded", "replied"})
_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "signed_off": ("revision", "areas", "reflections"),
    "responded": ("comments", "waited_hours", "answers_before"),
}
_CODES: Mapping[str, tuple[str, ...]] = {
    "responded": ("kind",),
    "cpd_logged": ("type", "status"),
    "next_step_moved": ("status",),
    "opportunity_moved": ("type", "status"),
    "opportunity_marked": ("status",),
    "board_changed": ("kind",),
    "exported": ("kind",),
}


@wordless
@dataclass(frozen=True)
class Payload:
    """What a statement says of an event: the round, what came of it, how long it took, and when.

    Without `at` it was when the platform was told.
    """

    round_id: str = ""
    result: Mapping[str, int | str] = field(default_factory=dict)
    minutes: int = 0
    at: str = ""


@wordless
@dataclass(frozen=True)
class Whereabouts:
    """Who did something, and in which block of which course: as the platform says it."""

    user: int = 0
    course: str = ""
    block: str = ""


def read_payload(event: str, body: object) -> Payload | None:
    """Read the payload of an event of ours; nothing where it means something else than we know."""
    if not isinstance(body, Mapping) or body.get("schema") != EVENT_SCHEMA:
        return None
    round_id = body.get("round") if event in _OF_A_ROUND else ""
    if event in _OF_A_ROUND and not _is_code(round_id):
        return None
    numbers = {key: body.get(key) for key in _NUMBERS.get(event, ())}
    codes = {key: body.get(key) for key in _CODES.get(event, ())}
    minutes = body.get("minutes") if event == "cpd_logged" else 0
    return Payload(
        round_id=str(round_id),
        result={
            **{key: value for key, value in codes.items() if _is_code(value)},
            **{key: value for key, value in numbers.items() if _is_count(value)},
        },
        minutes=minutes if _is_count(minutes) else 0,
        at=_time(body.get("at")) if event == "signed_off" else "",
    )


def is_from_server(event: Mapping[str, Any]) -> bool:
    """Tell whether the platform's server tells it, not a browser or an app.

    Apps can give any context, also a module of ours and somebody else as the one who acted.
    """
    context = event.get("context")
    if not isinstance(context, Mapping) or _FORWARDED in context:
        return False
    sources = (event.get("event_source"), context.get("event_source"))
    return all(source is None or source == _SERVER for source in sources)


def read_whereabouts(context: object) -> Whereabouts | None:
    """Read where it was; nothing where the platform does not say that a block of ours told it.

    A handler of the platform puts the module there. What a browser sends has none, and what another
    block publishes has that of another type.
    """
    module = context.get("module") if isinstance(context, Mapping) else None
    if not isinstance(context, Mapping) or not isinstance(module, Mapping):
        return None
    user, course, block = context.get("user_id"), context.get("course_id"), module.get("usage_key")
    usage = read_key("UsageKey", str(block))
    is_ours = usage is not None and usage.block_type == BLOCK_TYPE
    if not is_ours or not _is_count(user) or read_key("CourseKey", str(course)) is None:
        return None
    return Whereabouts(user, str(course), str(block))


def _is_code(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and is_id(value)


def _is_count(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value <= _MOST


def _time(text: object) -> str:
    """Return a time that says its zone as it is, else nothing."""
    try:
        return text if isinstance(text, str) and datetime.fromisoformat(text).tzinfo else ""
    except ValueError:
        return ""
