"""Next steps and opportunities: what somebody plans, wants, was offered, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.filled import Filled, days_as_typed, with_answers
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.plans import board as board_rows
from matrix_xblock.codec.plans import interest as interest_rows
from matrix_xblock.codec.plans import plan_forms
from matrix_xblock.codec.review.opportunity_rows import SOURCES as OPPORTUNITY_SOURCES
from matrix_xblock.codec.review.opportunity_rows import asks_of
from matrix_xblock.codec.review.status import SOURCES as STANDING_SOURCES
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.domain.errors import Invalid, Locked, Problem, Stale, Unknown
from matrix_xblock.domain.facts import Fact, OpportunityMoved, StepMoved
from matrix_xblock.domain.plans import board, next_step, opportunity
from matrix_xblock.domain.plans.board import Interest, Post
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunities,
    Opportunity,
    OpportunityStatus,
    Reason,
)
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.values.ledger_rows import BOARD, Entry, Kind
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.participant import reading
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context, with_rows
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Page, address_of
from matrix_xblock.screens.read_back import Read

__all__ = [
    "move_opportunity",
    "move_step",
    "save_opportunity",
    "save_step",
    "show",
    "show_interest",
    "show_opportunity",
    "show_step",
    "without_interest",
]

BACK = "back"
"""The status that a form asks for to take the latest change back."""

T = TypeVar("T")

StepLine = tuple[NextStep, str, bool]
"""A step, the name of its area, and whether it is overdue."""


@wordless
@dataclass(frozen=True)
class PlansScreen:
    """Next steps, opportunities with what can be done with each, and what is on the board."""

    steps: tuple[StepLine, ...]
    past_steps: tuple[StepLine, ...]
    opportunities: tuple[tuple[Opportunity, tuple[str, ...], tuple[OpportunityStatus, ...]], ...]
    posts: tuple[tuple[Post, bool], ...]
    has_dates: bool
    reasons: tuple[Reason, ...] = tuple(Reason)


@wordless
@dataclass(frozen=True)
class PlansOutcome:
    """What has just been done, or what was wrong with it.

    `done` is what was saved, a step or an opportunity; `moved` is what has a new status; `at` is
    the form that was refused, as it was sent.
    """

    done: str = ""
    moved: NextStep | Opportunity | None = None
    can_undo: bool = False
    problems: tuple[Problem, ...] = ()
    is_stale: bool = False
    at: Form = field(default_factory=dict)


@wordless
@dataclass(frozen=True)
class StepScreen:
    """The form of a step, and how its day is read as it stands.

    What can be chosen in it stands with whether it is chosen.
    """

    fields: Form
    readings: Mapping[str, Read]
    is_new: bool
    areas: tuple[tuple[str, str, bool], ...]
    owners: tuple[tuple[str, bool], ...]
    priorities: tuple[tuple[str, bool], ...]
    problems: tuple[Problem, ...] = ()
    elsewhere: NextStep | None = None


@wordless
@dataclass(frozen=True)
class OpportunityScreen:
    """The form of an opportunity. Areas and kinds are choices, each with whether it is chosen."""

    fields: Form
    is_new: bool
    areas: tuple[tuple[str, str, bool], ...]
    types: tuple[tuple[str, bool], ...]
    problems: tuple[Problem, ...] = ()
    elsewhere: Opportunity | None = None


def show(host: Host, form: Form) -> Page:
    """Show next steps, opportunities and the board."""
    del form
    return _plans(host, _load(host))


def show_step(host: Host, form: Form) -> Page:
    """Show the form of a step: a new one, or one to change."""
    review_context = _load(host)
    steps, step_id = review_context.record.next_steps, forms.read_text(form, "step")
    step = _known(steps, step_id) if step_id else NextStep(host.new_id(), "")
    return _step_form(host, review_context, plan_forms.step_fields(step))


def save_step(host: Host, form: Form) -> Page:
    """Keep a step, or show the form again with what is wrong, or with both versions."""
    review_context, form = _load(host), with_answers(form)
    stored, seen = review_context.record.next_steps, forms.read_integer(form, "revision")
    try:
        step = plan_forms.read_step(
            form,
            today=host.today(),
            areas=_area_ids(review_context, _step_areas(review_context, form)),
            priorities=_priorities(review_context, form),
        )
        steps = next_step.keep(stored, step, seen=seen, now=review_context.now)
    except Invalid as refused:
        return replace(
            _step_form(host, review_context, form, problems=refused.problems), status=422
        )
    except Stale:
        newer = stored[forms.read_text(form, "id")]
        newest = {**form, "revision": [str(newer.revision)]}
        return replace(_step_form(host, review_context, newest, elsewhere=newer), status=409)
    facts = () if step.id in stored else (StepMoved(step.status.value),)
    record = replace(review_context.record, next_steps=steps)
    return _kept(host, review_context, record, *facts, outcome=PlansOutcome(done="step"))


def move_step(host: Host, form: Form) -> Page:
    """Give a step a new status, or take the latest one back. Deleting it is a status of its own."""
    review_context = _load(host)
    filled = Filled(form)
    stored, seen = review_context.record.next_steps, forms.read_integer(form, "revision")
    step_id = filled.identifier("id")
    wanted = forms.read_text(form, "status")
    try:
        if wanted == BACK:
            steps = next_step.step_back(stored, step_id, seen=seen, now=review_context.now)
        else:
            status = filled.needed_choice("status", StepStatus)
            reason = filled.line("reason")
            filled.refuse()
            steps = next_step.move(
                stored, step_id, status, reason=reason, seen=seen, now=review_context.now
            )
    except Invalid as refused:
        outcome = PlansOutcome(problems=refused.problems, at=form)
        return replace(_plans(host, review_context, outcome), status=422)
    except Stale:
        outcome = PlansOutcome(is_stale=True, at=form)
        return replace(_plans(host, review_context, outcome), status=409)
    facts = (StepMoved(wanted),) if steps != stored and wanted != BACK else ()
    record = replace(review_context.record, next_steps=steps)
    outcome = PlansOutcome(moved=steps[step_id], can_undo=wanted != BACK)
    return _kept(host, review_context, record, *facts, outcome=outcome)


def show_opportunity(host: Host, form: Form) -> Page:
    """Show the form of an opportunity: a new one, or one to change."""
    review_context = _load(host)
    opportunity_id = forms.read_text(form, "opportunity")
    if not opportunity_id:
        return _opportunity_form(review_context, {"id": [host.new_id()], "revision": ["0"]})
    wanted = _known(review_context.record.opportunities, opportunity_id)
    return _opportunity_form(review_context, plan_forms.opportunity_fields(wanted))


def save_opportunity(host: Host, form: Form) -> Page:
    """Keep what is wanted, or show the form again with what is wrong, or with both versions."""
    review_context = _load(host)
    stored, seen = review_context.record.opportunities, forms.read_integer(form, "revision")
    try:
        wanted = plan_forms.read_opportunity(
            form,
            areas=_area_ids(review_context, _opportunity_areas(review_context, form)),
            offered=_offered(review_context, forms.read_text(form, "id")),
        )
        opportunities = opportunity.keep(stored, wanted, seen=seen, now=review_context.now)
    except Invalid as refused:
        return replace(
            _opportunity_form(review_context, form, problems=refused.problems), status=422
        )
    except Stale:
        newer = stored[forms.read_text(form, "id")]
        newest = {**form, "revision": [str(newer.revision)]}
        return replace(_opportunity_form(review_context, newest, elsewhere=newer), status=409)
    facts = (
        () if wanted.id in stored else (OpportunityMoved(wanted.type.value, wanted.status.value),)
    )
    record = replace(review_context.record, opportunities=opportunities)
    return _kept(host, review_context, record, *facts, outcome=PlansOutcome(done="opportunity"))


def move_opportunity(host: Host, form: Form) -> Page:
    """Take an opportunity a step further, or take the latest step back."""
    review_context = _load(host)
    filled = Filled(form)
    stored, seen = review_context.record.opportunities, forms.read_integer(form, "revision")
    key = filled.identifier("id")
    wanted = forms.read_text(form, "status")
    try:
        if wanted == BACK:
            moved = opportunity.step_back(stored, key, seen=seen, now=review_context.now)
        else:
            moved = _step_further(stored, key, filled, seen=seen, review_context=review_context)
    except Invalid as refused:
        outcome = PlansOutcome(problems=refused.problems, at=form)
        return replace(_plans(host, review_context, outcome), status=422)
    except (Stale, Locked):
        outcome = PlansOutcome(is_stale=True, at=form)
        return replace(_plans(host, review_context, outcome), status=409)
    is_further = moved != stored and wanted != BACK
    facts = (OpportunityMoved(moved[key].type.value, wanted),) if is_further else ()
    record = replace(review_context.record, opportunities=moved)
    outcome = PlansOutcome(moved=moved[key], can_undo=wanted != BACK)
    return _kept(host, review_context, record, *facts, outcome=outcome)


def show_interest(host: Host, form: Form) -> Page:
    """Want what is on the board, or take that back. Course staff see it at once.

    Pressing twice changes nothing.
    """
    review_context = _load(host)
    posts = _posts(host)
    post = _known({each.id: each for each in posts}, forms.read_text(form, "post"))
    stored, now = review_context.record.opportunities, review_context.now
    if forms.read_text(form, "interest") == "no":
        return _taken_back(host, review_context, post, posts)
    if not post.is_open(host.today()):
        raise Locked(Problem("post", "post_closed"))
    try:
        opportunities, key = board.want(stored, post, new_id=host.new_id(), now=now)
    except Invalid as refused:
        outcome = PlansOutcome(problems=refused.problems)
        return replace(_plans(host, review_context, outcome, posts=posts), status=422)
    interest = Interest(post.id, key, now)
    wanted = _with_interest(host, review_context, interest, opportunities, posts)
    return _plans(host, wanted, PlansOutcome(done="wanted"), posts=posts)


def _taken_back(
    host: Host, review_context: ReviewContext, post: Post, posts: tuple[Post, ...]
) -> Page:
    """Want it no more, here and at the course team: both, or nothing."""
    opportunities = board.take_back(
        review_context.record.opportunities, post.id, now=review_context.now
    )
    record = replace(review_context.record, opportunities=opportunities)
    with host.transaction():
        changed = without_interest(host, review_context, frozenset({post.id}), posts)
        if record != review_context.record:
            host.save(record)
    changed = replace(changed, record=record)
    return _plans(host, changed, PlansOutcome(done="taken_back"), posts=posts)


def without_interest(
    host: Host,
    review_context: ReviewContext,
    posts: frozenset[str],
    known: tuple[Post, ...] | None = None,
) -> ReviewContext:
    """Tell course staff of those posts of which they had been told that they are wanted."""
    who, now = host.participant.id, review_context.now
    bodies = [
        interest_rows.write_taken_back(post) for post in _interests(review_context) if post in posts
    ]
    entries = [Entry(Kind.INTEREST, who, body, now) for body in bodies]
    if entries:
        _tell(host, review_context, entries, _posts(host) if known is None else known)
    return with_rows(review_context, *entries)


def _tell(
    host: Host,
    review_context: ReviewContext,
    interest: Sequence[Entry],
    posts: tuple[Post, ...],
) -> None:
    """Write rows of interest, and that course staff have them to answer or have them no more."""
    who = host.participant.id
    order = [each.id for each in review_context.setup.rounds]
    with host.ledger.lock(who):
        kinds = {*STANDING_SOURCES, *OPPORTUNITY_SOURCES, Kind.INTEREST}
        entries = [*host.ledger.entries(who, *sorted(kinds)), *interest]
        asks = asks_of(entries, posts)
        standing = standing_entry(who, entries, rounds=order, now=review_context.now, asks=asks)
        host.ledger.append([*interest, standing])


def _with_interest(
    host: Host,
    review_context: ReviewContext,
    interest: Interest,
    opportunities: Opportunities,
    posts: tuple[Post, ...],
) -> ReviewContext:
    """Keep it among the participant's own, and tell course staff: both, or nothing."""
    record = replace(review_context.record, opportunities=opportunities)
    changed = replace(review_context, record=record)
    is_new = interest.post not in _interests(review_context)
    if not is_new and record == review_context.record:
        return changed
    wanted = opportunities[interest.opportunity]
    with host.transaction():
        if is_new:
            body = interest_rows.write_interest(interest)
            entry = Entry(Kind.INTEREST, host.participant.id, body, interest.at)
            _tell(host, review_context, [entry], posts)
            changed = with_rows(changed, entry)
        if record != review_context.record:
            host.save(record)
            host.publish(OpportunityMoved(wanted.type.value, wanted.status.value))
    return changed


