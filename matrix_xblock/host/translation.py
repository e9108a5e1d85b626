"""Speak the reader's language: Django's words with the words of this package laid over them."""

from __future__ import annotations

import copy
import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, to_locale, trans_real

from matrix_xblock.host import services

__all__ = ["direction", "speaking"]

DOMAIN = "text"
"""The domain that Open edX looks for in a block's own `translations` folder."""


@contextmanager
def speaking(block: Any) -> Iterator[str]:
    """Activate the catalogue for the current language, for gettext and template tags alike; yield the language.

    XBlock's own `trans` tag merges and resets catalogues for every tag on a page; this does it once a page.
    """
    language = get_language() or "en"
    before = getattr(trans_real._active, "value", None)  # noqa: SLF001 - Django has no public way to do this
    trans_real._active.value = _catalogue(language, _platform_catalogue(block) or _own(language))  # noqa: SLF001
    try:
        yield language
    finally:
        trans_real._active.value = before  # noqa: SLF001


def direction() -> str:
    """Return `rtl` or `ltr` for the current language."""
    return "rtl" if trans_real.get_language_bidi() else "ltr"


def _platform_catalogue(block: Any) -> gettext.GNUTranslations | None:
    """Return the catalogue that the platform's i18n service found for us (translations pulled by atlas), if any."""
    service = services.service(block, "i18n")
    translator = getattr(service, "translator", None)
    return translator if isinstance(translator, gettext.GNUTranslations) else None


def _catalogue(language: str, ours: gettext.GNUTranslations | None) -> trans_real.DjangoTranslation:
    """Return Django's catalogue with ours in front: its own plural rule comes with it, nothing is copied."""
    merged = copy.copy(trans_real.translation(language))
    if ours is not None:
        both = copy.copy(merged._catalog)  # noqa: SLF001
        both._catalogs = [ours._catalog, *both._catalogs]  # type: ignore[attr-defined]  # noqa: SLF001
        both._plurals = [ours.plural, *both._plurals]  # type: ignore[attr-defined]  # noqa: SLF001
        merged._catalog = both  # noqa: SLF001
    return merged


def _own(language: str) -> gettext.GNUTranslations | None:
    """Return the catalogue of this package; British English is the source and has none."""
    folder = files("matrix_xblock") / "translations"
    found = gettext.translation(
        DOMAIN, str(folder), [to_locale(language), language.split("-")[0]], fallback=True
    )
    return found if isinstance(found, gettext.GNUTranslations) else None
