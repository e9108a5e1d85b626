"""Every text in a value, however deep: what a page could show, or a log could print."""

import dataclasses
from collections.abc import Mapping


def texts_in(value):
    """Yield each text in mappings, lists and dataclasses."""
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts_in(key)
            yield from texts_in(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from texts_in(each)
    elif dataclasses.is_dataclass(value):
        yield from texts_in(vars(value))


def has_text(value, text):
    """Tell whether the text is in any text of a value."""
    return any(text in each for each in texts_in(value))


def in_short(value):
    """Name a case by its value.

    Without a backslash: pytest doubles each one when it collects twice, as under `make mutants`.
    """
    return ascii(value).replace("\\", "~")[:40]
