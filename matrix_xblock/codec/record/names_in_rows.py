"""Where rows about others name somebody of the course staff, and how they lose that name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matrix_xblock.domain.record.trail import mark_of
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["NAMING", "NOBODY_S_MARK", "Named", "without_person"]

Body = Mapping[str, Any]

NOBODY_S_MARK = "0" * 16
"""Takes the place of a mark: a list that had only that one must not be taken for *everybody*."""

_OF_WORK = {"drafting", "dropped"}
"""Types of responses that say who is at work: without the person nothing is left of them."""


@wordless
@dataclass(frozen=True)
class Named:
    """Somebody, by everything that rows know them by."""

    ids: frozenset[str]
    names: frozenset[str]

    @property
    def marks(self) -> frozenset[str]:
        """Return what stands for them in lines about several people."""
        return frozenset(map(mark_of, self.ids))


def without_person(kind: Kind, body: Body, person: Named) -> Body | None:
    """Return a row without that person: the act stays. The same row where they are not in it.

    None stands for a row of which nothing is left.
    """
    lose = NAMING[kind]
    return body if lose is None else lose(body, person)


def _author(body: Body, person: Named) -> Body | None:
    by = body.get("by")
    if not isinstance(by, Mapping) or not _is_of(by.get("id"), person.ids):
        return body
    if body.get("type") in _OF_WORK:
        return None
    return {**body, "by": {"id": "", "name": ""}}


def _opener(body: Body, person: Named) -> Body:
    changed = dict(_pair(body, person, "who_id", "who"))
    among = body.get("among")
    if isinstance(among, list) and person.marks.intersection(map(str, among)):
        changed["among"] = [NOBODY_S_MARK if each in person.marks else each for each in among]
    return body if changed == body else changed


def _giver(body: Body, person: Named) -> Body:
    return _pair(body, person, "by_id", "by")


def _pair(body: Body, person: Named, of_id: str, of_name: str) -> Body:
    """Empty both. Rows of before ids were written have the name alone."""
    identifier = body.get(of_id)
    is_nameless = not identifier and _is_of(body.get(of_name), person.names)
    is_theirs = is_nameless or _is_of(identifier, person.ids)
    return {**body, of_id: "", of_name: ""} if is_theirs else body


def _at_work(body: Body, person: Named) -> Body:
    work = body.get("at_work")
    if not isinstance(work, Mapping):
        return body
    left = {key: _others(names, person) for key, names in work.items()}
    return body if left == work else {**body, "at_work": left}


def _others(names: Any, person: Named) -> Any:
    if not isinstance(names, list):
        return names
    return [each for each in names if not _is_of(each, person.names)]


def _is_of(value: Any, known: frozenset[str]) -> bool:
    return isinstance(value, str) and value in known


NAMING: Mapping[Kind, Callable[[Body, Named], Body | None] | None] = {
    Kind.SUMMARY: None,
    Kind.SNAPSHOT: None,
    Kind.RESPONSE: _author,
    Kind.BOARD: _giver,
    Kind.ACCESS: _opener,
    Kind.CONSENT: None,
    Kind.COUNTED: None,
    Kind.STANDING: _at_work,
    Kind.INTEREST: None,
    Kind.OPPORTUNITIES: None,
    Kind.RELEASE: _giver,
    Kind.BANK: _author,
    Kind.REMINDER: None,
    Kind.DIGEST: None,
    Kind.COHORTS: _giver,
}
"""Every kind of row: None where it names nobody of the course staff.

A new kind has to be decided about here: without it nobody could be erased.
"""