def _step_further(
    stored: Mapping[str, Opportunity],
    key: str,
    filled: Filled,
    *,
    seen: int,
    review_context: ReviewContext,
) -> Mapping[str, Opportunity]:
    status = filled.needed_choice("status", OpportunityStatus)
    reason = filled.choice("reason", Reason)
    note = filled.line("note")
    filled.refuse()
    return opportunity.move(
        stored, key, status, seen=seen, now=review_context.now, reason=reason, note=note
    )


def _kept(
    host: Host,
    review_context: ReviewContext,
    record: Record,
    *facts: Fact,
    outcome: PlansOutcome,
    posts: tuple[Post, ...] | None = None,
) -> Page:
    if record != review_context.record:
        # Whoever declines what is on the board wants it no more, and course staff are told so.
        given_up = board.given_up(review_context.record.opportunities, record.opportunities)
        with host.transaction():
            if given_up:
                review_context = without_interest(host, review_context, given_up)
            host.save(record)
            for fact in facts:
                host.publish(fact)
    return _plans(host, replace(review_context, record=record), outcome, posts=posts)


def _plans(
    host: Host,
    review_context: ReviewContext,
    outcome: PlansOutcome | None = None,
    *,
    posts: tuple[Post, ...] | None = None,
) -> Page:
    """Show everything that is planned. `posts` is the board, where it has been read already."""
    record, today = review_context.record, host.today()
    names = {area.id: area.name for area in review_context.setup.framework.areas}
    steps = next_step.in_order(record.next_steps.values(), today)
    opportunities = sorted(record.opportunities.values(), key=_by_need)
    wanted = {each.post for each in opportunities}
    interests = _interests(review_context)
    shown = PlansScreen(
        steps=tuple(
            (step, names.get(step.area_id, ""), next_step.is_overdue(step, today))
            for step in steps
            if step.is_open
        ),
        past_steps=tuple(
            (step, names.get(step.area_id, ""), False) for step in steps if not step.is_open
        ),
        opportunities=tuple(
            (each, tuple(names[key] for key in each.area_ids if key in names), _next_statuses(each))
            for each in opportunities
        ),
        posts=tuple(
            (post, post.id in interests)
            for post in (_posts(host) if posts is None else posts)
            if post.is_open(today) or post.id in wanted
        ),
        has_dates=any(step.due for step in steps if step.is_open)
        or any(each.answer_by for each in opportunities),
    )
    beside = (outcome or PlansOutcome(),)
    return tab_page(review_context, "steps", "plans/plans", shown, beside=beside)


