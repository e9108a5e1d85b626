"""A field for state that is replaced as a whole and never changed in place."""

from __future__ import annotations

from typing import Any

from xblock.fields import Dict

__all__ = ["Stored", "Whole"]


class Stored(Dict):  # type: ignore[misc]
    """A Dict that XBlock neither copies on every read nor compares on every save.

    For a mutable field it does both: with a thousand CPD entries that takes longer than the page.
    Whoever changes the value assigns a new one, a `Whole`.
    """

    MUTABLE = False


class Whole(dict[str, Any]):
    """A value that nobody changes: XBlock copies it deeply after each save, which may be itself."""

    def __deepcopy__(self, _: dict[int, Any]) -> Whole:
        return self
