"""The parts of a page that stand in several places, each with its parameters by name.

What a part takes from the page around it, beside them, is listed here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

from django import template
from django.template import Context, Engine
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.errors import Problem
from matrix_xblock.domain.figures.releases import Release
from matrix_xblock.domain.figures.trust_report import TrustReport
from matrix_xblock.domain.framework import sharing
from matrix_xblock.domain.framework.setup import SETTINGS
from matrix_xblock.domain.plans import board, next_step, opportunity
from matrix_xblock.domain.record.record import YEAR_NOTE_LIMIT
from matrix_xblock.domain.review import feedback, review
from matrix_xblock.domain.staff.bank import PHRASE_LIMIT
from matrix_xblock.host import drawing, translation
from matrix_xblock.host.bodies import FILE_LIMIT
from matrix_xblock.host.chart_words import with_words
from matrix_xblock.host.tags import at, problem_at
from matrix_xblock.screens.chart_drawing import draw_chart
from matrix_xblock.screens.chart_file import chart_svg
from matrix_xblock.screens.charts import Chart
from matrix_xblock.screens.overview import Overview
from matrix_xblock.screens.picture import Picture, PictureRow
from matrix_xblock.screens.prompts import PromptForm
from matrix_xblock.screens.read_back import Read
from matrix_xblock.screens.release_charts import charts_of
from matrix_xblock.screens.trust_report import not_in_charts

__all__ = ["register"]

register = template.Library()

_LIMITS = {
    "answer": review.ANSWER_LIMIT,
    "comment": feedback.COMMENT_LIMIT,
    "evidence": review.EVIDENCE_LIMIT,
    "file": FILE_LIMIT,
    "phrase": PHRASE_LIMIT,
    "reflection": review.REFLECTION_LIMIT,
    "year": YEAR_NOTE_LIMIT,
    **{f"cpd.{name}": limit for name, limit in cpd.TEXT_LIMITS.items()},
    **{f"opportunity.{name}": limit for name, limit in opportunity.TEXT_LIMITS.items()},
    "opportunity.note": opportunity.NOTE_LIMIT,
    **{f"post.{name}": limit for name, limit in board.TEXT_LIMITS.items()},
    **{f"step.{name}": limit for name, limit in next_step.TEXT_LIMITS.items()},
    "step.reason": next_step.REASON_LIMIT,
}
_CHOICES = {
    each.name: [choice.value for choice in each.choices] for each in SETTINGS if each.choices
}
_REPLIES = ("round", "conversations", "replying", "reply_fields", "reply_problems", "is_earlier")


@register.simple_tag
def limit(name: str) -> int:
    """Return how many characters a text may have, or how many bytes a file."""
    return _LIMITS[name]


@register.simple_tag
def line_break() -> str:
    """Return a line break that is part of a text, and not of the layout of a template."""
    return "\n"


@register.simple_tag(takes_context=True)
def pure(context: Context, name: str, **shown: Any) -> SafeString:
    """Show a template that says nothing but these values: once for all pages that say the same.

    They are ids, numbers, codes and what authors wrote: no word of a person's, and no time, which
    is told in everybody's own zone.
    """
    return _once(_engine(context), name, (get_language(), translation.catalogue()), **shown)


# By type as well: text that is safe is equal to the same text that is not.
@lru_cache(maxsize=2048, typed=True)
def _once(engine: Engine, name: str, language: Any, /, **shown: Any) -> SafeString:
    del language  # it is spoken while this is rendered
    return _alone(engine, name, shown)


def _alone(engine: Engine, name: str, shown: Mapping[str, Any]) -> SafeString:
    """Show a template with these values and nothing of the page around it."""
    return engine.get_template(name).render(Context(shown))


def _engine(context: Context) -> Engine:
    engine: Engine = context.template.engine  # type: ignore[union-attr]
    return engine


@register.inclusion_tag("participant/message.html")
def message(
    fid: str,
    name: str,
    problem: Problem | None = None,
    *,
    is_beside: bool = False,
    typed: str = "",
) -> dict[str, Any]:
    """Show what is wrong with a field, with what was `typed` where that is said, or the place."""
    place = {"fid": fid, "name": name, "is_beside": is_beside}
    return {**place, "problem": problem, "typed": typed}


@register.inclusion_tag("participant/fields/reading.html")
def as_read(read: Read) -> dict[str, Any]:
    """Show how a field is read as it stands."""
    return {field.name: getattr(read, field.name) for field in fields(read)}


@register.inclusion_tag("participant/planned_read.html")
def planned_read(
    fid: str, prompt_id: str, read: Read, *, is_beside: bool = False
) -> dict[str, Any]:
    """Show how *by when* of an answer is read, which can become a next step."""
    return {"fid": fid, "prompt_id": prompt_id, "read": read, "is_beside": is_beside}


@register.inclusion_tag("participant/planned_read.html")
def planned_asked(fid: str, problem: Problem) -> dict[str, Any]:
    """Ask which day is meant *by when*, before a next step is made of it."""
    read = Read(asked=(problem,), is_planned=True)
    return planned_read(fid, problem.field.removesuffix(".when"), read, is_beside=True)


@register.inclusion_tag("participant/fields/problems.html")
def problem_list(fid: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Show what is wrong with a form, each with a link to its field: a revision is in none."""
    return {"fid": fid, "problems": problems}