def _next_statuses(wanted: Opportunity) -> tuple[OpportunityStatus, ...]:
    """Return the steps that need one press; the one that needs a reason has a form of its own."""
    next_statuses = opportunity.NEXT[wanted.status]
    return tuple(each for each in next_statuses if each is not OpportunityStatus.NOT_POSSIBLE)


def _by_need(wanted: Opportunity) -> tuple[bool, float]:
    return not wanted.is_open, -(wanted.updated.timestamp() if wanted.updated else 0.0)


def _posts(host: Host) -> tuple[Post, ...]:
    """Read the board, in one query."""
    return board_rows.read_posts(each.body for each in host.ledger.entries(BOARD, Kind.BOARD))


def _load(host: Host) -> ReviewContext:
    """Load the record with what course staff know that the participant would like."""
    return load_context(host, "", also=(Kind.INTEREST,))


def _interests(review_context: ReviewContext) -> Mapping[str, Interest]:
    """Return what course staff know that the participant would like, by post."""
    return interest_rows.read_interests(review_context.entries)


def _step_form(
    host: Host,
    review_context: ReviewContext,
    fields: Form,
    *,
    problems: tuple[Problem, ...] = (),
    elsewhere: NextStep | None = None,
) -> Page:
    fields = {**fields, **days_as_typed(fields, ("due",))}
    areas = _area_ids(review_context, _step_areas(review_context, fields))
    shown = StepScreen(
        fields=fields,
        readings={"due": reading.read(host, "coming", forms.read_text(fields, "due"))},
        is_new=forms.read_text(fields, "id") not in review_context.record.next_steps,
        areas=_choices(areas, review_context, fields, "area"),
        owners=tuple((each.value, each.value in fields.get("owner", ())) for each in Owner),
        priorities=tuple(
            (each, each in fields.get("priority", ()))
            for each in _priorities(review_context, fields)
        ),
        problems=problems,
        elsewhere=elsewhere,
    )
    step = "" if shown.is_new else forms.read_text(fields, "id")
    address = address_of("step", step=step)
    return tab_page(review_context, "steps", "plans/step", shown, address=address)


