"""The CPD log: list, add, change, delete and take that back, set a goal, download."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.csv_lines import csv_line
from matrix_xblock.codec.common.filled import Filled, days_as_typed, with_answers
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.common.workbook import write_workbook
from matrix_xblock.codec.cpd import cpd as codec
from matrix_xblock.codec.cpd import cpd_csv, cpd_form
from matrix_xblock.domain.cpd import cpd as rules
from matrix_xblock.domain.cpd import difference
from matrix_xblock.domain.cpd.cpd import (
    AreaRef,
    CpdEntry,
    CpdLog,
    CpdStatus,
    CpdType,
    FieldKind,
    Filter,
    Glance,
    Goal,
)
from matrix_xblock.domain.cpd.doubts import Doubts, doubts
from matrix_xblock.domain.cpd.quick_add import QuickAdd, read_quick_add
from matrix_xblock.domain.errors import Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.facts import CpdLogged
from matrix_xblock.domain.plans.opportunity import Opportunity
from matrix_xblock.domain.record.holdings import is_broken_entry
from matrix_xblock.domain.values import school_year
from matrix_xblock.domain.values.dates import YEAR_DIGITS, remark, write_date
from matrix_xblock.domain.values.identifiers import is_id
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.domain.values.whole_numbers import whole_number
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import reading
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Download, Page, Stream, address_of
from matrix_xblock.screens.read_back import Read

__all__ = ["download", "remove", "restore", "save", "save_goal", "show", "show_entry"]

PAGE_SIZE = 10
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_SEARCH = 200


@wordless
@dataclass(frozen=True)
class Bar:
    """One line of totals. `share` is the part of the largest, in percent."""

    name: str
    entries: int
    minutes: int
    share: int


@wordless
@dataclass(frozen=True)
class Charts:
    """Entries and time: of all, and by what they can be told apart by."""

    entries: int
    minutes: int
    types: tuple[Bar, ...]
    areas: tuple[Bar, ...]
    years: tuple[Bar, ...]


@wordless
@dataclass(frozen=True)
class GoalForm:
    """A goal, how far it is reached, and the form to set it."""

    goal: Goal | None
    spent: int
    share: int
    fields: Form
    revision: int | str
    suggested: int


@wordless
@dataclass(frozen=True)
class LogScreen:
    """A page of entries that are let through by the filter, with totals and the goal.

    `this_year` is the line of the school year that today is in, if there is one. `asked_about` are
    the ids of entries that are worth the question whether they made a difference; `before` and
    `after` are the numbers of the pages beside this one, 0 for none.
    """

    entries: tuple[CpdEntry, ...]
    unread: int
    matching: int
    total: int
    page: int
    pages: int
    before: int
    after: int
    totals: Charts
    this_year: Bar | None
    goal: GoalForm
    asked_about: frozenset[str]
    due: tuple[Glance, ...]
    most: int = rules.MOST_ENTRIES


@wordless
@dataclass(frozen=True)
class FilterForm:
    """What entries are chosen by. Each choice stands with whether it is chosen."""

    filter: Form
    is_filtered: bool
    is_narrowed: bool
    types: tuple[tuple[str, bool], ...]
    areas: tuple[tuple[str, str, bool], ...]
    years: tuple[tuple[int, bool], ...]


@wordless
@dataclass(frozen=True)
class LogOutcome:
    """What has just been done, or what was wrong with it.

    `saved` is the title of an entry; `carried` is the one that was removed as the page carries it.
    """

    saved: str = ""
    remark: str = ""
    removed: CpdEntry | None = None
    carried: str = ""
    problems: tuple[Problem, ...] = ()
    goal_form: Form | None = None
    is_goal_stale: bool = False


@wordless
@dataclass(frozen=True)
class EntryScreen:
    """The form of an entry, and how its days and times are read as they stand.

    `open_folds` are those with something in them: what was filled in, what is wrong, or the
    question that was asked for.
    """

    fields: Form
    start: date | None
    readings: Mapping[str, Read]
    today: str
    yesterday: str
    is_new: bool
    options: Mapping[str, tuple[tuple[str, bool], ...]]
    areas: tuple[tuple[str, str, bool], ...]
    steps: tuple[tuple[str, str, bool], ...]
    opportunities: tuple[tuple[str, Opportunity, bool], ...]
    made_in: str
    open_folds: frozenset[str]


@wordless
@dataclass(frozen=True)
class EntryOutcome:
    """What was wrong with an entry, what is asked before it is saved, or what was saved before it.

    `quick` is what one line was read as; `then` is what comes after the save.
    """

    problems: tuple[Problem, ...] = ()
    elsewhere: CpdEntry | None = None
    is_changed: bool = False
    quick: QuickAdd | None = None
    doubts: Doubts = field(default_factory=Doubts)
    answers: tuple[str, ...] = ()
    then: str = ""
    saved: str = ""
    remark: str = ""


def show(host: Host, form: Form) -> Page:
    """Show the log: totals, goal, what is worth another look, and a page of entries."""
    return _log_page(host, load_context(host, ""), form, host.load_cpd())


def show_entry(host: Host, form: Form) -> Page:
    """Show the form of an entry: a new one, filled in as far as is known, or one to change.

    `new` is the id of one that was read from a line: it is shown again for what the browser still
    has of it, which never stands in an address; or it has been saved meanwhile.
    """
    entry_id, new_id = forms.read_text(form, "entry"), _new_id(form)
    review_context = load_context(host, "")
    log = host.load_cpd()
    if new_id in log.glances:
        entry_id = new_id
    if entry_id:
        fields = cpd_form.entry_fields(log.entry(entry_id))
        is_open = forms.read_text(form, "ask") == "difference"
        return _form_page(host, review_context, log, fields, is_open=is_open)
    if line := forms.read_text(form, "line").strip():
        return _quick_page(host, review_context, log, line)
    fields = {**_new(host), **_linked(review_context, form)}
    if new_id:
        fields |= {"id": [new_id], "new": [new_id]}
    return _form_page(host, review_context, log, fields)


def save(host: Host, form: Form) -> Page:
    """Keep an entry, or show the form again with what is wrong, or with both versions."""
    review_context = load_context(host, "")
    log = host.load_cpd()
    form = _with_status(with_answers(form))
    seen = forms.read_integer(form, "revision")
    known = _known_areas(review_context, log, forms.read_text(form, "id"))
    try:
        entry = cpd_form.read_entry(
            form,
            areas=known,
            day_minutes=review_context.setup.cpd.day_minutes,
            place=host.place,
            today=host.today(),
        )
        changed = rules.keep(log, entry, seen=seen, now=review_context.now)
    except Invalid as refused:
        problems = _with_questions(host, review_context, form, refused.problems)
        outcome = EntryOutcome(problems=problems)
        return replace(_form_page(host, review_context, log, form, outcome), status=422)
    except Stale:
        return _conflict(host, review_context, log, form)
    if changed != log and (unsure := _unanswered(host, log, entry, form)):
        return _doubtful(host, review_context, log, form, unsure)
    _keep(host, log, changed, entry)
    odd_day = _remark(host, entry)
    if "another" in (forms.read_text(form, "then"), *_answers(form)):
        outcome = EntryOutcome(saved=entry.title, remark=odd_day)
        return _form_page(host, review_context, changed, _new(host), outcome)
    return _log_page(host, review_context, {}, changed, LogOutcome(entry.title, odd_day))


def remove(host: Host, form: Form) -> Page:
    """Delete an entry. The page that follows carries it once more, so that it can be taken back."""
    review_context = load_context(host, "")
    log = host.load_cpd()
    entry_id = Filled(form).identifier("id")
    if entry_id not in log.glances:
        return _log_page(host, review_context, {}, log)
    entry = log.entry(entry_id)
    try:
        left = rules.remove(log, entry_id, seen=forms.read_integer(form, "revision"))
    except Stale:
        changed = EntryOutcome(is_changed=True)
        page = _form_page(host, review_context, log, cpd_form.entry_fields(entry), changed)
        return replace(page, status=409)
    host.save_cpd(left)
    outcome = LogOutcome(removed=entry, carried=json.dumps(codec.write_entry(entry)))
    return _log_page(host, review_context, {}, left, outcome)


def restore(host: Host, form: Form) -> Page:
    """Put a deleted entry back, as the page carried it."""
    review_context = load_context(host, "")
    log = host.load_cpd()
    entry = _carried(forms.read_text(form, "carried"))
    if entry.id in log.glances:
        return _log_page(host, review_context, {}, log)
    changed = rules.keep(log, entry, seen=0, now=review_context.now)
    host.save_cpd(changed)
    return _log_page(host, review_context, {}, changed, LogOutcome(entry.title))


def save_goal(host: Host, form: Form) -> Page:
    """Set the goal or let go of it."""
    review_context = load_context(host, "")
    log = host.load_cpd()
    form = with_answers(form)
    seen = forms.read_integer(form, "revision")
    day_minutes = review_context.setup.cpd.day_minutes
    try:
        goal = cpd_form.read_goal(form, day_minutes=day_minutes, today=host.today())
        changed = rules.set_goal(log, goal, seen=seen)
    except Invalid as refused:
        outcome = LogOutcome(goal_form=form, problems=refused.problems)
        return replace(_log_page(host, review_context, {}, log, outcome), status=422)
    except Stale:
        newest = {**form, "revision": [str(log.goal_revision)]}
        outcome = LogOutcome(goal_form=newest, is_goal_stale=True)
        return replace(_log_page(host, review_context, {}, log, outcome), status=409)
    if changed != log:
        host.save_cpd(changed)
    return _log_page(host, review_context, {}, changed)


def download(host: Host, form: Form) -> Download | Stream:
    """Give the whole log as a file: for spreadsheets, or to be read back. Or a blank table."""
    kind = forms.read_text(form, "format")
    if kind == "blank":
        rows = cpd_csv.blank_rows(host.label)
        return Stream(iter([write_workbook("CPD", rows)]), _XLSX, "cpd-log.xlsx")
    if kind == "blank-csv":
        lines = "".join(map(csv_line, cpd_csv.blank_rows(host.label)))
        return Download(f"\ufeff{lines}", "text/csv", "cpd-log.csv")
    log = host.load_cpd()
    entries = log.readable(each.id for each in rules.matching(log, Filter()))
    if kind == "json":
        body = {"version": codec.VERSION, "entries": [codec.write_entry(each) for each in entries]}
        words = json.dumps(body, ensure_ascii=False, indent=1)
        return Download(words, "application/json", "cpd-log.json")
    return Download(cpd_csv.write_csv(entries, label=host.label), "text/csv", "cpd-log.csv")


def _keep(host: Host, log: CpdLog, changed: CpdLog, entry: CpdEntry) -> None:
    if changed == log:
        return
    with host.transaction():
        host.save_cpd(changed)
        if entry.id not in log.glances:
            host.publish(CpdLogged(entry.type.value, entry.status.value, entry.minutes))


def _log_page(
    host: Host,
    review_context: ReviewContext,
    form: Form,
    log: CpdLog,
    outcome: LogOutcome | None = None,
) -> Page:
    today = host.today()
    form = with_answers(form)
    wanted, problems = _filter(form, today)
    outcome = outcome or LogOutcome(problems=problems)
    matching = rules.matching(log, wanted)
    pages = max(1, math.ceil(len(matching) / PAGE_SIZE))
    number = min(max(_page_number(form), 1), pages)
    glances = matching[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    entries = log.readable(each.id for each in glances)
    totals = _charts(matching)
    shown = LogScreen(
        entries=entries,
        unread=len(log.unread) + len(glances) - len(entries),
        matching=len(matching),
        total=len(log.glances),
        page=number,
        pages=pages,
        before=number - 1,
        after=number + 1 if number < pages else 0,
        totals=totals,
        this_year=_this_year(totals, today),
        goal=_goal_form(log, review_context, today, outcome.goal_form),
        asked_about=frozenset(
            each.id for each in entries if difference.is_asked(each, today=today)
        ),
        due=rules.due_for_another_look(log, today),
    )
    chosen = _filter_form(log, review_context, form, wanted)
    return tab_page(review_context, "cpd", "cpd/log", shown, beside=(chosen, outcome))


def _form_page(
    host: Host,
    review_context: ReviewContext,
    log: CpdLog,
    fields: Form,
    outcome: EntryOutcome | None = None,
    *,
    is_open: bool = False,
) -> Page:
    """Show the form of an entry; `is_open`: at the question whether it made a difference."""
    outcome = outcome or EntryOutcome()
    entry_id = forms.read_text(fields, "id")
    known = _known_areas(review_context, log, entry_id)
    chosen = set(fields.get("areas", ()))
    fields = {**fields, **days_as_typed(fields, rules.named(FieldKind.DAY))}
    shown = EntryScreen(
        fields=fields,
        start=cpd_form.start_as_read(fields, today=host.today()),
        readings=_readings(host, fields),
        today=write_date(host.today()),
        yesterday=write_date(host.today() - timedelta(1)),
        is_new=entry_id not in log.glances,
        options={name: _options(name, kind, fields) for name, kind in rules.CHOICES.items()},
        areas=tuple((key, area.name, key in chosen) for key, area in known.items()),
        steps=_links(
            {key: step.text for key, step in review_context.record.next_steps.items()},
            forms.read_text(fields, "next_step"),
        ),
        opportunities=tuple(
            (key, each, key == forms.read_text(fields, "opportunity"))
            for key, each in review_context.record.opportunities.items()
        ),
        made_in=_made_elsewhere(host, log, entry_id),
        open_folds=_open_folds(fields, outcome.problems, is_open=is_open),
    )
    which = {"new": forms.read_text(fields, "new")} if shown.is_new else {"entry": entry_id}
    address = address_of("cpd-entry", **which)
    return tab_page(review_context, "cpd", "cpd/entry", shown, beside=(outcome,), address=address)


def _answers(form: Form) -> frozenset[str]:
    """Return the answers to what was asked before an entry is saved; a button may give two."""
    return frozenset(" ".join(form.get("sure", ())).split())


def _with_status(form: Form) -> Form:
    """Plan what was said to be planned when it was asked about."""
    return {**form, "status": [CpdStatus.PLANNED.value]} if "planned" in _answers(form) else form


def _unanswered(host: Host, log: CpdLog, entry: CpdEntry, form: Form) -> Doubts:
    """Return what is still to be asked: an answer is about one other entry, or about one day."""
    unsure = doubts(log, entry, today=host.today())
    answers = _answers(form)
    same = unsure.same if unsure.same and f"both:{unsure.same.id}" not in answers else None
    is_ahead = unsure.is_ahead and f"done:{entry.start.isoformat()}" not in answers
    return Doubts(same, is_ahead)


def _doubtful(
    host: Host, review_context: ReviewContext, log: CpdLog, form: Form, unsure: Doubts
) -> Page:
    """Show the form with what is asked before it is saved: one thing after the other."""
    stays = sorted(each for each in _answers(form) if each.startswith(("both:", "done:")))
    is_another = "another" in (forms.read_text(form, "then"), *_answers(form))
    then = "another" if is_another else ""
    outcome = EntryOutcome(doubts=unsure, answers=tuple(stays), then=then)
    return replace(_form_page(host, review_context, log, form, outcome), status=422)


def _readings(host: Host, fields: Form) -> dict[str, Read]:
    """Return how the days and times of an entry's form are read as they stand."""
    days = (each for each in rules.FIELDS if each.kind is FieldKind.DAY)
    kinds = {"minutes": "time", "interactive_minutes": "time"}
    kinds |= {each.name: "coming" if each.is_ahead else "day" for each in days}
    return {
        name: reading.read(host, kind, forms.read_text(fields, name))
        for name, kind in kinds.items()
    }


