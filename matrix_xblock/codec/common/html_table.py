"""The largest table of a web page, or of what was copied out of one, Word or a spreadsheet."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from matrix_xblock.codec.common.grid import MOST_COLUMNS, MOST_READ, WIDEST, Grid
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.wordless import wordless

__all__ = ["charset_of", "grid_of_html", "is_html_table"]

_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html|head|body|meta|"
    r"title|link|style|script|table|div|p|b|a|br|span|font|center|section|article|main|form|h[1-6]|"
    r"google-sheets-html-origin)[\s/>]",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?((?:iso-8859-|windows-)[0-9]{1,4})",
    re.IGNORECASE,
)
_HEAD = 4096
"""Bytes in which a page says how its letters are written."""

_NAME = re.compile(r"/?[a-zA-Z][a-zA-Z0-9:-]*")
_UP_TO_MARK = re.compile(r"[^>\"']*")
_SPAN = re.compile(r"(col|row)span\s*=\s*[\"']?\s*([0-9]{1,5})", re.IGNORECASE)
_IS_HIDDEN = re.compile(r"display\s*:\s*none|\shidden(?=[\s=]|$)", re.IGNORECASE)
_UNSEEN = {"script", "style", "template", "title"}
_LINES = {
    *("br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "hr"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
_LONGEST_WORDS = 200
"""Characters of what stands beside a table."""
_DEEPEST, _MOST_TABLES = 20, 1000
"""Tables in tables, and tables, at which a page is none that people have made."""


def is_html_table(text: str) -> bool:
    """Tell a page, or a part of one, that has a table."""
    return bool(_PAGE.match(text) and _TABLE.search(text))


def charset_of(content: bytes) -> str:
    """Return how a page says that its letters are written, where that is one byte for each."""
    named = _CHARSET.search(content[:_HEAD])
    return named[1].decode() if named else ""


@wordless
@dataclass
class _Cell:
    """A cell while it is read: its words so far, and how far it goes."""

    down: int = 1
    along: int = 1
    words: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Put the words together: space is one space, and lines stay lines."""
        lines = (" ".join(each.split()) for each in "".join(self.words).split("\n"))
        return "\n".join(filter(None, lines))