def _opportunity_form(
    review_context: ReviewContext,
    fields: Form,
    *,
    problems: tuple[Problem, ...] = (),
    elsewhere: Opportunity | None = None,
) -> Page:
    areas = _area_ids(review_context, _opportunity_areas(review_context, fields))
    shown = OpportunityScreen(
        fields=fields,
        is_new=forms.read_text(fields, "id") not in review_context.record.opportunities,
        areas=_choices(areas, review_context, fields, "areas"),
        types=_types(review_context, fields),
        problems=problems,
        elsewhere=elsewhere,
    )
    known = "" if shown.is_new else forms.read_text(fields, "id")
    address = address_of("opportunity", opportunity=known)
    return tab_page(review_context, "steps", "plans/opportunity", shown, address=address)


def _types(review_context: ReviewContext, fields: Form) -> tuple[tuple[str, bool], ...]:
    """Return the kinds to choose from, and which is chosen."""
    chosen = fields.get("type", ())
    shown = _offered(review_context, forms.read_text(fields, "id"))
    return tuple((str(each), each in chosen) for each in shown)


def _offered(review_context: ReviewContext, identifier: str) -> tuple[str, ...]:
    """Return the kinds that the author offers, and the one that an opportunity has already."""
    stored = review_context.record.opportunities.get(identifier)
    own = (stored.type.value,) if stored else ()
    return tuple(dict.fromkeys((*review_context.setup.framework.offered, *own)))


