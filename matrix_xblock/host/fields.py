"""A field for state that is replaced as a whole and never changed in place."""

from __future__ import annotations

from xblock.fields import Dict

__all__ = ["Stored"]


class Stored(Dict):  # type: ignore[misc]
    """A Dict that XBlock neither copies on every read nor compares on every save.

    For a mutable field it does both: with a thousand CPD entries that takes longer than the page.
    Whoever changes the value assigns a new one.
    """

    MUTABLE = False