def _remark(host: Host, entry: CpdEntry) -> str:
    """Say whether the day of an entry is long ago. A day ahead is asked about before."""
    odd_day = remark(entry.start, today=host.today())
    return odd_day if odd_day == "date_long_ago" else ""


def _new(host: Host) -> dict[str, list[str]]:
    """Fill the form of a new entry: today, and done."""
    today = {"start": [write_date(host.today())]}
    return {"id": [host.new_id()], "revision": ["0"], "status": ["done"], **today}


def _new_id(form: Form) -> str:
    """Return the id that an address gives an entry that is not saved yet, if it gives one."""
    new_id = forms.read_text(form, "new")
    if new_id and not is_id(new_id):
        raise Unknown(Problem("new", "unknown"))
    return new_id


def _quick_page(host: Host, review_context: ReviewContext, log: CpdLog, line: str) -> Page:
    """Show what a line was read as, in the form: nothing of it is saved yet."""
    read = _read_line(host, review_context, line)
    fields = {**_new(host), **cpd_form.quick_fields(read, today=host.today())}
    fields |= {"line": [line], "new": fields["id"]}
    outcome = EntryOutcome(problems=read.asked, quick=read)
    return _form_page(host, review_context, log, fields, outcome)


def _read_line(host: Host, review_context: ReviewContext, line: str) -> QuickAdd:
    day_minutes = review_context.setup.cpd.day_minutes
    return read_quick_add(line, today=host.today(), day_minutes=day_minutes)


