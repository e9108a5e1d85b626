"""Forms as the browser sends them, read into the words of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.values.versions import IncomingSave
from matrix_xblock.domain.values.whole_numbers import whole_number

__all__ = ["Form", "read_integer", "read_save", "read_text"]

Form = Mapping[str, Sequence[str]]
"""An untrusted form or query: field name -> every value sent under it."""

_DIGITS = 10
_LONGEST_WRITER = 40
_LARGEST = 2**31 - 1


def read_text(form: Form, name: str) -> str:
    """Read one value; a field that was not sent is an empty one.

    Raises `Invalid` where it was sent twice.
    """
    values = form.get(name, ())
    if len(values) > 1:
        raise Invalid(Problem(name, "sent_twice"))
    return values[0] if values else ""


def read_integer(form: Form, name: str) -> int:
    """Read a whole number of at most ten digits. Raises `Invalid` for anything else."""
    number = whole_number(read_text(form, name), most_digits=_DIGITS)
    if number is None or number > _LARGEST:
        raise Invalid(Problem(name, "invalid"))
    return number


def read_save(form: Form) -> IncomingSave:
    """Read which revision the page was showing, and which tab sends the save as its how-many-th."""
    writer = read_text(form, "writer")[:_LONGEST_WRITER]
    if not (writer.isascii() and writer.isprintable()):
        raise Invalid(Problem("writer", "invalid"))
    return IncomingSave(
        seen=read_integer(form, "revision"),
        writer=writer,
        sequence=read_integer(form, "sequence") if writer else 0,
    )
