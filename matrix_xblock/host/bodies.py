"""Bodies of requests, read into fields.

The platform logs every form post and every query with the name of whoever sent it, so nothing that
people write comes as either: a body is JSON, and what goes with a file is JSON in a file too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import SuspiciousOperation
from webob import Request

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.errors import Invalid, Problem, TooLarge, UnsupportedBody

__all__ = ["BODY_LIMIT", "FILE_LIMIT", "UPLOAD_LIMIT", "read_fields", "read_query", "read_upload"]

BODY_LIMIT = 1024 * 1024
"""Bytes of one request: more than the largest form with every field full."""

UPLOAD_LIMIT = 3_500_000
"""Bytes of a request with a file: Open edX takes no file above 4,000,000."""

FILE_LIMIT = 3_000_000
"""Bytes of a file, as people are told: a request with one has room for its fields too."""

_JSON, _MULTIPART = "application/json", "multipart/form-data"
_FILE, _FIELDS = "file", "fields"


def read_query(request: Request) -> Form:
    """Read the query of an address: every value of every name."""
    form: dict[str, list[str]] = {}
    try:
        for name, value in request.GET.items():
            form.setdefault(name, []).append(value)
    except (SuspiciousOperation, UnicodeDecodeError) as error:
        raise _invalid() from error
    return form


def read_fields(request: Request, limit: int) -> Form:
    """Read a JSON object of field name to text, or to a list of texts.

    Raises `UnsupportedBody` for any other kind of body, before anything of it is read, `TooLarge`
    beyond `limit` bytes, and `Invalid` for JSON of another shape.
    """
    _expect(request, _JSON, limit)
    body = request.body_file.read(limit + 1)
    if len(body) > limit:
        raise TooLarge
    return _parse(body)


def read_upload(request: Request) -> tuple[Form, bytes]:
    """Read a file from the part `file`, and the JSON object in the file part `fields`.

    Each may be missing. Raises `UnsupportedBody` for a part that is no file: it would be logged.
    """
    _expect(request, _MULTIPART, UPLOAD_LIMIT)
    parts: dict[str, Any] = {}
    try:
        for name, value in request.POST.items():
            if isinstance(value, str):
                raise UnsupportedBody
            if name in parts or name not in {_FILE, _FIELDS}:
                raise _invalid()
            parts[name] = getattr(value, "file", None)
    except (SuspiciousOperation, UnicodeDecodeError) as error:
        raise _invalid() from error
    fields = _content(parts, _FIELDS)
    return (_parse(fields) if fields else {}), _content(parts, _FILE)


def _expect(request: Request, kind: str, limit: int) -> None:
    if request.content_type != kind:
        raise UnsupportedBody
    if (request.content_length or 0) > limit:
        raise TooLarge


def _content(parts: Mapping[str, Any], name: str) -> bytes:
    """Return what is in a part; one that is missing is empty."""
    part = parts.get(name)
    if part is None:
        return b""
    content: bytes = part.read(UPLOAD_LIMIT + 1)
    if len(content) > UPLOAD_LIMIT:
        raise TooLarge
    return content


def _parse(body: bytes) -> Form:
    """Parse JSON into fields. Nothing in it is guessed: what no page of ours sends is refused."""
    try:
        fields = json.loads(body.decode("utf-8"), object_pairs_hook=_without_duplicates)
        if not isinstance(fields, dict):
            raise _invalid()
        texts = {_text(name): _texts(value) for name, value in fields.items()}
    except (ValueError, RecursionError) as error:
        raise _invalid() from error
    return {name: values for name, values in texts.items() if values}


def _without_duplicates(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields:
            raise _invalid()
        fields[name] = value
    return fields


def _texts(value: object) -> list[str]:
    return [_text(each) for each in (value if isinstance(value, list) else [value])]


def _text(value: object) -> str:
    """Return a text. A lone surrogate is none: no database and no file takes it."""
    if not isinstance(value, str):
        raise _invalid()
    value.encode("utf-8")
    return value


def _invalid() -> Invalid:
    return Invalid(Problem("", "invalid"))
