"""Answering what people ask for: an offer to one or to several, or that it is not possible.

Each person's answer is a transaction of its own: one that cannot be given leaves the others given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from matrix_xblock.codec.common.filled import Filled, with_answers
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.review import responses as rows
from matrix_xblock.codec.review.opportunity_rows import asks_of, opportunities_entry
from matrix_xblock.codec.review.responses import read_responses
from matrix_xblock.codec.review.status import standing_entry
from matrix_xblock.domain.errors import Busy, Invalid, Problem, Stale, Unknown
from matrix_xblock.domain.facts import OpportunityMarked
from matrix_xblock.domain.plans.board import Post
from matrix_xblock.domain.plans.opportunity import (
    NOTE_LIMIT,
    Offer,
    OpportunityStatus,
    Reason,
    check_offer,
)
from matrix_xblock.domain.review.feedback import Mark
from matrix_xblock.domain.staff.opportunity_list import answers_to
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.domain.values.prose import problems_in
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff.course_opportunities import SOURCES, of_one, read_board
from matrix_xblock.staff.notifying import notify_of_offer
from matrix_xblock.staff.opportunities import (
    MOST_AT_ONCE,
    Offering,
    Outcome,
    filters_in,
    opportunities_page,
)

__all__ = ["answer", "offer"]

_ORDER = ("what", "when", "where", "who", "answer_by", "to")
_MOMENT = timedelta(microseconds=1)


def offer(host: StaffHost, form: Form) -> Page:
    """Offer something to everybody who is ticked. The same press twice offers once.

    Whoever it could not be offered to is named with why, and the form stays open for them.
    """
    form = with_answers(form)
    filled = Filled(form)
    press, about = filled.identifier("press"), filled.line("offer")
    posts = read_board(host.ledger)
    made = Offer(
        what=filled.line("what"),
        when=filled.line("when"),
        where=filled.line("where"),
        who=filled.line("who"),
        answer_by=filled.said_day("answer_by", today=host.today(), is_ahead=True),
    )
    keys = tuple(dict.fromkeys(each for each in form.get("to", ()) if each))
    try:
        filled.refuse((*check_offer(made, today=host.today()), *_of_ticks(keys)), order=_ORDER)
    except Invalid as refused:
        open_form = Offering(about, typed_offer=form, offer_problems=refused.problems)
        return opportunities_page(host, filters_in(form), posts, offering=open_form, status=422)
    mark = Mark(press, "", OpportunityStatus.OFFERED, host.now(), by=host.author, offer=made)
    failed = dict(_given(host, keys, mark, posts))
    named = host.roster.named([_who(key) for key in keys])
    outcome = Outcome(
        became=OpportunityStatus.OFFERED,
        is_notified=host.notifications.is_on,
        people=tuple(_person(named, key) for key in keys if key not in failed),
        failed=tuple((_person(named, key), problem) for key, problem in failed.items()),
    )
    if not failed:
        return opportunities_page(host, filters_in(form), posts, outcome=outcome)
    status = 200 if outcome.people else 409
    again = Offering(about, typed_offer={**form, "to": list(failed)})
    return opportunities_page(
        host, filters_in(form), posts, offering=again, outcome=outcome, status=status
    )


def answer(host: StaffHost, form: Form) -> Page:
    """Say of one opportunity that it is agreed, or not possible and why."""
    filled, posts = Filled(form), read_board(host.ledger)
    press, key = filled.identifier("press"), filled.line("key")
    status = filled.needed_choice("becomes", OpportunityStatus)
    reason, note = filled.choice("reason", Reason), filled.line("note")
    problems = list(problems_in(note, field="note", limit=NOTE_LIMIT))
    if status is OpportunityStatus.NOT_POSSIBLE and reason is None:
        problems.append(Problem("reason", "reason_missing"))
    try:
        filled.refuse(tuple(problems))
    except Invalid as refused:
        outcome = Outcome(answering=key, typed=form, answer_problems=refused.problems)
        return opportunities_page(host, filters_in(form), posts, outcome=outcome, status=422)
    why = reason if status is OpportunityStatus.NOT_POSSIBLE else None
    mark = Mark(press, "", status, host.now(), why, note, host.author)
    failed = dict(_given(host, [key], mark, posts))
    person = _person(host.roster.named([_who(key)]), key)
    outcome = Outcome(
        became=status,
        people=() if failed else (person,),
        failed=tuple((person, problem) for problem in failed.values()),
        typed=form if failed else {},
    )
    status_code = 409 if failed else 200
    return opportunities_page(host, filters_in(form), posts, outcome=outcome, status=status_code)


def _of_ticks(keys: tuple[str, ...]) -> tuple[Problem, ...]:
    if not keys:
        return (Problem("to", "nobody_ticked"),)
    if len(keys) > MOST_AT_ONCE:
        return (Problem("to", "too_many_ticked", {"most": MOST_AT_ONCE}),)
    return ()


def _given(
    host: StaffHost, keys: Iterable[str], mark: Mark, posts: Sequence[Post]
) -> Iterator[tuple[str, Problem]]:
    """Answer each of several, one transaction a person; yield those that could not be, and why."""
    for key in keys:
        try:
            _give(host, key, mark, posts)
        except (Busy, Stale, Unknown) as refused:
            code = refused.problems[0].code if refused.problems else refused.code
            yield key, Problem("to", code)


def _give(host: StaffHost, key: str, mark: Mark, posts: Sequence[Post]) -> None:
    """Answer one, where they ask for it and it can be answered so. Twice is once."""
    who, _, opportunity = key.partition(":")
    press = f"{mark.press}.{opportunity}"
    with host.lock(), host.ledger.lock(who):
        entries = host.ledger.entries(who, *SOURCES, Kind.STANDING)
        if press in read_responses(entries).presses:
            return
        known = {each.opportunity: each for each in of_one(entries, posts)}
        if opportunity not in known:
            raise Unknown(Problem("to", "no_longer_asked"))
        if mark.status not in answers_to(known[opportunity].status):
            raise Stale(Problem("to", "step_not_possible"))
        # What is not later than what it answers would not count: clocks of servers differ.
        at = max(mark.at, known[opportunity].since + _MOMENT)
        given = replace(mark, press=press, opportunity=opportunity, at=at)
        host.ledger.append(_rows(host, who, entries, given, posts))
        host.publish(OpportunityMarked(mark.status.value))
        notify_of_offer(host, who, mark.status)


def _rows(
    host: StaffHost, who: str, entries: tuple[Entry, ...], mark: Mark, posts: Sequence[Post]
) -> list[Entry]:
    """Write the answer, the row that lists read, and where the participant stands after it."""
    now = host.now()
    entry = Entry(Kind.RESPONSE, who, rows.write_mark(mark), now)
    after = [*entries, entry]
    order = [each.id for each in host.setup.rounds]
    asks = asks_of(after, posts)
    return [
        entry,
        opportunities_entry(who, after, now=now),
        standing_entry(who, after, rounds=order, now=now, asks=asks),
    ]


def _who(key: str) -> str:
    return key.partition(":")[0]


def _person(named: Mapping[str, Person], key: str) -> Person:
    who = _who(key)
    return named.get(who, Person(who, who))