@register.inclusion_tag("participant/fields/save.html")
def save_or_cancel(show: str, back: str, *, save: str, cancel: str) -> dict[str, str]:
    """Show the end of a form: the button that sends it, and one that leaves it for `back`."""
    return {"show": show, "back": back, "save": save, "cancel": cancel}


@register.inclusion_tag("participant/plans/why_not.html", takes_context=True)
def why_not(
    context: Context,
    fid: str,
    name: str,
    *,
    label: str,
    key: str,
    sent: str,
    problems: Sequence[Problem],
    typed: Form,
) -> dict[str, Any]:
    """Ask why an opportunity was not possible; `name` is what the button says it has become.

    `key` names its form, and `sent` the one that was just sent: what was typed stands there again.
    """
    again = {"problems": problems, "typed": typed} if key == sent else {"problems": (), "typed": {}}
    return {**_from(context, "reasons"), **again, "fid": fid, "name": name, "label": label}


@register.inclusion_tag("staff/bank/add.html", takes_context=True)
def bank_button(
    context: Context, words: str, answer: str = "", *, is_main: bool = False
) -> dict[str, Any]:
    """Show a button that adds a comment to the bank, with an `answer` to what was asked."""
    return {**_from(context, "urls"), "words": words, "answer": answer, "is_main": is_main}


@register.inclusion_tag("author/ask.html", takes_context=True)
def ask(
    context: Context, about: str, question: str, words: str, *, no: str, yes: str
) -> dict[str, Any]:
    """Show what is asked before something is lost; *no* comes first and keeps it."""
    asked = {"about": about, "question": question, "words": words, "no": no, "yes": yes}
    return {**_from(context, "uid"), **asked}


@register.inclusion_tag("participant/fields/text.html", takes_context=True)
def text_field(
    context: Context, name: str, *, label: str, limit: str, hint: str = "", rows: int = 3
) -> dict[str, Any]:
    """Show a field for some lines of text."""
    field = _field(context, name, label=label, hint=hint)
    return {**field, "value": at(context["fields"], name), "rows": rows, "limit": _LIMITS[limit]}


@register.inclusion_tag("participant/fields/line.html", takes_context=True)
def line_field(
    context: Context, name: str, *, label: str, hint: str = "", is_short: bool = False
) -> dict[str, Any]:
    """Show a field for one line of text."""
    field = _field(context, name, label=label, hint=hint)
    return {**field, "value": at(context["fields"], name), "is_short": is_short}


@register.inclusion_tag("participant/fields/said.html", takes_context=True)
def said_field(
    context: Context, name: str, *, label: str, kind: str, hint: str = "", is_near: bool = False
) -> dict[str, Any]:
    """Show a field for what people type, how it is read, and what it could mean where we ask.

    `kind` is time, day, or coming for a day of a plan; `is_near` adds buttons for today and
    yesterday. What a line leaves open is a question there, and not yet something wrong.
    """
    field = _field(context, name, label=label, hint=hint)
    problem = field["problem"]
    days = _from(context, "today", "yesterday") if is_near else {}
    readings = context.get("readings") or {}  # a form may leave it to the browser to ask for them
    return {
        **field,
        **days,
        "kind": kind,
        "described_by": [*(["hint"] if hint else []), "error", "read"],
        "read": readings.get(name),
        "value": at(context["fields"], name),
        "is_near": is_near,
        "problem": None if context.get("quick") else problem,
        "asked": problem if problem and problem.choices else None,
    }


@register.inclusion_tag("participant/fields/select.html", takes_context=True)
def select_field(
    context: Context,
    name: str,
    *,
    label: str,
    options: Sequence[tuple[str, bool]],
    kind: str,
    empty: str = "",
) -> dict[str, Any]:
    """Show a choice of codes; `empty` is what choosing none of them is called."""
    field = _field(context, name, label=label)
    framework = context["framework"]
    return {**field, "options": options, "kind": kind, "empty": empty, "framework": framework}


