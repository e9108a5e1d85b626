"""What a use-case answers with: a page, a file, or a file that is made while it is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, fields
from typing import Any, ClassVar, Protocol
from urllib.parse import urlencode

from matrix_xblock.domain.values.wordless import wordless

__all__ = ["Archive", "Context", "Download", "Nothing", "Page", "Stream", "address_of"]


class Context(Protocol):
    """What a page shows: any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


@dataclass(frozen=True)
class Nothing:
    """The context of a page that shows the same to everybody."""


_NOTHING = Nothing()


@wordless
@dataclass(frozen=True)
class Page:
    """An answer for a person: a template by name, what it shows, and the HTTP status.

    What it shows is a frozen dataclass, and more of them beside it: what every screen of its kind
    has, what has just been done. A template finds the fields of all of them by name, the last one
    where several have it; tests refuse one that asks for any other name. With a `filename` it is
    kept as a file instead of shown: a page, or what `content_type` says. A screen has an `address`,
    where it is found again: see `address_of`.
    """

    template: str
    context: Context = _NOTHING
    status: int = 200
    filename: str = ""
    content_type: str = "text/html"
    address: str = ""
    beside: tuple[Context, ...] = ()

    @property
    def names(self) -> Mapping[str, Any]:
        """What the template finds, by name."""
        by_name: dict[str, Any] = {}
        for each in (*self.beside, self.context):
            by_name.update({field.name: getattr(each, field.name) for field in fields(each)})
        return by_name


def address_of(screen: str, **place: str) -> str:
    """Return the address of a screen within the block: `area?round=baseline&area=subject`.

    It stands in the fragment of the page's address, which browsers keep and show: it names rounds,
    areas and entries by their ids, and never says a word of anybody's.
    """
    named = urlencode({name: value for name, value in place.items() if value})
    return f"{screen}?{named}" if named else screen


@wordless
@dataclass(frozen=True)
class Download:
    """A file for a person."""

    content: str
    content_type: str
    filename: str


@wordless
@dataclass(frozen=True)
class Stream:
    """A file that is made while it is sent: parts of text or bytes."""

    parts: Iterator[str] | Iterator[bytes]
    content_type: str
    filename: str


@wordless
@dataclass(frozen=True)
class Archive:
    """Several files for a person in one zip: pages, each under its filename."""

    pages: tuple[Page, ...]
    filename: str
