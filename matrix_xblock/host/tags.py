"""The few template filters that Django does not have."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils import dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.disclosure import Count
from matrix_xblock.domain.framework.framework import Framework, PromptKind, Visibility
from matrix_xblock.domain.record.picture import Track
from matrix_xblock.domain.review.status import RoundStanding
from matrix_xblock.domain.values.dates import write_date
from matrix_xblock.domain.values.durations import read_duration
from matrix_xblock.host import places, wording
from matrix_xblock.host.news import news as queue_news
from matrix_xblock.screens.charts import shown
from matrix_xblock.screens.page import address_of
from matrix_xblock.screens.picture import Drawing, PictureRow, PictureSign, draw

__all__ = ["register"]

register = template.Library()


@register.filter
def words(problem: Problem) -> str:
    """Say a problem in the reader's language."""
    return wording.words(problem)


@register.filter
def named(problem: Problem) -> str:
    """Say a problem of an author after what its control is called."""
    return places.named(problem)


@register.filter
def label(code: object, kind: str) -> str:
    """Say a code in the reader's language: `{{ entry.type|label:"cpd.type" }}`."""
    return wording.label(f"{kind}.{code}") if code else ""


@register.filter
def opportunity(kind: str, framework: Framework | str) -> str:
    """Say a kind of opportunity: in the author's words, else in ours, else as its id says it."""
    code = f"opportunity.type.{kind}"
    own = framework.opportunity_name(kind) if isinstance(framework, Framework) else ""
    label = own or wording.label(code)
    return kind.replace("-", " ").capitalize() if label == code else label


@register.filter
def as_list(value: Any) -> SafeString:
    """Write a value and what is inside it as lists in lists.

    One answer has hundreds of thousands of them: a template for each would take minutes.
    """
    if not value.inside:
        return format_html('<span dir="auto">{}</span>', linebreaksbr(value.text, autoescape=True))
    items = ((_heading(each.label), as_list(each)) for each in value.inside)
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}{}</li>", items))


def _heading(label: str) -> str:
    return format_html("<b>{}</b> ", label) if label else ""


@register.filter
def news(standing: RoundStanding, framework: Framework) -> str:
    """Say why a review is in the queue."""
    return queue_news(standing, framework)


@register.filter
def duration(minutes: int) -> str:
    """Say whole minutes as people do."""
    return wording.duration(minutes)


@register.filter
def grouped(number: int) -> str:
    """Write a number with its digits in groups."""
    return wording.grouped(number)


@register.filter
def choices(problem: Problem | None) -> list[tuple[str, str]]:
    """Return what a field could mean, each with its words: a day, or how long something took."""
    meanings = problem.choices if problem else ()
    return [(each, _choice_words(each)) for each in meanings]


@register.filter
def written(choice: str) -> str:
    """Return a day that a field could mean as it is typed into it."""
    return write_date(date.fromisoformat(choice))


@register.filter
def moved(row: PictureRow) -> str:
    """Say how an area has moved since the round that it is compared with, in one line."""
    return wording.moved(row.track).replace(" ", "\xa0")


@register.filter
def moved_since(row: PictureRow) -> str:
    """Say the rest of that sentence: since when, and where somebody wants to be."""
    return ", ".join(filter(None, (wording.since(row.track), wording.aimed(row))))


@register.filter
def sign(each: PictureSign) -> str:
    """Say what a sign of the picture stands for."""
    return wording.sign(each)


@register.filter
def drawn(track: Track, direction: str) -> Drawing:
    """Return what is drawn of an area in a page of this direction."""
    return draw(track, is_mirrored=direction == "rtl")


@register.filter
def percent(number: float) -> str:
    """Return a number as a percentage of SVG, whatever the language."""
    return f"{number:g}%"


@register.filter
def plain(number: float) -> str:
    """Return a number as SVG has it, whatever the language."""
    return f"{number:g}"


@register.filter
def at(values: Mapping[str, Any], name: str) -> Any:
    """Return the value of a key, or of a form's field: a list of one is its only value."""
    value = values.get(name, "") if values else ""
    return value[0] if isinstance(value, list) and value else value


@register.filter
def place(path: str, number: int) -> str:
    """Return the path of an element of a list, counted from 0."""
    return f"{path}[{number}]"


@register.filter
def dot(path: str, name: str) -> str:
    """Return the path of something inside."""
    return f"{path}.{name}"


@register.filter
def place_after(number: int) -> int:
    """Count from 1 what is counted from 0."""
    return number + 1


@register.filter
def first_of(values: Sequence[Any], count: int) -> Sequence[Any]:
    """Return the first so many."""
    return values[:count]


@register.filter
def stray_conditions(prompt: Mapping[str, Any], earlier: Sequence[Any]) -> list[tuple[str, Any]]:
    """Return the conditions of a question on what does not come before it: (question id, answers).

    An author has moved or archived the other question; nothing is let go of unsaid.
    """
    seen_by = prompt.get("visibility")
    before = {each.get("id") for each in earlier if each.get("visibility") == seen_by}
    conditions = prompt.get("show_if") or {}
    return [(key, answers) for key, answers in conditions.items() if key not in before]


