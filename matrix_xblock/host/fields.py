"""Fields of the block: those that an author sets, and those that belong to a person.

What belongs to a person is sealed, and replaced as a whole. Tools of the platform walk
`block.fields` and print what each holds: Staff Debug Info does, for whoever's page it is. Our own
code reads a sealed field by its name; whoever walks finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn

from xblock.exceptions import InvalidScopeError
from xblock.fields import Dict, Field, Float, List, Scope, String

from matrix_xblock.domain.framework.setup import SETTINGS, Kind, Setting
from matrix_xblock.host import wording

__all__ = [
    "SealedNumber",
    "SealedState",
    "Whole",
    "put_back_on_failure",
    "sealed",
    "setting_field",
    "take_in",
    "values",
    "without_values",
]

_TYPES = {
    Kind.LINE: String,
    Kind.TEXT: String,
    Kind.LINES: String,
    Kind.CHOICE: String,
    Kind.FRAMEWORK_ID: String,
    Kind.POINTS: Float,
    Kind.NUMBERS: Dict,
    Kind.FRAMEWORK: Dict,
    Kind.ROUNDS: List,
}
"""What XBlock calls each kind of setting."""


def setting_field(name: str, default: str = "") -> Field:
    """Make the field of a setting. `default` is given where the default is words to translate."""
    setting = next(each for each in SETTINGS if each.name == name)
    return _TYPES[setting.kind](
        display_name=wording.untranslated(f"setting.{name}"),
        help=wording.untranslated(f"setting.{name}.help"),
        default=default or setting.default,
        scope=Scope.content if setting.is_content else Scope.settings,
        force_export=setting.is_always_written,
        **_control(setting),
    )


def _control(setting: Setting) -> dict[str, Any]:
    """Return what Studio's own editor would show it by."""
    if setting.choices is not None:
        return {"values": [each.value for each in setting.choices]}
    if setting.kind is Kind.POINTS:
        return {"values": {"min": 0}}
    return {"multiline_editor": True} if setting.kind in {Kind.TEXT, Kind.LINES} else {}


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


def sealed(block: Any) -> Mapping[str, Any]:
    """Return the fields of a person by name."""
    kinds = (SealedState, SealedNumber)
    return {name: each for name, each in block.fields.items() if isinstance(each, kinds)}


def values(block: Any) -> Mapping[str, Any]:
    """Return what the sealed fields hold that have been read or set in this request."""
    cache = block._field_data_cache  # noqa: SLF001 - XBlock has no other way to look without loading
    return {name: cache[name] for name in sealed(block) if name in cache}


def take_in(block: Any, stored: Mapping[str, Any]) -> None:
    """Put what a host has stored into the sealed fields, as if it had been loaded now."""
    for name, field in sealed(block).items():
        value = field.from_json(stored[name]) if name in stored else field.default
        field._set_cached_value(block, value)  # noqa: SLF001 - XBlock has no other way to load again


@contextmanager
def put_back_on_failure(block: Any) -> Iterator[None]:
    """Give the sealed fields what they had, where something fails: nothing of it is saved later."""
    cache, dirty = block._field_data_cache, block._dirty_fields  # noqa: SLF001 - as above
    fields = sealed(block)
    had = values(block)
    was_dirty = {each: dirty[each] for each in fields.values() if each in dirty}
    has_failed = True
    try:
        yield
        has_failed = False
    finally:
        if has_failed:
            for name, field in fields.items():
                cache.pop(name, None)
                dirty.pop(field, None)
            cache.update(had)
            dirty.update(was_dirty)
