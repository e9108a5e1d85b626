"""Speak the reader's language: Django's words with the words of this package laid over them."""

from __future__ import annotations

import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, override, to_locale, trans_real

from matrix_xblock.host import services

__all__ = ["catalogue", "direction", "speaking", "speaking_to"]

SOURCE = "en"
DOMAIN = "text"
"""The domain that Open edX looks for in a block's own `translations` folder."""


# Django has no public way to lay a catalogue over its own for a while, so this is private to it.
# The contract tests read it on every supported Django.
_real: Any = trans_real
_ACTIVE: Any = _real._active  # noqa: SLF001


@contextmanager
def speaking(block: Any) -> Iterator[str]:
    """Activate our catalogue, for gettext and template tags alike.

    Yields the language that our words are in: the source's throughout, where there is no catalogue
    for the reader's, so that single words of Django's do not come in between.

    XBlock's own `trans` tag merges and resets catalogues for every tag; this does it once a page.
    """
    with _laid(get_language() or SOURCE, _ours(block)) as spoken:
        yield spoken


@contextmanager
def speaking_to(language: str) -> Iterator[str]:
    """Activate a language other than the reader's, with the catalogue of this package."""
    with override(language), _laid(language, _own(language)) as spoken:
        yield spoken


@contextmanager
def _laid(language: str, ours: gettext.GNUTranslations | None) -> Iterator[str]:
    spoken = language if ours or language.startswith(SOURCE) else SOURCE
    before = getattr(_ACTIVE, "value", None)
    _ACTIVE.value = _laid_over(spoken, ours and _Words(ours))
    try:
        yield spoken
    finally:
        if before is None:
            del _ACTIVE.value
        else:
            _ACTIVE.value = before


def catalogue() -> Any:
    """Return the catalogue that is spoken: the same object each time, for the same words."""
    return getattr(_ACTIVE, "value", None) or _real.translation(get_language() or SOURCE)


def direction() -> str:
    """Return `rtl` or `ltr` for the page around us."""
    return "rtl" if trans_real.get_language_bidi() else "ltr"


def _ours(block: Any) -> gettext.GNUTranslations | None:
    return _platform_catalogue(block) or _own(get_language() or SOURCE)


def _platform_catalogue(block: Any) -> gettext.GNUTranslations | None:
    """Return the catalogue that the platform's i18n service found for us, if any."""
    service = services.service(block, "i18n")
    translator = getattr(service, "translator", None)
    return translator if isinstance(translator, gettext.GNUTranslations) else None


class _Words:
    """A catalogue as a key: a platform copies it for each request, and the words are the same."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue
        self._texts = catalogue._catalog  # noqa: SLF001

    def __hash__(self) -> int:
        return id(self._texts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and self._texts is other._texts


@lru_cache(maxsize=64)
def _laid_over(language: str, ours: _Words | None) -> Any:
    """Return Django's catalogue with ours, and its plural rule, in front. No text is copied.

    It is read for us alone: blocks that use XBlock's own tag lay words of theirs over the common
    one for a while, and put another in its place.
    """
    merged = _real.DjangoTranslation(language)
    if ours is not None:
        words, all_words = ours.catalogue, merged._catalog  # noqa: SLF001
        all_words._catalogs.insert(0, words._catalog)  # noqa: SLF001
        all_words._plurals.insert(0, words.plural)  # noqa: SLF001
    return merged


@lru_cache(maxsize=64)
def _own(language: str) -> gettext.GNUTranslations | None:
    """Return the catalogue of this package; British English is the source and has none."""
    folder = files("matrix_xblock") / "translations"
    catalogue = gettext.translation(
        DOMAIN,
        str(folder),
        [to_locale(language), language.split("-", maxsplit=1)[0]],
        fallback=True,
    )
    return catalogue if isinstance(catalogue, gettext.GNUTranslations) else None