@register.filter
def may_be_counted(prompt: Mapping[str, Any]) -> bool:
    """Tell whether the choices of a question, as the editor has it, may be counted with consent."""
    is_private = prompt.get("visibility") == Visibility.PRIVATE
    return is_private and prompt.get("kind") in {PromptKind.CHOICE, PromptKind.MULTI_CHOICE}


@register.filter
def question(prompt_id: str, framework: Framework) -> str:
    """Return the words of a question, archived or not; its id where nobody knows it."""
    every = (*framework.prompts, *framework.archived.prompts)
    return next((each.text for each in every if each.id == prompt_id), prompt_id)


@register.filter
def with_id(things: Sequence[Mapping[str, Any]], identifier: str) -> bool:
    """Tell whether one of these has that id."""
    return any(each.get("id") == identifier for each in things or ())


@register.filter
def at_all(values: Mapping[str, Any], name: str) -> Any:
    """Return every value of a key."""
    return values.get(name, ()) if values else ()


@register.filter
def problem_under(problems: Sequence[Problem], paths: str) -> bool:
    """Tell whether something is wrong at one of these paths, or inside it."""
    fields = [each.field for each in problems or ()]
    beginnings = paths.split()
    return any(f == p or f.startswith((f"{p}.", f"{p}[")) for f in fields for p in beginnings)


@register.filter
def problem_at(problems: Sequence[Problem], name: str) -> Problem | None:
    """Return the first problem of a field."""
    return next((each for each in problems or () if each.field == name), None)


@register.filter
def with_round(address: str, round_id: str) -> str:
    """Add the round to a handler's address, which may have a query of the host's own already."""
    return _with(address, "round", round_id)


@register.filter
def with_release(address: str, release_id: str) -> str:
    """Add the release to a handler's address."""
    return _with(address, "release", release_id)


@register.filter
def with_format(address: str, name: str) -> str:
    """Add the kind of file to a handler's address."""
    return _with(address, "format", name)


@register.filter(is_safe=True)
def css_text(text: str) -> SafeString:
    """Escape text for a string in a style sheet, so that nothing in it ends the string."""
    plain = (c if c.isascii() and c.isalnum() else f"\\{ord(c):x} " for c in str(text))
    return mark_safe("".join(plain))  # noqa: S308 - only letters, digits and escapes are left


@register.filter
def with_year(address: str, year: int) -> str:
    """Add the school year to a handler's address."""
    return _with(address, "year", str(year))


@register.simple_tag
def vals(*queries: Mapping[str, str], **values: Any) -> str:
    """Return values that a control sends, as JSON: queries, and what is named beside them."""
    named = {name: str(value) for name, value in values.items()}
    return json.dumps(dict(ChainMap(named, *queries)), ensure_ascii=False)  # type: ignore[arg-type]


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], screen: str, **place: Any) -> SafeString:
    """Return the attributes of a link to a screen: its address, and how to ask for it."""
    named = ((name, str(value)) for name, value in place.items() if value)
    return _link(context["uid"], screen, *named)


@register.simple_tag(takes_context=True)
def to_change(context: Mapping[str, Any], screen: str, **place: Any) -> SafeString:
    """Return the attributes of a link from *Check your answers* to a screen that leads back."""
    return to(context, screen, **place, **{"from": "check"})


@register.simple_tag
def address(screen: str, **place: Any) -> str:
    """Return the address of a screen."""
    return address_of(screen, **{name: str(value) for name, value in place.items()})


@register.filter
def school_year(year: int | str) -> str:
    """Name the school year that begins in a year: 2026/27."""
    return f"{year}/{(int(year) + 1) % 100:02d}"


@register.filter
def moment(iso: str) -> datetime:
    """Return the time that is written as ISO 8601."""
    return datetime.fromisoformat(iso)


@register.filter
def is_shown(count: Count) -> bool:
    """Tell whether a count is a number and not a symbol."""
    return isinstance(count, int)


@register.filter
def as_shown(count: Count) -> str:
    """Return a number of a release as it is shown."""
    return shown(count)


@register.filter
def level(framework: Framework, level_id: str) -> str:
    """Name a level, or *not part of my role*."""
    return framework.level_name(level_id)


@register.filter
def pick(values: Mapping[str, Any], names: Sequence[str]) -> list[Any]:
    """Return the values of these names, in their order."""
    return [values[name] for name in names]


@register.filter
def one(value: Any) -> tuple[Any]:
    """Return a list of this one."""
    return (value,)


@register.filter
def nth(values: Sequence[Any], place: int) -> Any:
    """Return one of several values, counted from 0."""
    return values[place]


def _choice_words(choice: str) -> str:
    try:
        day = date.fromisoformat(choice)
    except ValueError:
        return wording.duration(read_duration(choice, field=""))
    return dateformat.format(day, "l j F Y")


@lru_cache(maxsize=4096)
def _link(uid: str, screen: str, *place: tuple[str, str]) -> SafeString:
    """Return a link to a place, which is made of ids: as often as a page is shown, it is the same.

    It names no handler: where the screens of a participant come from, the frame of the page says.
    """
    named = dict(place)
    return format_html(
        'href="#{uid}/{address}" data-matrix-show data-matrix-vals="{vals}"',
        uid=uid,
        address=address_of(screen, **named),
        vals=json.dumps({"screen": screen, **named}, ensure_ascii=False),
    )


def _with(address: str, name: str, value: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode({name: value})}"
