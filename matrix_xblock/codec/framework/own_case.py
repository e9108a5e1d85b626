"""CASE that this component wrote and nobody has changed: it comes back word for word.

CASE of others may have HTML in its texts, which is read as text. Ours has none: `<b>` is what
somebody typed. A seal over the whole document tells the two apart: where anything was edited, the
seal is broken, and the document is read as that of another system.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from matrix_xblock.codec.framework.known_json import children
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.framework.framework import Area, Framework, Level, check

__all__ = ["EXTENSION", "read_own_case", "sealed"]

EXTENSION = "matrixReview"
"""The key of what only this component reads: ids, so that an export comes back as it was."""
_SEAL = "seal"


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a package with its seal."""
    head = document["CFDocument"]
    own = {**head["extensions"][EXTENSION], _SEAL: _seal(document)}
    return {**document, "CFDocument": {**head, "extensions": {EXTENSION: own}}}


def read_own_case(document: Any) -> Framework | None:
    """Read a package whose seal is whole; None for any other, or where it breaks a rule of ours."""
    if not isinstance(document, dict):
        return None
    head = _object(document, "CFDocument")
    own = dict(_own(head))
    seal = own.pop(_SEAL, None)
    bare = {**document, "CFDocument": {**head, "extensions": {EXTENSION: own}}}
    if not isinstance(seal, str) or seal != _seal(bare):
        return None
    try:
        framework = _read(document, head)
    except (KeyError, TypeError, Invalid):
        return None
    return None if check(framework) else framework


def _seal(document: Mapping[str, Any]) -> str:
    """Return what changes with any word of a document, and not with the order of its keys."""
    words = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _read(document: Mapping[str, Any], head: Mapping[str, Any]) -> Framework:
    criteria = [
        each
        for rubric in children(document, "CFRubrics")
        for each in children(rubric, "CFRubricCriteria")
    ]
    rows = [children(each, "CFRubricCriterionLevels") for each in criteria]
    default = Framework("", "", (), ())
    return Framework(
        id=_own(head)["id"],
        title=head["title"],
        version=head.get("version", default.version),
        language=head.get("language", default.language),
        source=head.get("publisher", ""),
        licence=_object(head, "licenseURI").get("title", ""),
        note=head.get("description", ""),
        levels=tuple(_levels(rows)),
        areas=tuple(
            _area(item, row) for item, row in zip(children(document, "CFItems"), rows, strict=True)
        ),
    )


def _levels(rows: list[list[Mapping[str, Any]]]) -> Iterator[Level]:
    """Give the levels of the first area; what one means everywhere may stand in any."""
    for place, each in enumerate(rows[0]):
        shared = (row[place]["description"] for row in rows if _own(row[place]).get("shared"))
        yield Level(_own(each)["id"], each["position"], each["quality"], next(shared, ""))


def _area(item: Mapping[str, Any], row: list[Mapping[str, Any]]) -> Area:
    own = _own(item)
    return Area(
        id=own["id"],
        name=item["abbreviatedStatement"],
        description=item["fullStatement"] if own.get("described") else "",
        descriptors={
            _own(each)["id"]: each["description"]
            for each in row
            if each["description"] and not _own(each).get("shared")
        },
    )


def _own(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return _object(_object(part, "extensions"), EXTENSION)


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
