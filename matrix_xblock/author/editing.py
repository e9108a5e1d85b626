"""Steps of the editor that save nothing: add, move, archive, restore, paste, take a preset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, MutableSequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from matrix_xblock.author.dating import moved_on, with_terms
from matrix_xblock.codec.framework import authored as codec
from matrix_xblock.codec.framework.framework_csv import paste_cells
from matrix_xblock.codec.framework.setup_form import framework_body, framework_tree
from matrix_xblock.codec.framework.setup_tree import Tree, text
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import (
    MOST_AREAS,
    Framework,
    PromptKind,
    Visibility,
)
from matrix_xblock.domain.plans.opportunity import OpportunityType
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.ports.hosts import AuthorHost

__all__ = ["Step", "take"]

_PREFIXES = {
    "areas": "area",
    "levels": "level",
    "opportunities": "opportunity",
    "prompts": "question",
}
_SHORT = 8
"""Characters of a random id that are enough for the few things that an author names."""

_UNDONE = {"framework": "framework.title", "rounds": "rounds[0].opens"}
"""Where somebody goes on who has taken a replacement back."""

_NAMED_BY = {"prompts": "text", "opportunities": "text"}


@dataclass(frozen=True)
class Step:
    """What a step made of the form: the field to go on with, and the code of the message."""

    tree: Tree
    focus: str = ""
    message: str = ""


def take(tree: Tree, do: str, host: AuthorHost) -> Step:
    """Take one step, named as in `archive:areas:2`. Raises `Invalid` for what cannot be done."""
    verb, _, rest = do.partition(":")
    if verb == "preset":
        return _with_preset(tree, host.presets)
    if verb == "terms":
        return Step(with_terms(tree, host.new_id), "rounds[0].opens", "dated")
    if verb == "year":
        return Step(moved_on(tree), "rounds[0].opens", "dated")
    if verb == "undo":
        return Step(tree, _UNDONE.get(rest, ""), "undone")
    words = rest.split(":")
    known: dict[str, Callable[[Tree, list[str]], Step]] = {
        "add": partial(_add, new_id=host.new_id),
        "up": _move,
        "down": _move,
        "archive": _archive,
        "restore": _restore,
        "remove": _remove,
        "cells": _fill_cells,
    }
    if verb not in known:
        raise Invalid(Problem("", "invalid"))
    try:
        return known[verb](tree, [verb, *words])
    except (IndexError, KeyError, ValueError, TypeError):
        # The page names only what is on it: this is a page that somebody else has made.
        raise Invalid(Problem("", "invalid")) from None


def _place(text: str) -> int:
    """Return a place in a list. Raises `IndexError` for what is none: the page names no other."""
    number = whole_number(text)
    if number is None:
        raise IndexError
    return number


def _with_preset(tree: Tree, presets: Mapping[str, Framework]) -> Step:
    chosen = presets.get(text(tree, "framework_id"))
    if chosen is None:
        raise Invalid(Problem("framework_id", "unknown_framework"))
    body = codec.write_framework(chosen)
    return Step({**tree, "framework": framework_tree(body)}, "framework.title", "preset")


def _body(tree: Tree) -> dict[str, Any]:
    return framework_body(tree.get("framework", {}), [])


def _listed(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """Name every kind of opportunity where none is named: that is what none means."""
    if kind == "opportunities" and not body[kind]:
        return {**body, kind: [{"id": each.value, "text": ""} for each in OpportunityType]}
    return body


def _with_body(tree: Tree, body: Mapping[str, Any], focus: str, message: str) -> Step:
    return Step({**tree, "framework": framework_tree(body)}, focus, message)


def _add(tree: Tree, words: list[str], new_id: Callable[[], str]) -> Step:
    """Add one more.

    An answer that was taken out leaves no trace here, nor does a round in old OLX, and people's
    records may still name them: a new one gets an id that none can ever have had.
    """
    _, kind, *where = words
    if kind == "choices":
        known = where[1] if len(where) > 1 else f"choice-{new_id()[:_SHORT]}"
        return _add_choice(tree, _place(where[0]), known)
    if kind == "rounds":
        rounds = [*tree.get("rounds", []), {"id": f"round-{new_id()[:_SHORT]}"}]
        return Step({**tree, "rounds": rounds}, f"rounds[{len(rounds) - 1}].title", "added")
    body = _listed(_body(tree), kind)
    made = _blank(kind, _fresh(_PREFIXES[kind], _taken(body, kind)))
    body[kind] = _ordered(kind, [*body[kind], made])
    field = _NAMED_BY.get(kind, "name")
    return _with_body(tree, body, f"framework.{kind}[{len(body[kind]) - 1}].{field}", "added")


def _blank(kind: str, identifier: str) -> dict[str, Any]:
    if kind == "levels":
        return {"id": identifier, "name": "", "descriptor": ""}
    if kind == "opportunities":
        return {"id": identifier, "text": ""}
    if kind == "areas":
        words: dict[str, Any] = {"name": "", "description": "", "prompts": [], "was": []}
        return {"id": identifier, **words, "optional": False, "descriptors": {}}
    return {
        "id": identifier,
        "text": "",
        "kind": PromptKind.TEXT.value,
        "visibility": Visibility.SHARED.value,
        "optional": False,
        "names_next_step": False,
        "for_research": False,
        "counted_with_consent": False,
        "choices": [],
        "show_if": {},
    }


def _add_choice(tree: Tree, place: int, identifier: str) -> Step:
    body = _body(tree)
    choices = body["prompts"][place]["choices"]
    ids = [each["id"] for each in choices]
    if identifier in ids:
        raise ValueError
    choices.append({"id": identifier, "text": ""})
    focus = f"framework.prompts[{place}].choices[{len(ids)}].text"
    return _with_body(tree, body, focus, "added")


def _taken(body: Mapping[str, Any], kind: str) -> set[str]:
    """Return every id that was ever given: that of something archived is not given again."""
    archived = body.get("archived") or {}
    return {each["id"] for each in (*body[kind], *archived.get(kind, ()))}


def _fresh(prefix: str, taken: Collection[str]) -> str:
    number = next(n for n in range(1, len(taken) + 2) if f"{prefix}-{n}" not in taken)
    return f"{prefix}-{number}"


def _ordered(kind: str, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Count levels from 1 in their new order."""
    if kind != "levels":
        return entries
    return [{**each, "ordinal": place} for place, each in enumerate(entries, 1)]


