"""The words of HTML: what other systems put into descriptions, as text."""

from __future__ import annotations

import html
import re

__all__ = ["plain"]

_LINES = "p|br|div|li|ul|ol|tr|table|h[1-6]|hr|blockquote|pre"
_OTHERS = (
    "a|abbr|b|code|em|font|i|img|q|s|small|span|strong|sub|sup|tbody|td|th|thead|tfoot|u|html|body"
)
_TAG = re.compile(rf"<(/?)({_LINES}|{_OTHERS}|script|style)(?=[\s/>])[^<>]*>|<!--", re.IGNORECASE)
"""Only tags that are known: in `x <y and z> 3` there is none."""

_IS_LINE = re.compile(rf"(?:{_LINES})\Z", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#[0-9]{2,6}|#x[0-9a-f]{2,5});", re.IGNORECASE)
_HIDDEN = {"script", "style"}


def plain(markup: str) -> str:
    """Return the words of a text that may be HTML. Other texts lose only space at their ends."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    if _TAG.search(markup):
        return _tidied(html.unescape(_without_tags(markup)))
    return (html.unescape(markup) if _ENTITY.search(markup) else markup).strip()


def _without_tags(markup: str) -> str:
    """Take tags out in one pass: a block begins a line; scripts and comments go as a whole.

    What is never closed hides the rest.
    """
    lowered = markup.lower()
    words: list[str] = []
    at = 0
    while tag := _TAG.search(markup, at):
        words.append(markup[at : tag.start()])
        name = (tag[2] or "").lower()
        is_hidden = not name or (name in _HIDDEN and not tag[1])
        end = lowered.find(f"</{name}" if name else "-->", tag.end()) if is_hidden else tag.end()
        at = len(markup) if end < 0 else end if name else end + len("-->")
        if _IS_LINE.match(name):
            words.append("\n")
    return "".join((*words, markup[at:]))


def _tidied(text: str) -> str:
    """Keep lines apart that hold words, and no more space than that."""
    lines = (" ".join(line.split()) for line in text.replace("\xa0", " ").split("\n"))
    return "\n".join(line for line in lines if line)
