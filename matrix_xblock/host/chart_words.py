"""The words of charts, in the language of whoever reads them: titles, names, legends and notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from django.template.defaultfilters import date
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from matrix_xblock.domain.figures.groups import OTHERS
from matrix_xblock.host import wording
from matrix_xblock.screens.charts import Form, Look, Name, Sign, worded

if TYPE_CHECKING:
    from matrix_xblock.domain.figures.releases import Release
    from matrix_xblock.screens.charts import Chart

__all__ = ["with_words"]


def gettext_noop(text: str) -> str:
    """Mark for translation, without the settings that Django's own needs at import."""
    return text


_NAMES = {
    "chart.participation": gettext_noop("Participation by round"),
    "chart.moved": gettext_noop("Who has moved since %(round)s"),
    "chart.movement": gettext_noop("Movement by area since %(round)s"),
    "chart.moved-by-group": gettext_noop("Moved since %(round)s, by group"),
    "chart.levels": gettext_noop("Self-assessed levels, whole course"),
    "chart.bands": gettext_noop("Lower and upper levels"),
    "chart.bands-by-group": gettext_noop("Lower and upper levels, by group"),
    "chart.opportunities": gettext_noop("What came of opportunities"),
    "chart.offered": gettext_noop("Not moved and not offered"),
    "chart.not-possible": gettext_noop("Not possible, and why"),
    "people": gettext_noop("People"),
    "round": "%(round)s",
    "signed-off": gettext_noop("Signed off"),
    "started": gettext_noop("Started"),
    "enrolled": gettext_noop("Enrolled"),
    "moved": gettext_noop("Moved up in more areas"),
    "one": gettext_noop("By 1 area"),
    "two": gettext_noop("By 2 areas"),
    "three-or-more": gettext_noop("By 3 areas or more"),
    "several": gettext_noop("By 2 areas or more"),
    "not-moved": gettext_noop("Not moved"),
    "the-rest": gettext_noop("Everyone else"),
    "none": gettext_noop("As many up as down"),
    "fewer": gettext_noop("Moved down in more areas"),
    "up": gettext_noop("Up"),
    "same": gettext_noop("Same"),
    "down": gettext_noop("Lower"),
    "not-up": gettext_noop("Same or lower"),
    "fewer-people": gettext_noop("Fewer people"),
    "more-people": gettext_noop("More people"),
    "whole-course": gettext_noop("Whole course"),
    "others": gettext_noop("Other schools"),
    "shared": gettext_noop("Shared an opportunity"),
    "offered": gettext_noop("Offered something"),
    "taken-up": gettext_noop("Took something up"),
    "not-taken-up": gettext_noop("Took nothing up"),
    "not-offered": gettext_noop("Not offered anything"),
    "asked": gettext_noop("Asked for something"),
    "asked-for-none": gettext_noop("Asked for nothing"),
    "shared-nothing": gettext_noop("Shared nothing"),
    "refused": gettext_noop("Something was not possible"),
    "not-refused": gettext_noop("Nothing was refused"),
    "together": gettext_noop("%(text)s, together"),
    "asked-why": gettext_noop("Asked what got in the way, together"),
    "not-asked-why": gettext_noop("All other answers, together"),
    "rest": gettext_noop("All others, together"),
    "answered": gettext_noop("Gave a reason"),
    "preferred-not-to-say": gettext_noop("Prefer not to say"),
}

_OUTLINES = {
    "moved": gettext_noop("Each outline is the %(n)s people who can be compared."),
    "opportunities": gettext_noop("Each outline is the %(n)s people who signed off."),
    "not-possible": gettext_noop("Each outline is the %(n)s people who shared an opportunity."),
    "answers": gettext_noop("Each outline is the %(n)s people who answered."),
    "why": gettext_noop("Each outline is the %(n)s people who were asked."),
    "private": gettext_noop("Each outline is the %(n)s people who agreed to be counted."),
}

_LONGEST = 24
"""Letters of a group's name where several stand in a line."""


_MOST_NAMED = 4
"""Courses that a chart names. It says of more how many they are."""


