"""What the author has set up, read from the fields of the block without ever changing them."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from matrix_xblock.codec.framework import authored
from matrix_xblock.domain.errors import Invalid, Misconfigured, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.framework.rounds import (
    archived,
    in_use,
    with_platform_dates,
    within_range,
)
from matrix_xblock.domain.framework.setup import SETTINGS, Setup
from matrix_xblock.domain.values.dates import out_of_range
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host.framework_catalogue import preset

__all__ = ["date_problems", "read_setup"]

_FIELDS = tuple(each.name for each in SETTINGS if each.in_setup)
_MOST_TOLD = 20
_EARLIEST = datetime.min.replace(tzinfo=UTC)
_LATEST = datetime.max.replace(tzinfo=UTC)


@wordless
@dataclass(frozen=True)
class _Stored:
    """What is stored of a set-up, by name. Of two with the same fingerprint, all of it is equal."""

    fingerprint: str
    values: Mapping[str, Any] = field(compare=False)
    framework: Framework | None = field(compare=False)


def read_setup(block: Any) -> Setup:
    """Read and check everything authored.

    Raises `Misconfigured` with the problems of the first part that has any.
    """
    try:
        stored = _stored(block)
        return _read_once(stored) if stored.fingerprint else _read(stored)
    except Invalid as wrong:
        raise Misconfigured(*wrong.problems[:_MOST_TOLD]) from None


def _stored(block: Any) -> _Stored:
    """Take what is stored. A framework that is named is known by its object, which is kept."""
    values = {name: _authored(block, name) for name in _FIELDS}
    values["due"], values["closes"] = _dates(block)
    named = values["framework_id"] or ""
    framework = None if values["framework"] else preset(named, block)
    return _Stored(_fingerprint(values, framework), values, framework)


def _fingerprint(values: Mapping[str, Any], framework: Framework | None) -> str:
    """Name what is stored by its content; nothing where that holds more than JSON can."""
    times = [each and each.isoformat() for each in (values["due"], values["closes"])]
    content = [values[name] for name in _FIELDS]
    try:
        # In this form equal values are always written alike, and 1, 1.0, True and "1" are not.
        text = marshal.dumps([content, times, id(framework)], 2)
    except ValueError:
        return ""
    return hashlib.sha256(text).hexdigest()


@lru_cache(maxsize=64)
def _read_once(stored: _Stored) -> Setup:
    """Keep what has been read of the same content; the oldest goes. Nobody changes it."""
    return _read(stored)


def _read(stored: _Stored) -> Setup:
    values = stored.values
    rounds = authored.read_rounds(values["rounds"])
    dated = with_platform_dates(in_use(rounds), due=values["due"], closes=values["closes"])
    return Setup(
        framework=stored.framework or authored.read_framework(values["framework"]),
        rounds=dated,
        archived_rounds=archived(rounds),
        credit=authored.read_credit(values["credit"] or {}),
        cpd=authored.read_cpd_rules(values["cpd"] or {}),
        **_plain(values),
        fingerprint=stored.fingerprint,
    )


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Read the settings that are one text or one choice."""
    plain = [each for each in SETTINGS if each.in_setup and each.is_plain]
    return {each.name: authored.read_plain(each, values[each.name]) for each in plain}


def _authored(block: Any, name: str) -> Any:
    """Read an authored field. OLX can hold any type, and XBlock refuses it on every read."""
    try:
        return getattr(block, name)
    except (TypeError, ValueError):
        raise Invalid(Problem(name, "wrong_type")) from None


def _dates(block: Any) -> tuple[datetime | None, datetime | None]:
    """Return the platform's due date and when it closes, where the platform has them.

    The workbench sets attributes of the same names on the instance, to values that mean nothing:
    a date counts only where it is a field of the block.
    """
    due, closes = _platform_dates(block)
    if getattr(block, "self_paced", False):
        closes = None
    return within_range(due), within_range(closes)


def date_problems(block: Any) -> tuple[Problem, ...]:
    """Name the dates of the platform that nobody is shown because they lie too far off."""
    due, closes = _platform_dates(block)
    if within_range(due) != due:
        return (out_of_range("due"),)
    return (out_of_range("graceperiod"),) if within_range(closes) != closes else ()


def _platform_dates(block: Any) -> tuple[datetime | None, datetime | None]:
    """Return when the platform says that this is due, and when it closes for good."""
    due = _aware(block.due) if "due" in block.fields else None
    grace = block.graceperiod if "graceperiod" in block.fields else None
    if due is None or not isinstance(grace, timedelta):
        return due, due
    try:
        return due, due + grace
    except OverflowError:
        return due, _LATEST if grace > timedelta(0) else _EARLIEST


def _aware(time: object) -> datetime | None:
    if not isinstance(time, datetime):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
