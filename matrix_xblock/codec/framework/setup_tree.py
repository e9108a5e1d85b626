"""Forms whose field names are paths (`framework.areas[2].name`), as a tree of texts and back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["MOST_PLACES", "Tree", "items", "read_tree", "text", "texts"]

Tree = dict[str, Any]
"""Names to texts, to trees, or to a list of either."""

MOST_PLACES = 120
"""Entries of one list: twice as many as the longest list may have in the end."""
MOST_FIELDS = 5000
MOST_VALUES = 20_000
"""Twice what a framework that is full in every part takes. What follows is as long as they are."""

_NAME = re.compile(r"[a-z_]+(?:\.[a-zA-Z0-9_-]{1,100}|\[[0-9]{1,3}\]){0,8}(?:\[\])?\Z")
_STEP = re.compile(r"\.?([a-zA-Z0-9_-]+)|\[([0-9]{1,3})\]")


def read_tree(form: Form) -> Tree:
    """Read a form whose names are paths; a name that ends in `[]` holds every value sent under it.

    Raises `Invalid` for a name of another shape, or one that contradicts another: no page of ours
    sends that.
    """
    root: dict[str | int, Any] = {}
    _check_size(form)
    for name, values in form.items():
        if not _NAME.match(name):
            raise Invalid(Problem("", "invalid"))
        is_list = name.endswith("[]")
        if not is_list and len(values) > 1:
            raise Invalid(Problem("", "sent_twice"))
        _put(root, name.removesuffix("[]"), list(values) if is_list else values[0])
    tree = _listed(root)
    return tree if isinstance(tree, dict) else {}


def _check_size(fields: Form) -> None:
    """Refuse what is many times as much as any page of ours sends."""
    counts = (len(fields), MOST_FIELDS), (sum(map(len, fields.values())), MOST_VALUES)
    for count, most in counts:
        if count > most:
            raise Invalid(Problem("", "form_too_long", {"most": most}))


def _put(root: dict[str | int, Any], path: str, value: object) -> None:
    steps = [_place(number) if number else word for word, number in _STEP.findall(path)]
    node = root
    for step in steps[:-1]:
        node = node.setdefault(step, {})
        if not isinstance(node, dict):
            raise Invalid(Problem("", "invalid"))
    if isinstance(node.get(steps[-1]), dict):
        raise Invalid(Problem("", "invalid"))
    node[steps[-1]] = value


def _place(number: str) -> int:
    """Return a place in a list."""
    place = whole_number(number)
    if place is None or place >= MOST_PLACES:
        raise Invalid(Problem("", "too_many", {"most": MOST_PLACES}))
    return place


def _listed(node: Any) -> Any:
    """Turn numbered branches into lists, in the order of their numbers."""
    if not isinstance(node, dict):
        return node
    if node and all(isinstance(key, int) for key in node):
        return [_listed(node[key]) for key in sorted(node)]
    return {str(key): _listed(value) for key, value in node.items()}


def text(tree: Mapping[str, Any], name: str) -> str:
    """Return a text, trimmed, empty where there is none."""
    value = tree.get(name, "")
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def texts(tree: Mapping[str, Any], name: str) -> list[str]:
    """Return a list of texts."""
    value = tree.get(name, [])
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def items(tree: Mapping[str, Any], name: str) -> Iterator[Tree]:
    """Yield the branches of a list."""
    value = tree.get(name, [])
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