@dataclass
class _Table:
    """A table while it is read. `below` says for a place what it holds for how many more rows."""

    caption: _Cell = field(default_factory=_Cell)
    rows: list[list[_Cell]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    cell: _Cell | None = None

    @property
    def size(self) -> int:
        """How many cells hold something."""
        return sum(bool(cell.text()) for row in self.rows for cell in row)


def _tags(markup: str) -> Iterator[tuple[str, str, str]]:
    """Yield the words before each tag, its name in small letters, and what it says of itself.

    Every character is looked at once: a mark that is never closed is looked for only once.
    """
    at = begun = 0
    unclosed: set[str] = set()
    while (at := markup.find("<", at)) >= 0:
        if markup.startswith(("<!", "<?"), at):
            closing = "-->" if markup.startswith("<!--", at) else ">"
            yield markup[begun:at], "", ""
            at = markup.find(closing, at)
            at = begun = len(markup) if at < 0 else at + len(closing)
            continue
        name = _NAME.match(markup, at + 1)
        if name is None:
            at += 1
            continue
        end = _end_of_tag(markup, name.end(), unclosed)
        tag = name[0].lower()
        yield markup[begun:at], tag, markup[name.end() : end]
        at = begun = min(end + 1, len(markup))
        if tag in {"script", "style"}:
            closing_tag = re.compile(f"</{tag}", re.IGNORECASE).search(markup, at)
            at = begun = closing_tag.start() if closing_tag else len(markup)
    yield markup[begun:], "", ""


def _end_of_tag(markup: str, at: int, unclosed: set[str]) -> int:
    """Find where a tag ends: a `>` in marks is none."""
    while True:
        between = _UP_TO_MARK.match(markup, at)
        at = between.end() if between else at
        if at >= len(markup) or markup[at] == ">":
            return at
        mark = markup[at]
        closing = -1 if mark in unclosed else markup.find(mark, at + 1)
        if closing < 0:
            unclosed.add(mark)
        at = max(at, closing) + 1


class _Page:
    """A page while it is read: the tables that are open, one in another, and those that ended."""

    def __init__(self) -> None:
        self.ended: list[_Table] = []
        self.open: list[_Table] = []
        self.around: list[_Cell] = [_Cell()]
        self.unseen = ""

    def read(self, markup: str) -> None:
        """Read all of it; what is never closed ends with it."""
        for words, tag, attributes in _tags(markup):
            if words and not self.unseen:
                self._add(_flat(html.unescape(words)))
            name = tag.removeprefix("/")
            if name in _UNSEEN and self.unseen in {"", name}:
                self.unseen = name if tag == name else ""
            elif not self.unseen:
                self._tag(tag, name, attributes)
        while self.open:
            self._end_table()

    def _add(self, words: str) -> None:
        if not self.open:
            self.around[-1].words.append(words)
        elif self.open[-1].cell is not None:
            self.open[-1].cell.words.append(words)

    def _tag(self, tag: str, name: str, attributes: str) -> None:
        if name == "table":
            self._table(is_end=tag != name)
        elif self.open and name in {"tr", "td", "th", "caption"}:
            self._part(tag, attributes)
        elif name in _LINES:
            self._add("\n")

    def _table(self, *, is_end: bool) -> None:
        if is_end:
            if self.open:
                self._end_table()
            return
        if len(self.open) >= _DEEPEST or len(self.ended) >= _MOST_TABLES:
            raise Invalid(Problem("file", "csv_not_text"))
        self._add("\n")
        self.open.append(_Table())

    def _end_table(self) -> None:
        """End a table. Its words are those of the cell that it stands in, too."""
        table = self.open.pop()
        self.ended.append(table)
        if self.open:
            for row in table.rows:
                self._add("\n" + " ".join(cell.text().replace("\n", " ") for cell in row))
            self._add("\n")
        else:
            self.around.append(_Cell())

    def _part(self, tag: str, attributes: str) -> None:
        """Begin or end a row or a cell."""
        table = self.open[-1]
        if tag.startswith("/"):
            table.cell = None
        elif tag == "tr":
            table.cell = None
            table.rows.append([])
            if _IS_HIDDEN.search(attributes):
                table.hidden.add(len(table.rows) - 1)
        elif tag == "caption":
            table.cell = table.caption
        else:
            if not table.rows:
                table.rows.append([])
            spans = {side.lower(): int(size) for side, size in _SPAN.findall(attributes)}
            table.cell = _Cell(max(1, spans.get("row", 1)), max(1, spans.get("col", 1)))
            table.rows[-1].append(table.cell)


def _flat(words: str) -> str:
    """Line breaks in the source of a page are spaces."""
    return words.replace("\n", " ").replace("\xa0", " ")


def grid_of_html(text: str) -> Grid:
    """Return the table of a page that holds the most; others, and words around it, are named."""
    page = _Page()
    page.read(text)
    sizes = {id(table): table.size for table in page.ended}
    table = max(page.ended, key=lambda each: sizes[id(each)])
    placing = _Placing(table)
    others = (each for each in page.ended if each is not table and sizes[id(each)] > 1)
    around = (table.caption.text(), *(each.text() for each in page.around))
    return Grid(
        rows=tuple(placing.rows),
        others=tuple(map(_name_of, others)),
        around=tuple(" ".join(each.split())[:_LONGEST_WORDS] for each in around if each),
        across=placing.across,
        hidden_rows=frozenset(at + 1 for at in table.hidden),
        beyond=placing.beyond,
    )


def _name_of(table: _Table) -> str:
    """Name a table by its caption, else by its first words."""
    cells = (table.caption, *(cell for row in table.rows for cell in row))
    return next(filter(None, (" ".join(cell.text().split()) for cell in cells)), "")[
        :_LONGEST_WORDS
    ]


class _Placing:
    """The rows of a table with each cell where it stands: a merged one stands in each of its rows.

    `over` says for a place how many more rows its cell reaches down into, its words, and whether
    it reaches in from the side. `across` are the places that the cell before them takes, `beyond`
    those of columns after the last.
    """

    def __init__(self, table: _Table) -> None:
        self.rows: list[tuple[int, tuple[str, ...]]] = []
        self.across: defaultdict[int, set[int]] = defaultdict(set)
        self.beyond: set[int] = set()
        self.over: dict[int, tuple[int, str, bool]] = {}
        self.room = 2 * MOST_READ * MOST_COLUMNS
        for line, row in enumerate(table.rows, 1):
            if len(self.rows) < MOST_READ:
                self._place(line, row)

    def _place(self, line: int, row: list[_Cell]) -> None:
        cells = self._cells(row)
        self.room -= len(cells)
        if self.room < 0:
            raise Invalid(Problem("file", "csv_too_many_columns", {"most": MOST_COLUMNS}))
        width = max((at for at, (words, _) in enumerate(cells, 1) if words), default=0)
        self.beyond.update(at for at in range(MOST_COLUMNS, width) if cells[at][0])
        width = min(width, MOST_COLUMNS)
        if width:
            self.rows.append((line, tuple([words for words, _ in cells[:width]])))
            across = {at for at, (_, is_across) in enumerate(cells[:MOST_COLUMNS]) if is_across}
            if across:
                self.across[line] = across

    def _cells(self, row: list[_Cell]) -> list[tuple[str, bool]]:
        """Return the cells of a row, with those that reach down into it."""
        cells: list[tuple[str, bool]] = []
        over, self.over = self.over, {}
        least = max(over, default=-1) + 1
        waiting = list(reversed(row))
        while waiting or len(cells) < least:
            at = len(cells)
            if at >= WIDEST:
                raise Invalid(Problem("file", "csv_too_many_columns", {"most": MOST_COLUMNS}))
            if at in over:
                left, words, is_across = over[at]
                cells.append((words, is_across))
                self._reach(at, left, words, is_across=is_across)
            else:
                cell = waiting.pop() if waiting else _Cell()
                for step in range(min(cell.along, MOST_COLUMNS)):
                    words = "" if step else cell.text()
                    cells.append((words, step > 0))
                    self._reach(at + step, cell.down, words, is_across=step > 0)
        return cells

    def _reach(self, place: int, down: int, words: str, *, is_across: bool) -> None:
        if down > 1:
            self.over[place] = (down - 1, words, is_across)