@register.inclusion_tag("participant/fields/areas.html", takes_context=True)
def areas_field(context: Context, *, label: str) -> dict[str, Any]:
    """Show the areas, each to tick."""
    taken = _from(context, "areas", "framework")
    return {**_field(context, "areas", label=label), **taken}


@register.inclusion_tag("participant/fields/two_versions.html", takes_context=True)
def two_versions(
    context: Context, version: str, *, screen: str, identifier: object, key: str = ""
) -> dict[str, Any]:
    """Show that a form was saved elsewhere in the meantime; `version` is the template for that."""
    taken = _from(context, "fid", "elsewhere", "framework")
    return {
        **taken,
        "version": version,
        "screen": screen,
        "key": key or screen,
        "identifier": identifier,
    }


@register.inclusion_tag("participant/attach.html", takes_context=True)
def attachable(context: Context, choices: Any, *, label: str) -> dict[str, Any]:
    """Show what can go with a sign-off, each to tick."""
    return {"choices": choices, "label": label, "framework": context["framework"]}


@register.inclusion_tag("participant/can_read.html")
def can_read(moment: str, mode: str) -> dict[str, Any]:
    """Say what course staff can read of a review: `check` and `sign_off` before, and after it.

    After it is `signed_off`, or `record`. Every page that says so says it with this part.
    """
    return {"moment": moment, "sharing": mode}


@register.inclusion_tag("participant/who_sees.html", takes_context=True)
def who_sees(context: Context) -> dict[str, Any]:
    """Show who sees what, and when: the lines come from the rules."""
    framework = context["framework"]
    lines = sharing.who_sees(
        context["setup"].sharing,
        has_questions=bool(framework.shared_prompts),
        has_private=bool(framework.private_prompts),
        has_counted=bool(framework.counted_prompts),
    )
    return {**_from(context, "uid"), "lines": lines}


@register.inclusion_tag("participant/summary.html", takes_context=True)
def review_words(context: Context, summary: Any, *, can_change: bool = False) -> dict[str, Any]:
    """Show a review in words, with what course staff and the participant said about it."""
    return {**_from(context, *_REPLIES), "summary": summary, "can_change": can_change}


@register.inclusion_tag("participant/prompt_words.html", takes_context=True)
def prompt_words(context: Context, summary: Any, *, can_change: bool = False) -> dict[str, Any]:
    """Show the answers to the questions about the whole review."""
    return {**_from(context, "round"), "summary": summary, "can_change": can_change}


@register.inclusion_tag("participant/conversation.html", takes_context=True)
def conversation(
    context: Context, comments: Any, *, is_paper: bool = False, area_id: str = ""
) -> dict[str, Any]:
    """Show comments and the replies to them, each with a form for one more reply.

    `area_id` is whose screen this is, where it is one of an area alone.
    """
    taken = {} if is_paper else _from(context, *_REPLIES)
    return {**taken, "comments": comments, "is_paper": is_paper, "area_id": area_id}


@register.inclusion_tag("participant/picture/picture.html", takes_context=True)
def picture(
    context: Context,
    picture: Picture,
    *,
    end: str = "",
    end_part: str = "",
    end_look: str = "",
    under_part: str = "",
    about: Mapping[str, Any] | None = None,
    is_linked: bool = False,
) -> dict[str, Any]:
    """Show the matrix picture.

    With `end` each row has a last cell: that is its heading, unseen where what is in the cells is
    `plain`, and `end_part` the template for it; `end_look` is plain, or number. `under_part` is the
    template for what stands below a row, where the page has anything to say there. Both know the
    `row`, and as `each` what `about` has of its area. Where it is `linked`, each area leads to its
    screen, and the key is elsewhere.
    """
    return {
        **_from(context, *_REPLIES, "framework"),
        "picture": picture,
        "end": end,
        "end_part": end_part,
        "end_look": end_look,
        "under_part": under_part,
        "about": about or {},
        "is_linked": is_linked,
    }


@register.inclusion_tag("participant/picture/picture.html")
def picture_alone(picture: Picture) -> dict[str, Any]:
    """Show the matrix picture with nothing beside or below its rows."""
    nothing = {"end": "", "end_part": "", "end_look": "", "under_part": ""}
    return {**nothing, "picture": picture, "about": {}, "is_linked": False}


