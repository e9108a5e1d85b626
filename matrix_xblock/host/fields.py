"""Fields that hold what belongs to a person: sealed, and replaced as a whole.

Tools of the platform walk `block.fields` and print what each holds: Staff Debug Info does, for
whoever's page it is. Our own code reads a sealed field by its name; whoever walks finds nothing.
"""

from __future__ import annotations

from typing import Any, NoReturn

from xblock.exceptions import InvalidScopeError
from xblock.fields import Dict, Float

__all__ = ["SealedNumber", "SealedState", "Whole", "without_values"]


class Whole(dict[str, Any]):
    """A value that nobody changes: XBlock copies it deeply after each save, which may be itself.

    Its words are in no log and no error page, whatever prints it.
    """

    def __deepcopy__(self, _: dict[int, Any]) -> Whole:
        return self

    def __repr__(self) -> str:
        return "<sealed>"


class SealedState(Dict):  # type: ignore[misc]
    """State of a person that XBlock neither shows, nor copies on every read.

    For a mutable field it copies on each read and compares on each save: with a thousand CPD
    entries that takes longer than the page. Whoever changes the value assigns a new one, a `Whole`.
    """

    MUTABLE = False

    def from_json(self, value: Any) -> Any:
        """Make a value that cannot be printed."""
        return Whole(value) if isinstance(value, dict) else value

    def read_from(self, xblock: Any) -> NoReturn:
        """Refuse: XBlock's own saving does without, and the panels of the platform catch this."""
        del xblock
        raise InvalidScopeError(self.scope)

    def is_set_on(self, xblock: Any) -> bool:
        """Tell whoever exports that there is nothing to be read."""
        del xblock
        return False


class SealedNumber(Float):  # type: ignore[misc]
    """A number about a person."""

    read_from = SealedState.read_from
    is_set_on = SealedState.is_set_on


def without_values(block: Any) -> str:
    """Name a block in place of XBlock's own way, which prints the value of every field."""
    return f"<{type(block).__name__} {block.scope_ids.usage_id}>"