def _step_areas(review_context: ReviewContext, form: Form) -> tuple[str, ...]:
    step = review_context.record.next_steps.get(forms.read_text(form, "id"))
    return (step.area_id,) if step and step.area_id else ()


def _priorities(review_context: ReviewContext, form: Form) -> tuple[str, ...]:
    """Return the priorities that a step can name: those of today, and its own."""
    step = review_context.record.next_steps.get(forms.read_text(form, "id"))
    own = (step.priority,) if step and step.priority else ()
    return tuple(dict.fromkeys((*review_context.setup.priorities, *own)))


def _opportunity_areas(review_context: ReviewContext, form: Form) -> tuple[str, ...]:
    wanted = review_context.record.opportunities.get(forms.read_text(form, "id"))
    return wanted.area_ids if wanted else ()


def _area_ids(review_context: ReviewContext, also: tuple[str, ...]) -> dict[str, str]:
    """Return what a form offers: areas of today, and those that are named already."""
    ids = [area.id for area in review_context.setup.framework.areas]
    return {key: key for key in [*ids, *also]}


def _choices(
    ids: Mapping[str, str], review_context: ReviewContext, fields: Form, name: str
) -> tuple[tuple[str, str, bool], ...]:
    names = {area.id: area.name for area in review_context.setup.framework.areas}
    chosen = fields.get(name, ())
    return tuple((key, names.get(key, key), key in chosen) for key in ids)


def _known(items: Mapping[str, T], key: str) -> T:
    if key not in items:
        raise Unknown(Problem("id", "unknown"))
    return items[key]
