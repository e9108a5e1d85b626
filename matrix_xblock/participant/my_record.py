"""Everything that is held about somebody: to read, take along, bring in, print, and let go of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from matrix_xblock.codec.common import forms
from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.plans.interest import read_interests
from matrix_xblock.codec.record import portable, trail
from matrix_xblock.domain.cpd import cpd
from matrix_xblock.domain.cpd.cpd import CpdLog
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.record import holdings
from matrix_xblock.domain.record.holdings import Holdings
from matrix_xblock.domain.record.record import Record
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Consent, latest
from matrix_xblock.domain.review.review import ArchivedAnswers
from matrix_xblock.domain.values.ledger_rows import EVERYBODY, Entry, Kind
from matrix_xblock.participant import rounds_in_words
from matrix_xblock.participant.frame import tab_page
from matrix_xblock.participant.review_context import ReviewContext, load_context, with_snapshots
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Download, Page

__all__ = ["delete_drafts", "download", "portfolio", "read", "save_consent", "show", "words"]


def show(host: Host, form: Form) -> Page:
    """Show everything that is held, by who can see it."""
    del form
    return _page(host, load_context(host, ""))


def words(host: Host, form: Form) -> Page:
    """Show every word of it."""
    del form
    review_context = load_context(host, "")
    words = _everything(host, review_context)
    return tab_page(review_context, "record", "record/words", words, address="record-words")


def download(host: Host, form: Form) -> Download | Page:
    """Give everything as a file: to read, or for another block."""
    review_context = load_context(host, "")
    if forms.read_text(form, "format") != "json":
        context = _everything(host, review_context)
        return Page("participant/record/download.html", context, filename="my-record.html")
    kinds = (Kind.SNAPSHOT, Kind.RESPONSE, Kind.ACCESS, Kind.CONSENT)
    entries = _entries(host, *kinds)
    body = portable.write(
        _held(host, review_context),
        place=host.place,
        participant=host.participant.id,
        salt=host.new_id(),
        now=review_context.now,
        consents=trail.read_consents(entries),
        accesses=trail.read_accesses(entries),
        rows=rounds_in_words.earlier_rows(entries),
    )
    words = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Download(words, "application/json", "my-record.json")


def read(host: Host, form: Form, content: bytes) -> Page:
    """Show what a file would bring; with `confirm` bring it in. Answers the part that changes."""
    review_context = load_context(host, "")
    if not content:
        return _result({"problems": (Problem("file", "file_missing"),)}, status=422)
    try:
        file = portable.read(content)
        here = _held(host, review_context)
        merged, brought = holdings.merge(
            here, file.holdings, made_in=file.place.usage, title=file.place.title
        )
    except Invalid as refused:
        return _result({"problems": refused.problems}, status=422)
    is_own = file.is_of(host.participant.id)
    context = {"brought": brought, "file": file, "is_own": is_own}
    if forms.read_text(form, "confirm") != "yes" or not brought:
        return _result(context)
    if not is_own and forms.read_text(form, "own") != "yes":
        return _result({**context, "problems": (Problem("own", "own_not_ticked"),)}, status=422)
    with host.transaction():
        host.save(merged.record)
        host.save_cpd(merged.log)
        host.save_every_private(merged.private)
    return _result({**context, "is_done": True})


def save_consent(host: Host, form: Form) -> Page:
    """Give consent to research, or withdraw it. Saying the same again changes nothing."""
    review_context = load_context(host, "")
    given = forms.read_text(form, "given")
    if given not in {"yes", "no"}:
        raise Invalid(Problem("given", "unknown_choice"))
    is_given = given == "yes"
    now = latest(trail.read_consents(_trail(host)))
    # Consent to an older text is none, but it can be withdrawn.
    is_same_text = now is not None and now.text == RESEARCH_TEXT
    has_consent = now is not None and now.is_given and (is_same_text or not is_given)
    if is_given != has_consent:
        row = trail.write_consent(Consent(is_given, RESEARCH_TEXT, review_context.now))
        host.ledger.append([Entry(Kind.CONSENT, host.participant.id, row, review_context.now)])
    return _page(host, review_context, said="consent")


def delete_drafts(host: Host, form: Form) -> Page:
    """Delete what was never signed off, private answers to it included."""
    review_context = load_context(host, "")
    if forms.read_text(form, "confirm") != "yes":
        problems = (Problem("confirm", "confirm_deletion"),)
        return replace(_page(host, review_context, problems=problems), status=422)
    drafts = _drafts(review_context)
    reviews = {
        key: replace(each, archived=ArchivedAnswers())
        for key, each in review_context.record.reviews.items()
        if key not in drafts
    }
    private = dict(host.load_every_private())
    here = private.get(host.place.usage, {})
    private[host.place.usage] = {key: answers for key, answers in here.items() if key not in drafts}
    past = tuple(each for each in review_context.record.past if each.review.was_signed_off)
    record = replace(review_context.record, reviews=reviews, past=past)
    with host.transaction():
        host.save(record)
        host.save_every_private({usage: rounds for usage, rounds in private.items() if rounds})
    fresh = load_context(host, "")
    return _page(host, fresh, said="deleted")


def portfolio(host: Host, form: Form) -> Page:
    """Show all rounds and plans as pages for paper."""
    del form
    return Page("participant/record/portfolio.html", _everything(host, load_context(host, "")))


def _held(host: Host, review_context: ReviewContext) -> Holdings:
    return Holdings(review_context.record, host.load_every_private(), host.load_cpd())


def _trail(host: Host) -> tuple[Entry, ...]:
    return _entries(host, Kind.ACCESS, Kind.CONSENT, Kind.INTEREST)


def _entries(host: Host, *kinds: Kind) -> tuple[Entry, ...]:
    """Read the participant's rows, with exports of everybody since they first signed off."""
    own = host.ledger.entries(host.participant.id, Kind.SUMMARY, *kinds)
    since = min((each.at for each in own if each.kind is Kind.SUMMARY), default=None)
    if since is None:
        return own
    shared = host.ledger.entries(EVERYBODY, Kind.ACCESS)
    return (*own, *(each for each in shared if each.at >= since))


