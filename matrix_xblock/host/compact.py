"""Templates are laid out for who reads them; what a page sends has none of that layout.

A line break with the indentation around it is nothing beside a tag of HTML or of Django, and one
space elsewhere: between words, values or attributes. A space beside a tag is written out:
`{{ " " }}`. What a textarea holds starts on a line of its own, as HTML has it.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

__all__ = ["Loader", "compact"]

_BLOCK = r"{%[^\n]*?%}"
_VALUE = r"{{[^\n]*?}}"
_WORDS = r"{%\s*blocktrans.*?{%\s*endblocktrans(?:late)?\s*%}"
_DJANGO = rf"{_WORDS}|{_BLOCK}|{_VALUE}"
_QUOTED = rf"\"(?>{_DJANGO}|[^\"])*\"|'(?>{_DJANGO}|[^'])*'"
_TAG = rf"<[/!a-zA-Z](?>{_DJANGO}|{_QUOTED}|[^>\"'])*>"
_PIECE = re.compile(
    rf"(?P<value>{_VALUE})|(?P<block>{_WORDS}|{_BLOCK})|(?P<tag>{_TAG})"
    rf"|(?P<text>(?:(?!{_DJANGO}|{_TAG}).)+)",
    re.DOTALL,
)
_COMMENT = re.compile(r"{#[^\n]*?#}")
_BREAK = re.compile(rf"({_DJANGO})|\s*\n\s*", re.DOTALL)
_END = re.compile(r"\s*\n\s*>$")
_SPACE = '{{ " " }}'


class Loader(filesystem.Loader):
    """Loads templates without their layout."""

    def get_contents(self, origin: Origin) -> str:
        return compact(super().get_contents(origin))


def compact(source: str) -> str:
    """Return a template without its line breaks and indentation."""
    pieces = [*_PIECE.finditer(_COMMENT.sub("", source))]
    sides = ["", *(_side(str(each.lastgroup), each.group()) for each in pieces), ""]
    return "".join(
        _text(each.group(), sides[n], sides[n + 2])
        if each.lastgroup == "text"
        else _tag(each.group())
        for n, each in enumerate(pieces)
    )


def _side(kind: str, piece: str) -> str:
    """Return what goes for a line break beside this piece, if the other side agrees."""
    if piece.startswith("<textarea"):
        return "\n"
    return " " if kind == "text" or (kind == "value" and piece != _SPACE) else ""


def _text(text: str, before: str, after: str) -> str:
    """Join the lines of a text that stands between two other pieces."""
    words = text.strip()
    if not words:
        return _gap(text, before if before in {"\n", after} else "")
    start, end = text.split(words, 1)
    return _gap(start, before) + _joined(words) + _gap(end, after)


def _gap(space: str, instead: str) -> str:
    return instead if "\n" in space else space


def _tag(piece: str) -> str:
    if piece == _SPACE:
        return " "
    return _joined(_END.sub(">", piece)) if piece.startswith("<") else piece


def _joined(text: str) -> str:
    """Put a space for each line break; what Django trims by itself stays as it is."""
    return _BREAK.sub(lambda each: each[1] or " ", text)
