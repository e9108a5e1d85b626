"""The few template filters that Django does not have."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.safestring import SafeString, mark_safe

from matrix_xblock.codec.filled import DATE_PARTS
from matrix_xblock.domain.errors import Problem
from matrix_xblock.host import wording

__all__ = ["register"]

register = template.Library()


@register.filter
def words(problem: Problem) -> str:
    """Say a problem in the reader's language."""
    return wording.words(problem)


@register.filter
def label(code: object, kind: str) -> str:
    """Say a code in the reader's language: `{{ entry.type|label:"cpd.type" }}`."""
    return wording.label(f"{kind}.{code}") if code else ""


@register.filter
def duration(minutes: int) -> str:
    """Say whole minutes as people do."""
    return wording.duration(minutes)


@register.filter
def at(values: Mapping[str, Any], name: str) -> Any:
    """Return the value of a key, or of a form's field: a list of one is its only value."""
    value = values.get(name, "") if values else ""
    return value[0] if isinstance(value, list) and value else value


@register.filter
def part(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the three fields of a day by `day`, `month` and `year`."""
    return {each: at(values, f"{name}-{each}") for each in DATE_PARTS}


@register.filter
def problem_at(problems: Sequence[Problem], name: str) -> Problem | None:
    """Return the first problem of a field."""
    return next((each for each in problems or () if each.field == name), None)


@register.filter
def owner(participant_id: str, block_id: str) -> str:
    """Name a person in this browser's own storage without giving their id away."""
    return hashlib.sha256(f"{block_id}:{participant_id}".encode()).hexdigest()[:16]


@register.filter
def with_round(address: str, round_id: str) -> str:
    """Add the round to a handler's address, which may have a query of the host's own already."""
    return _with(address, "round", round_id)


@register.filter
def with_format(address: str, name: str) -> str:
    """Add the kind of file to a handler's address."""
    return _with(address, "format", name)


@register.filter(is_safe=True)
def css_text(text: str) -> SafeString:
    """Escape text for a string in a style sheet, so that nothing in it ends the string."""
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in str(text))
    return mark_safe("".join(plain))  # noqa: S308 - only letters, digits and escapes are left


@register.filter
def with_year(address: str, year: int) -> str:
    """Add the school year to a handler's address."""
    return _with(address, "year", str(year))


@register.filter
def nth(values: Sequence[Any], place: int) -> Any:
    """Return one of several values, counted from 0."""
    return values[place]


def _with(address: str, name: str, value: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}"
