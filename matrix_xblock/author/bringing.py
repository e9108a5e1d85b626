"""What a file would bring: its sheet, as corrected, and the framework that comes of it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace

from matrix_xblock.codec.common.file_kind import FileKind
from matrix_xblock.codec.common.kinds import kind_of, kind_of_table, refuse_other_kinds
from matrix_xblock.codec.common.table import read_pasted, read_table
from matrix_xblock.codec.framework.framework_csv import framework_of
from matrix_xblock.codec.framework.framework_json import is_ours, parse, read_document
from matrix_xblock.codec.framework.known_formats import (
    sheet_of_any_table,
    sheet_of_document,
    unknown_document,
)
from matrix_xblock.codec.framework.own_case import read_own_case
from matrix_xblock.codec.framework.setup_tree import Tree, text, texts
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import TEXT_LIMITS, Framework
from matrix_xblock.domain.framework.origin import without_origin
from matrix_xblock.domain.framework.sheet import (
    LeftOut,
    Sheet,
    Use,
    corrected,
    groups_in,
    left_out,
    of_group,
    settled,
)
from matrix_xblock.domain.values.identifiers import fresh_id
from matrix_xblock.olx.archives import is_archive
from matrix_xblock.olx.questions import sheet_of_course

__all__ = ["Brought", "bring", "digest", "pasted"]

_OF_COURSES = {FileKind.COURSE, FileKind.ARCHIVE, FileKind.XML}
_DOCUMENTS = {FileKind.FRAMEWORK, FileKind.KNOWN_FRAMEWORK, FileKind.JSON}
_READ = {
    *_OF_COURSES,
    *_DOCUMENTS,
    FileKind.FRAMEWORK_TABLE,
    FileKind.HTML_TABLE,
    FileKind.TABLE,
    FileKind.WORKBOOK,
}
"""Kinds that a framework may be in. Any other is called by its name."""


@dataclass(frozen=True)
class Brought:
    """What a file holds, and what comes of it: a framework, or what is in its way.

    A file of our own format is a framework without a sheet. `groups` are those of the whole file.
    """

    sheet: Sheet | None = None
    framework: Framework | None = None
    problems: tuple[Problem, ...] = ()
    groups: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The code of the format, empty where nothing could be read."""
        own = "own" if self.framework else ""
        return self.sheet.kind if self.sheet else own

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What of the file is not brought in."""
        return left_out(self.sheet) if self.sheet else ()


def digest(content: bytes) -> str:
    """Return what tells one file from another."""
    return hashlib.sha256(content).hexdigest()[:32]


def pasted(tree: Tree) -> str:
    """Return what was pasted in the place of a file."""
    words = tree.get("import_pasted", "")
    return words if isinstance(words, str) and words.strip() else ""


def bring(content: bytes, tree: Tree, base: Framework, presets: Collection[Framework]) -> Brought:
    """Read a file with what was corrected on the page.

    Raises `Invalid` where nothing of it can be read.
    """
    if not content:
        raise Invalid(Problem("file", "file_missing"))
    kind = kind_of(content)
    can_unpack = kind is not FileKind.ARCHIVE or is_archive(content)
    refuse_other_kinds(kind, _READ if can_unpack else _READ - {FileKind.ARCHIVE})
    if kind in _OF_COURSES:
        return _of_sheet(sheet_of_course(content), tree, base, presets)
    if kind in _DOCUMENTS:
        return _of_document(content, tree, base, presets)
    words = pasted(tree)
    is_paste = content == words.encode()
    table = read_pasted(words) if is_paste else read_table(content)
    refuse_other_kinds(kind_of_table(table), _READ)
    sheet = sheet_of_any_table(table, turned=_turned(tree))
    others = tuple(LeftOut(name, 1, "other_sheet") for name in table.other_sheets)
    above = tuple(LeftOut(words, 1) for words in table.above)
    sheet = replace(sheet, left_out=(*sheet.left_out, *above, *others))
    return _of_sheet(sheet, tree, base, presets)


def _of_document(
    content: bytes, tree: Tree, base: Framework, presets: Collection[Framework]
) -> Brought:
    document = parse(content)
    if framework := read_own_case(document):
        return Brought(framework=framework)
    sheet = sheet_of_document(document)
    if sheet is not None:
        return _of_sheet(sheet, tree, base, presets)
    if not is_ours(document):
        raise unknown_document(document)
    return Brought(framework=read_document(document))


def _of_sheet(sheet: Sheet, tree: Tree, base: Framework, presets: Collection[Framework]) -> Brought:
    sheet = settled(corrected(sheet, _corrections(tree)))
    groups = groups_in(sheet)
    sheet = of_group(sheet, text(tree, "import_group"))
    try:
        framework = framework_of(sheet, _begun(sheet, base) if sheet.is_whole else base)
    except Invalid as refused:
        return Brought(sheet, None, refused.problems, groups)
    made = framework if sheet.is_whole else without_origin(framework, presets)
    return Brought(sheet, made, groups=groups)


def _begun(sheet: Sheet, base: Framework) -> Framework:
    """Begin the framework of another system. Without levels of its own it has those of the form."""
    title = sheet.title[: TEXT_LIMITS["title"]]
    return Framework(
        id=sheet.identifier or fresh_id(title, (), "framework"),
        title=title,
        levels=() if sheet.of(Use.LEVEL) else base.levels,
        areas=(),
        source=sheet.source[: TEXT_LIMITS["text"]],
        licence=sheet.licence[: TEXT_LIMITS["text"]],
        note=sheet.note[: TEXT_LIMITS["description"]],
    )


def _turned(tree: Tree) -> bool | None:
    """Tell whether the table is to be turned; None where the page has not asked yet."""
    return "yes" in texts(tree, "import_turned") if text(tree, "import_asked") else None


def _corrections(tree: Tree) -> list[tuple[str, Use]]:
    """Return what the page says of each column, by its heading."""
    uses = {use.value: use for use in Use}
    pairs = zip(texts(tree, "import_heading"), texts(tree, "import_use"), strict=False)
    return [(heading, uses[use]) for heading, use in pairs if use in uses]
