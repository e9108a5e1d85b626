"""What somebody has chosen about a table that is brought in, and the table that is read with it."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.codec.common.html_table import grid_of_html, is_html_table
from matrix_xblock.codec.common.table import Table, read_pasted, read_table
from matrix_xblock.codec.framework.setup_tree import Tree, text, texts
from matrix_xblock.domain.framework.sheet import LeftOut, Use
from matrix_xblock.domain.framework.table_memory import TableMemory

__all__ = ["TableChoices", "beside_table", "choices_in", "headings_of", "pasted", "table_of"]


@dataclass(frozen=True)
class TableChoices:
    """What the page says of a table. None, or nothing, is where it has not been asked.

    `uses` are what columns are, by their headings, and `as_areas` the names of rows that are areas
    though they seem to be none: both hold for a mended file. `is_apart` is where rows of one area
    are not to be joined.
    """

    heading: int | None = None
    encoding: str = ""
    is_turned: bool | None = None
    uses: tuple[tuple[str, Use], ...] = ()
    group: str = ""
    as_areas: frozenset[str] = frozenset()
    is_apart: bool = False


def choices_in(tree: Tree) -> TableChoices:
    """Read what the page sends along with a file."""
    line = text(tree, "import_line")
    uses = {use.value: use for use in Use}
    pairs = zip(texts(tree, "import_heading"), texts(tree, "import_use"), strict=False)
    return TableChoices(
        heading=int(line) if line.isascii() and line.isdigit() and len(line) <= _DIGITS else None,
        encoding=text(tree, "import_letters"),
        is_turned="yes" in texts(tree, "import_turned") if text(tree, "import_asked") else None,
        uses=tuple((heading, uses[use]) for heading, use in pairs if use in uses),
        group=text(tree, "import_group"),
        as_areas=frozenset(texts(tree, "import_area")),
        is_apart=text(tree, "import_rows") == "apart",
    )


_DIGITS = 7
"""Digits of the number of a line: a workbook has a million of them."""


def pasted(tree: Tree) -> str:
    """Return what was pasted in the place of a file: as a table of a page, where it came as one."""
    words = tree.get("import_pasted", "")
    if not isinstance(words, str) or not words.strip():
        return ""
    page = tree.get("import_clipboard", "")
    return page if isinstance(page, str) and _is_of(page, words) else words


def _is_of(page: str, words: str) -> bool:
    """Tell whether the table of a page is what stands in the box: somebody may have typed since."""
    if not is_html_table(page):
        return False
    rows = grid_of_html(page).rows
    squeezed = "".join(words.split())
    ends = (*rows[0][1], rows[-1][1][0]) if rows else ("",)
    return all("".join(cell.split()) in squeezed for cell in ends)


def table_of(content: bytes, tree: Tree, choices: TableChoices, memory: TableMemory) -> Table:
    """Read the table of a file, or what was pasted. Raises `Invalid` where there is none.

    Where nobody has chosen the row of headings, one that was chosen in another file is.
    """
    words = (tree.get("import_clipboard"), tree.get("import_pasted"))
    is_pasted = any(isinstance(each, str) and each.encode() == content for each in words)

    def read(heading: int | None) -> Table:
        if is_pasted:
            return read_pasted(content.decode(), heading=heading)
        return read_table(content, heading=heading, encoding=choices.encoding)

    table = read(choices.heading)
    if choices.heading is not None:
        return table
    known = (line for line, row in table.tops if memory.turn_of(row) is not None)
    line = next(known, table.heading)
    return table if line == table.heading else read(line)


def headings_of(table: Table) -> str:
    """Return the words of the row of headings, empty where it is far down."""
    return dict(table.tops).get(table.heading, "")


def beside_table(table: Table) -> tuple[LeftOut, ...]:
    """Name what of a file is not in its table: words above it, other sheets, far columns."""
    return (
        *(LeftOut(words, 1, "above") for words in table.above if words),
        *(LeftOut(name, 1, "other_sheet") for name in table.other_sheets),
        *(LeftOut(name, 1, "beyond") for name in table.unread_columns),
    )
