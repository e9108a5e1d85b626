"""Words of templates in which no value stands: looked up once a language, as a page has a hundred.

Django's tags ask anew each time, by way of variables, filters and lazy texts. They still do the
rest: words with values, with plurals, or under a name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.text import unescape_string_literal

from matrix_xblock.host import translation

__all__ = ["register"]

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)

_QUOTES = "\"'"
_WITH_VALUES = ("extra_context", "plural", "asvar", "message_context")
"""What a `blocktrans` has, as Django's node calls it, beside words alone."""


class _Phrase(Node):
    """Words that say the same on every page of a language."""

    def __init__(self, words: str) -> None:
        self._words = words  # as catalogues have them: with each % doubled

    def render(self, context: Context) -> str:
        del context
        return _in_language(translation.catalogue(), self._words)


@lru_cache(maxsize=8192)
def _in_language(catalogue: Any, words: str) -> str:
    translated: str = catalogue.gettext(words)
    return translated.replace("%%", "%")


@register.tag("trans")
@register.tag("translate")
def trans(parser: Parser, token: Token) -> Node:
    """Say a text: `{% trans "Sign off" %}`."""
    _, text, *others = [*token.split_contents(), ""]
    if others == [""] and text[0] in _QUOTES and text[0] == text[-1]:
        return _Phrase(unescape_string_literal(text).replace("%", "%%"))
    return i18n.do_translate(parser, token)


@register.tag("blocktrans")
@register.tag("blocktranslate")
def blocktrans(parser: Parser, token: Token) -> Node:
    """Say a longer text: `{% blocktrans %}You can still sign it off.{% endblocktrans %}`."""
    node: Any = i18n.do_block_translate(parser, token)
    words, values = node.render_token_list(node.singular)
    is_plain = not values and not any(getattr(node, name) for name in _WITH_VALUES)
    return _Phrase(words) if is_plain else node