def _with_questions(
    host: Host, review_context: ReviewContext, form: Form, problems: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Ask again what a line has left open, while the form is on the page and the field is empty.

    They stand among the other problems, in the order of the form.
    """
    read = _read_line(host, review_context, forms.read_text(form, "line"))
    open_fields = {
        each.field: each for each in read.asked if not forms.read_text(form, each.field).strip()
    }
    at_fields = [open_fields.pop(each.field, each) for each in problems]
    places = {name: place for place, name in enumerate(cpd_form.ORDER)}
    asked = (*at_fields, *open_fields.values())
    return tuple(sorted(asked, key=lambda each: places.get(each.field, len(places))))


def _linked(review_context: ReviewContext, form: Form) -> dict[str, list[str]]:
    """Fill in what is known of a next step or an opportunity that is to be logged."""
    step = review_context.record.next_steps.get(forms.read_text(form, "next_step"))
    chance = review_context.record.opportunities.get(forms.read_text(form, "opportunity"))
    words = step.text if step else chance.detail if chance else ""
    ids = (step.area_id,) if step else chance.area_ids if chance else ()
    framework = review_context.setup.framework
    areas = [area for area in framework.areas if area.id in ids]
    return {
        "next_step": [step.id if step else ""],
        "opportunity": [chance.id if chance else ""],
        "title": [" ".join(words.split())[: rules.TEXT_LIMITS["title"]]],
        "areas": [cpd_form.area_key(AreaRef(framework.id, each.id, each.name)) for each in areas],
    }


def _conflict(host: Host, review_context: ReviewContext, log: CpdLog, form: Form) -> Page:
    """Show what was typed with what was saved elsewhere; the next save of this form replaces it."""
    stored = log.entry(forms.read_text(form, "id"))
    newest = {**form, "revision": [str(stored.revision)]}
    outcome = EntryOutcome(elsewhere=stored)
    return replace(_form_page(host, review_context, log, newest, outcome), status=409)


def _carried(text: str) -> CpdEntry:
    """Read the entry that a page carried."""
    try:
        reading = Reading.of(read_json(text))
    except ValueError:
        raise Invalid(Problem("", "invalid")) from None
    entry = codec.read_entry(reading)
    if reading.problems or is_broken_entry(entry):
        raise Invalid(Problem("", "invalid"))
    return entry


def _filter(form: Form, today: date) -> tuple[Filter, tuple[Problem, ...]]:
    """Read the filter. A day that cannot be read filters nothing and is said."""
    filled = Filled(form)
    wanted = Filter(
        type=forms.read_text(form, "type"),
        area=forms.read_text(form, "area"),
        start=filled.said_day("from", today=today),
        end=filled.said_day("to", today=today),
        year=_year(form),
        search=filled.line("search")[:LONGEST_SEARCH],
    )
    return wanted, tuple(filled.problems)


def _filter_form(
    log: CpdLog, review_context: ReviewContext, form: Form, wanted: Filter
) -> FilterForm:
    return FilterForm(
        filter=_filter_fields(form),
        is_filtered=wanted != Filter(),
        is_narrowed=replace(wanted, search="") != Filter(),
        types=_options("type", CpdType, form),
        areas=_area_options(log, review_context, forms.read_text(form, "area")),
        years=tuple((each, each == wanted.year) for each in rules.school_years(log)),
    )


def _filter_fields(form: Form) -> dict[str, list[str]]:
    texts = {name: [forms.read_text(form, name)] for name in ("search", "year", "type", "area")}
    return {**texts, **days_as_typed(form, ("from", "to"))}


def _year(form: Form) -> int:
    """Return the school year that is asked for; any other text lets every one through."""
    year = whole_number(forms.read_text(form, "year"), most_digits=YEAR_DIGITS) or 0
    return year if school_year.is_known(year) else 0


def _page_number(form: Form) -> int:
    return forms.read_integer(form, "page") if "page" in form else 1


def _options(name: str, kind: Iterable[StrEnum], fields: Form) -> tuple[tuple[str, bool], ...]:
    chosen = forms.read_text(fields, name)
    return tuple((each.value, each.value == chosen) for each in kind)


def _links(texts: Mapping[str, str], chosen: str) -> tuple[tuple[str, str, bool], ...]:
    return tuple((key, text, key == chosen) for key, text in texts.items())


def _known_areas(review_context: ReviewContext, log: CpdLog, entry_id: str) -> dict[str, AreaRef]:
    """Return what a form offers: the areas of this review, and those the entry has already."""
    framework = review_context.setup.framework
    here = [AreaRef(framework.id, area.id, area.name) for area in framework.areas]
    there = log.entry(entry_id).areas if entry_id in log.glances else ()
    return {cpd_form.area_key(area): area for area in [*there, *here]}


def _area_options(
    log: CpdLog, review_context: ReviewContext, chosen: str
) -> tuple[tuple[str, str, bool], ...]:
    used = {area_id: name for each in log.glances.values() for _, area_id, name in each.areas}
    here = {area.id: area.name for area in review_context.setup.framework.areas}
    return _links({**used, **here}, chosen)


def _charts(glances: tuple[Glance, ...]) -> Charts:
    totals = rules.totals(glances)
    return Charts(
        entries=totals.entries,
        minutes=totals.minutes,
        types=_bars((kind, n, minutes) for kind, n, minutes in totals.by_type),
        areas=_bars((area[2], n, minutes) for area, n, minutes in totals.by_area),
        years=_bars((str(year), n, minutes) for year, n, minutes in totals.by_year),
    )


def _this_year(totals: Charts, today: date) -> Bar | None:
    """Return what was done in the school year of today, if anything was."""
    name = str(school_year.of(today))
    return next((each for each in totals.years if each.name == name), None)


def _bars(lines: Iterable[tuple[str, int, int]]) -> tuple[Bar, ...]:
    counted = tuple(lines)
    most = max((minutes for _, _, minutes in counted), default=0) or 1
    return tuple(Bar(name, n, minutes, 100 * minutes // most) for name, n, minutes in counted)


def _goal_form(
    log: CpdLog, review_context: ReviewContext, today: date, typed: Form | None
) -> GoalForm:
    """Return the goal with its form: as it was typed, where that was refused."""
    start, end = school_year.days(school_year.of(today))
    goal = log.goal
    spent = 0
    if goal:
        period = rules.matching(log, Filter(start=goal.start, end=goal.end))
        spent = rules.totals(period).minutes
    fields: Form = cpd_form.goal_fields(goal, start=start, end=end)
    if typed:
        fields = {**typed, **days_as_typed(typed, ("goal_start", "goal_end"))}
    return GoalForm(
        goal=goal,
        spent=spent,
        share=min(100, 100 * spent // goal.minutes) if goal else 0,
        fields=fields,
        revision=forms.read_text(typed, "revision") if typed else log.goal_revision,
        suggested=review_context.setup.cpd.goal_minutes,
    )


def _made_elsewhere(host: Host, log: CpdLog, entry_id: str) -> str:
    """Return what the block is called that an entry was made in, where it is another one."""
    if entry_id not in log.glances:
        return ""
    entry = log.entry(entry_id)
    return entry.made_in_title if entry.made_in != host.place.usage else ""


def _open_folds(fields: Form, problems: tuple[Problem, ...], *, is_open: bool) -> frozenset[str]:
    """Return the folds of the form with something filled in or wrong, and the one asked for."""
    filled = {name for name, values in fields.items() if any(values)}
    to_show = filled | {problem.field for problem in problems}
    asked = {"difference"} if is_open else set[str]()
    return frozenset(
        asked | {name for name, names in cpd_form.FOLDS.items() if to_show & set(names)}
    )