@register.simple_tag(takes_context=True)
def picture_file(context: Context, picture: Picture, *, name: str) -> SafeString:
    """Return the matrix picture as an SVG document; its words are escaped where it is drawn."""
    is_mirrored = context["direction"] == "rtl"
    language = context["language"]
    drawn = drawing.svg(picture, name=name, language=language, is_mirrored=is_mirrored)
    return mark_safe(drawn)  # noqa: S308


@register.simple_tag(takes_context=True)
def charts_of_release(context: Context, release: Release) -> dict[str, list[Chart]]:
    """Return the charts of a release with their words: those with a number, and the others."""
    charts = [with_words(each, release, context["title"]) for each in charts_of(release)]
    return {
        "shown": [each for each in charts if not each.is_hidden],
        "hidden": [each for each in charts if each.is_hidden],
    }


@register.simple_tag(takes_context=True)
def charts_of_report(context: Context, report: TrustReport) -> dict[str, list[Chart]]:
    """Return the charts of a trust report, each with the courses that are not in it."""
    missing = not_in_charts(report)
    charts = [
        with_words(each, report.figures, context["owner"], missing.get(each.key, ()))
        for each in charts_of(report.figures)
    ]
    return {
        "shown": [each for each in charts if not each.is_hidden],
        "hidden": [each for each in charts if each.is_hidden],
    }


@register.simple_tag(takes_context=True)
def chart_file(context: Context, chart: Chart, release: Release) -> SafeString:
    """Return a chart as an SVG document, its title in it; words are escaped where it is drawn."""
    words = with_words(chart, release, context["title"])
    drawn = draw_chart(words, is_mirrored=context["direction"] == "rtl")
    return mark_safe(chart_svg(drawn, context["language"]))  # noqa: S308


@register.simple_tag(takes_context=True)
def chart_picture(context: Context, chart: Chart) -> SafeString:
    """Return a chart as a part of a page, which has its title and the space around it."""
    drawn = draw_chart(chart, has_head=False, is_mirrored=context["direction"] == "rtl")
    return mark_safe(chart_svg(drawn, context["language"], edge=0))  # noqa: S308


@register.inclusion_tag("participant/picture/picture.html", takes_context=True)
def review_picture(
    context: Context, picture_: Picture, words: Mapping[str, Any], *, end: str = ""
) -> dict[str, Any]:
    """Show a review: the matrix picture with what was written of each area below its row.

    `end` is the heading of a last column, in which each area has a button to change it.
    """
    return picture(
        context,
        picture_,
        end=end,
        end_part="participant/picture/change.html",
        end_look="plain",
        under_part="participant/picture/area_words.html",
        about=words,
    )


@register.inclusion_tag("participant/picture/picture.html", takes_context=True)
def overview_picture(
    context: Context, picture_: Picture, statuses: Mapping[str, Any], *, end: str
) -> dict[str, Any]:
    """Show a review in progress: each area leads to its screen, and has its status under `end`."""
    return picture(
        context,
        picture_,
        end=end,
        about=statuses,
        is_linked=True,
    )


@register.simple_tag(takes_context=True)
def overview_counts(context: Context, overview: Overview) -> SafeString:
    """Say in a line how far a review is."""
    return pure(
        context,
        "participant/counted.html",
        total=len(overview.statuses),
        levels=overview.levels,
        reflections=overview.reflections,
        enough=overview.enough,
    )


@register.simple_tag(takes_context=True)
def overview_tasks(context: Context, overview: Overview) -> SafeString:
    """List what there is to do in a review beside its areas."""
    return pure(
        context,
        "participant/tasks.html",
        uid=context["uid"],
        round_id=context["round"].id,
        questions=overview.questions,
        private=overview.private,
        missing=overview.missing,
        is_returned=bool(context["review"].returned),
    )


@register.simple_tag(takes_context=True)
def linked_row(context: Context, row: PictureRow, status: str) -> SafeString:
    """Show an area in the picture of a review in progress.

    Before there are earlier rounds, whose names may come out of somebody's file, it says the same
    for everybody who is at that level.
    """
    name = "participant/picture/linked_row.html"
    shown = {
        "uid": context["uid"],
        "round_id": context["round"].id,
        "row": row,
        "status": status,
        "language": context["picture"].language,
        "direction": context["direction"],
    }
    return _alone(_engine(context), name, shown) if row.earlier else pure(context, name, **shown)