def with_words(chart: Chart, release: Release, course: str, not_in: Sequence[str] = ()) -> Chart:
    """Return a chart with its words. `not_in` are courses that it leaves out."""
    titles = release.titles
    chart = worded(chart, partial(_say, titles=titles))
    title = chart.subject.text
    if chart.parts > 1:
        part = {"title": title, "part": chart.part, "parts": chart.parts}
        title = gettext("%(title)s (%(part)s of %(parts)s)") % part
    hidden = Sign(Look.HIDDEN, Name(text=gettext("c: hidden")))
    return replace(
        chart,
        legend=(*chart.legend, hidden) if chart.hidden else chart.legend,
        title=title,
        under=_under(release, course),
        notes=(
            *_denominators(chart),
            *_about(chart, release),
            *_left_out(not_in),
            *_hidden(chart, release),
        ),
        rules=tuple(_rules(chart)),
    )


def _say(name: Name, *, titles: Mapping[str, str]) -> str:
    if name.code.startswith("reason."):
        return wording.label(f"opportunity.{name.code}")
    values = {"text": name.text, "round": titles.get(name.text, name.text)}
    return gettext(_NAMES[name.code]) % values


def _under(release: Release, course: str) -> str:
    day = date(localtime(release.at), "j F Y")
    people = ngettext("%(n)s person", "%(n)s people", release.people) % {"n": release.people}
    state = gettext("interim figures") if release.is_interim else ""
    title = release.titles[release.round_id]
    return ", ".join(filter(None, (course, title, state, day, people)))


def _hidden(chart: Chart, release: Release) -> Iterator[str]:
    if chart.hidden:
        values = {"k": chart.k or release.k, "hidden": chart.hidden, "cells": len(chart.cells)}
        yield (
            gettext(
                "c: %(k)s or fewer, or hidden to protect someone. "
                "%(hidden)s of %(cells)s numbers are hidden."
            )
            % values
        )


def _left_out(names: Sequence[str]) -> Iterator[str]:
    """Say which courses are not in a chart: their areas are others, or their numbers are hidden."""
    if len(names) > _MOST_NAMED:
        count = {"n": len(names)}
        yield (
            ngettext(
                "%(n)s course is not in this chart.",
                "%(n)s courses are not in this chart.",
                len(names),
            )
            % count
        )
    elif names:
        yield gettext("Not in this chart: %(names)s.") % {"names": "; ".join(names)}


def _denominators(chart: Chart) -> Iterator[str]:
    """Say of how many people the numbers are."""
    outline = _OUTLINES.get(_kind(chart))
    if outline and isinstance(chart.total, int):
        yield gettext(outline) % {"n": chart.total}
    if chart.has_totals:
        yield gettext("n: how many people a row is about.")


def _kind(chart: Chart) -> str:
    """Return what a chart is about, whichever round or question."""
    return "private" if chart.key.startswith("private-") else chart.key.split("-since")[0]


def _about(chart: Chart, release: Release) -> Iterator[str]:
    if chart.form is Form.BARS and chart.since:
        since = release.titles.get(chart.since, chart.since)
        yield gettext("Moved: more areas went up than down since %(round)s.") % {"round": since}
    if chart.form is Form.DIVERGING:
        yield gettext("People often rate themselves lower as they learn more.")
    if chart.form is Form.SPLIT and release.groups:
        yield gettext("People in each group: %(groups)s.") % {"groups": _groups(release)}
    if _kind(chart) == "private":
        yield gettext("A private question: only those who agreed are counted.")
    if chart.key == "opportunities" and isinstance(release.days_to_offer, int):
        days = {"days": release.days_to_offer}
        yield (
            ngettext(
                "Half of the first offers came within %(days)s day.",
                "Half of the first offers came within %(days)s days.",
                release.days_to_offer,
            )
            % days
        )


def _rules(chart: Chart) -> Iterator[str]:
    """Say what a page of several charts says once."""
    if chart.key in {"opportunities", "offered", "not-possible"}:
        yield gettext("Only opportunities that people shared are counted.")
    yield gettext("Rounded to the nearest 5, so rows may not add up.")


def _groups(release: Release) -> str:
    """Say of how many people each group is: its name may be longer than there is room for."""
    names = [
        _say(Name("others"), titles={}) if each.id == OTHERS else each.name
        for each in release.groups
    ]
    short = [name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…" for name in names]
    people = [each.people for each in release.groups]
    return ", ".join(f"{name} {number}" for name, number in zip(short, people, strict=True))
