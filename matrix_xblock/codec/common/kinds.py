"""What a file seems to be, whoever made it.

Every screen that takes a file asks this first, so that the wrong file on the right screen is called
by its name and sent to where it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from matrix_xblock.codec.common.encodings import decoded
from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.kinds_by_bytes import kind_by_bytes
from matrix_xblock.codec.common.kinds_by_headings import below_title, kind_by_headings, top_rows
from matrix_xblock.codec.common.kinds_by_keys import kind_by_keys
from matrix_xblock.codec.common.table import Table
from matrix_xblock.codec.common.workbook import read_workbook
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.untrusted_json import read_json

__all__ = ["kind_of", "kind_of_any_table", "kind_of_table", "refuse_other_kinds"]

_LOOKED_AT = 256 * 1024
"""Bytes of a text that are looked at."""
_LARGEST_JSON = 4_000_000
"""Bytes that are parsed to be told: as many as the platform takes."""
_FORMAT = re.compile(r'\s*\{\s*"format"\s*:\s*"([a-z-]{1,40})"')
"""How our own files begin: one that breaks off still does."""
_BEFORE = r"(?:<\?xml[^>]*>|(?><!--.*?-->)|\s)*+"
"""What may stand above the first tag. Comments are passed once: there may be many of them."""
_HTML = re.compile(
    _BEFORE + r"<(?:!doctype\s+html|html|head|body|meta|title|div|table|style)\b",
    re.IGNORECASE | re.DOTALL,
)
"""A web page, or a piece of one. XML of others may have such parts further down."""
_SVG = re.compile(_BEFORE + r"(?:<!DOCTYPE svg[^>]*>\s*)?<svg\b", re.DOTALL)
_OFFICE_XML = re.compile(r"progid=\"(Excel|Word)\.|<office:document\b")
_EMAIL = re.compile(
    r"(?:Received|Return-Path|From|Delivered-To|MIME-Version|X-[\w-]+|Date|Subject): .*\r?\n"
    r"(?:[ \t].*\r?\n|[\w-]+: ?.*\r?\n){2}"
)
_ROWS = 40


def refuse_other_kinds(kind: FileKind, reads: Collection[FileKind]) -> None:
    """Raise `Invalid` with `is_` and the kind at `file`, where a screen does not read that kind."""
    if kind not in reads:
        raise Invalid(Problem("file", f"is_{kind}"))


def kind_of(content: bytes) -> FileKind:
    """Return what a file seems to be. What is in a workbook is not looked at."""
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return FileKind.EMPTY
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")
    if kind := kind_by_bytes(content) or kind_by_bytes(start[:_LOOKED_AT]):
        return kind
    text = _text(content[:_LOOKED_AT]).lstrip("\ufeff \t\r\n")
    if "\x00" in text[:4096]:
        return FileKind.BINARY
    if text.startswith(("{", "[")):
        return _of_json(content, text)
    return _of_marked(text) or kind_by_headings(*top_rows(text))


def kind_of_any_table(content: bytes) -> FileKind:
    """Return what a file seems to be, by the headings of its first sheet where it is a workbook."""
    kind = kind_of(content)
    if kind is not FileKind.WORKBOOK:
        return kind
    try:
        rows = read_workbook(content, most=_ROWS).rows
    except Invalid:
        return kind
    within = kind_by_headings(*below_title([list(cells) for _, cells in rows]))
    return kind if within is FileKind.TABLE else within


def kind_of_table(table: Table) -> FileKind:
    """Return what a table seems to be that has been read already."""
    return kind_by_headings(table.header, [cells for _, cells in table.rows[:_ROWS]])


def _text(content: bytes) -> str:
    try:
        return decoded(content)[0]
    except Invalid:
        return content.decode("cp1252", "replace")


def _of_json(content: bytes, text: str) -> FileKind:
    if (named := _FORMAT.match(text)) and (kind := kind_by_keys({"format": named[1]})) in {
        FileKind.RECORD,
        FileKind.FRAMEWORK,
    }:
        return kind
    if len(content) > _LARGEST_JSON:
        return FileKind.JSON
    try:
        return kind_by_keys(read_json(_text(content)))
    except ValueError:
        return FileKind.JSON


def _of_marked(text: str) -> FileKind | None:
    """Tell a text that says by its first words what it is."""
    if text.startswith("BEGIN:VCALENDAR"):
        return FileKind.CALENDAR
    if text.startswith("BEGIN:VCARD"):
        return FileKind.PEOPLE
    if text.startswith("<"):
        return _of_tags(text)
    return FileKind.EMAIL if _EMAIL.match(text) else None


def _of_tags(text: str) -> FileKind:
    if _SVG.match(text):
        return FileKind.PICTURE
    if office := _OFFICE_XML.search(text[:4096]):
        is_word = office[1] == "Word"
        return FileKind.WORD if is_word else FileKind.OLD_EXCEL
    if _HTML.match(text):
        is_table = re.search(r"<t(?:able|r)\b", text, re.IGNORECASE)
        return FileKind.HTML_TABLE if is_table else FileKind.HTML
    return FileKind.XML
