"""What the author has set up, read from the fields of the block without ever changing them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from matrix_xblock.codec.framework import authored
from matrix_xblock.domain.errors import Invalid, Misconfigured, Problem
from matrix_xblock.domain.framework.mode import Mode
from matrix_xblock.domain.framework.rounds import (
    Round,
    archived,
    in_use,
    with_platform_dates,
    within_range,
)
from matrix_xblock.domain.framework.setup import Setup
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.values.dates import out_of_range
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.host.framework_catalogue import preset

__all__ = ["date_problems", "read_setup"]

T = TypeVar("T", bound=StrEnum)

_LONGEST_VERSION = 100
_MOST_TOLD = 20
_EARLIEST, _LATEST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def read_setup(block: Any) -> Setup:
    """Read and check everything authored.

    Raises `Misconfigured` with the problems of the first part that has any.
    """
    try:
        return _read(block)
    except Invalid as wrong:
        raise Misconfigured(*wrong.problems[:_MOST_TOLD]) from None


def _read(block: Any) -> Setup:
    own = _authored(block, "framework")
    rounds = authored.read_rounds(_authored(block, "rounds"))
    return Setup(
        framework=authored.read_framework(own)
        if own
        else preset(_authored(block, "framework_id") or "", block),
        rounds=_with_dates(block, in_use(rounds)),
        archived_rounds=archived(rounds),
        credit=authored.read_credit(_authored(block, "credit") or {}),
        cpd=authored.read_cpd_rules(_authored(block, "cpd") or {}),
        notice=_authored(block, "notice") or "",
        mode=_choice(block, "mode", Mode),
        sharing=_choice(block, "sharing", Sharing),
        notice_version=_notice_version(block),
    )


def _choice(block: Any, name: str, choices: type[T]) -> T:
    """Read a field that holds one of a few words."""
    try:
        return choices(_authored(block, name) or "")
    except ValueError:
        raise Invalid(Problem(name, "not_a_choice")) from None


def _notice_version(block: Any) -> str:
    """Read the version of the notice, which goes into every record."""
    version: str = _authored(block, "notice_version") or ""
    if found := problems_in(version, field="notice_version", limit=_LONGEST_VERSION):
        raise Invalid(*found)
    return version


def _authored(block: Any, name: str) -> Any:
    """Read an authored field. OLX can hold any type, and XBlock refuses it on every read."""
    try:
        return getattr(block, name)
    except (TypeError, ValueError):
        raise Invalid(Problem(name, "wrong_type")) from None


def _with_dates(block: Any, rounds: Sequence[Round]) -> tuple[Round, ...]:
    """Give rounds the platform's due date, where the platform has one.

    The workbench sets attributes of the same names on the instance, to values that mean nothing:
    a date counts only where it is a field of the block.
    """
    due, closes = _platform_dates(block)
    if getattr(block, "self_paced", False):
        closes = None
    return with_platform_dates(rounds, due=within_range(due), closes=within_range(closes))


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
