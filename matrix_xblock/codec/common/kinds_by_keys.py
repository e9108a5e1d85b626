"""What JSON seems to be, by its keys: ours, a framework of another system, or neither."""

from __future__ import annotations

from typing import Any

from matrix_xblock.codec.common.file_kind import FileKind

__all__ = ["kind_by_keys"]

_FORMATS = {
    "matrix-review-record": FileKind.RECORD,
    "matrix-review-framework": FileKind.FRAMEWORK,
}
_OURS = (
    ({"levels", "areas"}, FileKind.FRAMEWORK),
    ({"owner", "courses", "not_in", "figures"}, FileKind.TRUST_REPORT),
    ({"schema", "consent_text", "study"}, FileKind.RESEARCH),
    ({"account", "username", "ids", "parts"}, FileKind.STAFF_FILE),
)
"""Keys that together only one of our files has."""
_OF_OTHERS = ("CFDocument", "CFItems", "CFPackages", "CFDocuments")
_IN_ROWS = (
    ("rows", {"release", "table", "people"}, FileKind.RELEASE),
    ("lines", {"who", "act", "participant"}, FileKind.STAFF_FILE),
    ("entries", {"title", "start"}, FileKind.CPD_JSON),
)
"""Lists, and keys of what is in them."""


def kind_by_keys(document: Any) -> FileKind:
    """Return the kind of a document that has been parsed."""
    if not isinstance(document, dict):
        return FileKind.JSON
    name = document.get("format")
    if isinstance(name, str) and name in _FORMATS:
        return _FORMATS[name]
    keys = document.keys()
    for wanted, kind in _OURS:
        if keys >= wanted:
            return kind
    if not keys.isdisjoint(_OF_OTHERS) or _is_rubric(document) or _is_mahara(document):
        return FileKind.KNOWN_FRAMEWORK
    return _of_rows(document)


def _of_rows(document: dict[str, Any]) -> FileKind:
    for name, wanted, kind in _IN_ROWS:
        rows = document.get(name)
        first = rows[0] if isinstance(rows, list) and rows else None
        if isinstance(first, dict) and first.keys() >= wanted:
            return kind
    is_framework = isinstance(document.get("framework"), dict)
    return FileKind.FRAMEWORK if is_framework else FileKind.JSON


def _is_rubric(document: dict[str, Any]) -> bool:
    """Tell a rubric by its criteria, wherever in the document they are."""
    bodies = (document, *(each for each in document.values() if isinstance(each, dict)))
    return any(
        "options" in each
        for body in bodies
        for name in ("criteria", "rubric_criteria")
        for each in (body[name] if isinstance(body.get(name), list) else ())
        if isinstance(each, dict)
    )


def _is_mahara(document: dict[str, Any]) -> bool:
    body = document.get("framework")
    return isinstance(body, dict) and isinstance(body.get("standards"), list)