@register.inclusion_tag("participant/picture/picture.html", takes_context=True)
def progress_picture(
    context: Context, picture_: Picture, beside: Mapping[str, Any], *, end: str
) -> dict[str, Any]:
    """Show all rounds: the matrix picture with CPD, under `end`, and what went on beside it."""
    return picture(
        context,
        picture_,
        end=end,
        end_part="participant/progress/cpd.html",
        end_look="number",
        under_part="participant/progress/below.html",
        about=beside,
    )


@register.inclusion_tag("participant/record/plans.html", takes_context=True)
def plans(context: Context, *, is_whole: bool = False) -> dict[str, Any]:
    """Show next steps, opportunities, summaries of years and CPD, on paper."""
    names = ("steps", "opportunities", "notes", "entries", "totals", "framework")
    return {**_from(context, *names), "is_whole": is_whole}


@register.inclusion_tag("participant/prompts.html", takes_context=True)
def prompts(context: Context, form: PromptForm) -> dict[str, Any]:
    """Show the questions about the whole review that are saved together."""
    taken = _from(context, "framework", "round", "review")
    return {**taken, "section": form.section, "rows": form.rows}


@register.inclusion_tag("staff/note.html", takes_context=True)
def comment_form(context: Context, note: Any, *, framework: Any) -> dict[str, Any]:
    """Show the field for a comment on an area, or on the whole review."""
    taken = _from(context, "person", "round_id", "revision")
    return {**taken, "note": note, "framework": framework}


@register.inclusion_tag("author/line.html", takes_context=True)
def setting_line(
    context: Context,
    name: str,
    *,
    label: str,
    value: str,
    hint: str = "",
    type: str = "text",  # noqa: A002 - as the attribute is called
    look: str = "",
) -> dict[str, Any]:
    """Show a setting of one line: `look` is wide, short, or bare where its label is not seen.

    Words of an import may have line breaks, which a browser would drop here without a space.
    """
    line = " ".join(str(value).split("\n"))
    field = _setting(context, name, label=label, value=line, hint=hint)
    return {**field, "type": type, "look": look}


@register.inclusion_tag("author/text.html", takes_context=True)
def setting_text(
    context: Context, name: str, *, label: str, value: str, hint: str = "", rows: int = 2
) -> dict[str, Any]:
    """Show a setting of some lines."""
    return {**_setting(context, name, label=label, value=value, hint=hint), "rows": rows}


@register.inclusion_tag("author/pick.html", takes_context=True)
def setting_choice(
    context: Context, name: str, *, label: str, value: str, options: Sequence[str], kind: str
) -> dict[str, Any]:
    """Show a setting that is one of several codes."""
    field = _setting(context, name, label=label, value=value)
    return {**field, "options": options, "kind": kind}


@register.inclusion_tag("author/radios.html", takes_context=True)
def setting_radios(
    context: Context, name: str, *, label: str, value: str, hint: str, is_fixed: bool = False
) -> dict[str, Any]:
    """Show a setting that is one of a few choices, all of which are seen, fixed or not."""
    field = _setting(context, name, label=label, value=value, hint=hint)
    return {**field, "options": _CHOICES[name], "is_fixed": is_fixed}


@register.inclusion_tag("author/tick.html")
def setting_tick(name: str, *, label: str, value: str) -> dict[str, Any]:
    """Show a setting that is on or off."""
    return {"name": name, "label": label, "value": value}


@register.inclusion_tag("author/error.html")
def setting_error(name: str, problem: Problem | None) -> dict[str, Any]:
    """Show what is wrong with a setting, or the place for it."""
    return {"name": name, "problem": problem}


@register.inclusion_tag("author/move.html")
def move_buttons(kind: str, n: int, *, about: str, is_first: bool, is_last: bool) -> dict[str, Any]:
    """Show the buttons that move something in its list."""
    return {"kind": kind, "n": n, "about": about, "is_first": is_first, "is_last": is_last}


def _from(context: Context, *names: str) -> dict[str, Any]:
    """Return what a part takes from its page."""
    return {name: context[name] for name in names}


def _field(context: Context, name: str, *, label: str, hint: str = "") -> dict[str, Any]:
    """Return what every field has: it takes the id and the problems of the form around it."""
    problem = problem_at(context["problems"], name)
    return {"fid": context["fid"], "name": name, "label": label, "hint": hint, "problem": problem}


def _setting(
    context: Context, name: str, *, label: str, value: str, hint: str = ""
) -> Mapping[str, Any]:
    """Return what every setting has: it takes the problems of the page."""
    problem = problem_at(context["problems"], name)
    return {"name": name, "label": label, "value": value, "hint": hint, "problem": problem}