def _drafts(review_context: ReviewContext) -> frozenset[str]:
    """Return the rounds that are being written and were never signed off."""
    return review_context.record.in_progress - review_context.record.signed_off


def _page(host: Host, review_context: ReviewContext, **context: Any) -> Page:
    entries = _trail(host)
    signed = with_snapshots(host, review_context).entries
    accesses = trail.read_accesses(entries)
    record, log = review_context.record, host.load_cpd()
    titles = review_context.setup.titles
    consent = latest(trail.read_consents(entries))
    shown = {
        "drafts": [
            titles.get(key, key) for key in record.reviews if key in _drafts(review_context)
        ],
        "has_drafts": bool(_drafts(review_context))
        or any(each.archived for each in record.reviews.values())
        or any(not each.review.was_signed_off for each in record.past),
        "shared": rounds_in_words.shared_rounds(review_context, signed, accesses),
        "asked_for": [
            record.opportunities[each.opportunity]
            for each in read_interests(entries).values()
            if each.opportunity in record.opportunities
        ],
        "comments": len(review_context.responses.comments),
        "replies": len(review_context.responses.replies),
        "private_count": _private_count(host),
        "log": {"entries": len(log.glances), "minutes": cpd.totals(log.glances.values()).minutes},
        "steps": len(record.next_steps),
        "opportunities": len(record.opportunities),
        "notes": [key for key, note in record.year_notes.items() if note.text],
        "past": record.past,
        "accesses": [(each, titles.get(each.round_id, "")) for each in accesses],
        "consent": consent,
        "has_consent": consent is not None and consent.is_given and consent.text == RESEARCH_TEXT,
    }
    return tab_page(review_context, "record", "record/record", {**shown, **context})


def _private_count(host: Host) -> int:
    every = host.load_every_private()
    return sum(len(answers.values) for rounds in every.values() for answers in rounds.values())


def _everything(host: Host, review_context: ReviewContext) -> dict[str, Any]:
    record, framework = review_context.record, review_context.setup.framework
    every = host.load_every_private()
    kinds = (Kind.SNAPSHOT, Kind.RESPONSE, Kind.ACCESS, Kind.CONSENT)
    entries = _entries(host, *kinds)
    signed, earlier = rounds_in_words.signed_rounds(review_context, entries)
    past = [rounds_in_words.past_round(framework, each) for each in record.past]
    rounds_shown = [*signed, *(each for each in past if each.review.signed_off_at)]
    return {
        "name": host.participant.name,
        "now": review_context.now,
        "framework": framework,
        "rounds": sorted(rounds_shown, key=lambda each: str(each.review.signed_off_at)),
        "drafts": [
            *(
                rounds_in_words.draft_round(review_context, each)
                for each in record.reviews.values()
                if each.is_editable
            ),
            *(each for each in past if not each.review.signed_off_at),
        ],
        "earlier": earlier,
        "aside": rounds_in_words.set_aside(review_context),
        "answers": rounds_in_words.answers(review_context, entries),
        "private": rounds_in_words.private_in_words(framework, every),
        **_plans_and_log(record, host.load_cpd()),
        "accesses": [(each, "") for each in trail.read_accesses(entries)],
        "consents": trail.read_consents(entries),
    }


def _plans_and_log(record: Record, log: CpdLog) -> dict[str, Any]:
    glances = cpd.matching(log, cpd.Filter())
    return {
        "steps": list(record.next_steps.values()),
        "opportunities": list(record.opportunities.values()),
        "entries": log.readable(each.id for each in glances),
        "totals": cpd.totals(glances),
        "goal": log.goal,
        "notes": [(key, note.text) for key, note in record.year_notes.items() if note.text],
    }


def _result(context: Mapping[str, Any], *, status: int = 200) -> Page:
    return Page("participant/record/import_result.html", context, status=status)