def _move(tree: Tree, words: list[str]) -> Step:
    verb, kind, place, *_ = words
    here = _place(place)
    there = here - 1 if verb == "up" else here + 1
    if kind == "rounds":
        rounds = _swapped(tree["rounds"], here, there)
        return Step({**tree, "rounds": rounds}, f"{verb}:rounds:{there}", "moved")
    body = _listed(_body(tree), kind)
    body[kind] = _ordered(kind, _swapped(body[kind], here, there))
    return _with_body(tree, body, f"{verb}:{kind}:{there}", "moved")


def _swapped(entries: MutableSequence[Any], here: int, there: int) -> list[Any]:
    moved = list(entries)
    if not 0 <= there < len(moved):
        return moved
    moved[here], moved[there] = moved[there], moved[here]
    return moved


def _archive(tree: Tree, words: list[str]) -> Step:
    _, kind, place = words
    if kind == "rounds":
        return _archive_round(tree, _place(place))
    body = _listed(_body(tree), kind)
    gone = body[kind].pop(_place(place))
    if kind == "opportunities" and not body[kind]:
        # None at all would mean all of them.
        raise Invalid(Problem("framework.opportunities", "too_few", {"least": 1}))
    body[kind] = _ordered(kind, body[kind])
    if _is_blank(gone, _NAMED_BY.get(kind, "name")):
        return _with_body(tree, body, f"add:{kind}", "removed")
    archived = body.get("archived") or {}
    body["archived"] = {**archived, kind: [*archived.get(kind, []), gone]}
    return _with_body(tree, body, f"restore:{kind}:{gone['id']}", "archived")


def _is_blank(gone: Mapping[str, Any], field: str) -> bool:
    """Tell whether something was added and never named: it cannot have been saved, or asked."""
    return not gone.get(field, "").strip() and gone["id"] not in set(OpportunityType)


def _archive_round(tree: Tree, place: int) -> Step:
    rounds = list(tree["rounds"])
    gone = rounds.pop(place)
    if _is_blank(gone, "title"):
        return Step({**tree, "rounds": rounds}, "add:rounds", "removed")
    archived = [*tree.get("rounds_archived", []), gone]
    return Step(
        {**tree, "rounds": rounds, "rounds_archived": archived},
        f"restore:rounds:{gone['id']}",
        "archived",
    )


def _restore_round(tree: Tree, identifier: str) -> Step:
    [back] = [each for each in tree["rounds_archived"] if each["id"] == identifier]
    left = [each for each in tree["rounds_archived"] if each["id"] != identifier]
    rounds = [*tree.get("rounds", []), back]
    focus = f"rounds[{len(rounds) - 1}].title"
    return Step({**tree, "rounds": rounds, "rounds_archived": left}, focus, "restored")


def _restore(tree: Tree, words: list[str]) -> Step:
    _, kind, identifier = words
    if kind == "rounds":
        return _restore_round(tree, identifier)
    body = _listed(_body(tree), kind)
    archived = body.get("archived") or {}
    [back] = [each for each in archived[kind] if each["id"] == identifier]
    left = [each for each in archived[kind] if each["id"] != identifier]
    body["archived"] = {**archived, kind: left}
    body[kind] = _ordered(kind, [*body[kind], back])
    field = _NAMED_BY.get(kind, "name")
    return _with_body(tree, body, f"framework.{kind}[{len(body[kind]) - 1}].{field}", "restored")


def _remove(tree: Tree, words: list[str]) -> Step:
    _, kind, place, choice = words
    body = _body(tree)
    body[kind][_place(place)]["choices"].pop(_place(choice))
    return _with_body(tree, body, f"add:choices:{place}", "removed")


def _fill_cells(tree: Tree, words: list[str]) -> Step:
    """Put a copied block of cells where it was pasted; column 0 is the name of an area."""
    _, row, column = words
    first = _place(row)
    left = _place(column)
    cells = paste_cells(text(tree, "table"))
    body = _body(tree)
    levels = [level["id"] for level in body["levels"]]
    if any(left + len(line) > len(levels) + 1 for line in cells):
        raise Invalid(
            Problem("framework.areas", "paste_too_wide", {"most": len(levels) + 1 - left})
        )
    if first + len(cells) > MOST_AREAS:
        raise Invalid(Problem("framework.areas", "too_many", {"most": MOST_AREAS}))
    for number, line in enumerate(cells, first):
        if number == len(body["areas"]):
            body["areas"].append(_blank("areas", _fresh("area", _taken(body, "areas"))))
        _fill(body["areas"][number], line, left, levels)
    focus = f"framework.areas[{first}].name"
    return _with_body({**tree, "table": ""}, body, focus, "table")


def _fill(area: dict[str, Any], line: list[str], left: int, levels: list[str]) -> None:
    for column, words in enumerate(line, left):
        if column == 0:
            area["name"] = words
        else:
            area["descriptors"][levels[column - 1]] = words
