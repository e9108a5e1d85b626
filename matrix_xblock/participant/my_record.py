"""Everything that is held about somebody: to read, take along, bring in, print, and let go of."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matrix_xblock import screens
from matrix_xblock.codec import forms, portable, trail
from matrix_xblock.codec import ledger as rows
from matrix_xblock.domain import cpd, holdings, movement
from matrix_xblock.domain.attachment import Attached
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework import Area, Framework, Level
from matrix_xblock.domain.holdings import Holdings
from matrix_xblock.domain.record import Past
from matrix_xblock.domain.review import Review
from matrix_xblock.domain.trail import RESEARCH_TEXT, Consent, latest
from matrix_xblock.participant.pages import tab_page
from matrix_xblock.participant.sitting import Sitting, sit, snapshot_bodies
from matrix_xblock.ports import Download, Entry, Form, Host, Kind, Page

__all__ = ["delete_drafts", "download", "portfolio", "read", "save_consent", "show"]


@dataclass(frozen=True)
class RoundShown:
    """One round in words: as it was signed off, or as it stands."""

    title: str
    place: str
    review: Review
    summary: screens.Summary
    attached: Attached


def show(host: Host, form: Form) -> Page:
    """Show everything that is held, by who can see it."""
    del form
    return _page(host, sit(host, ""))


def download(host: Host, form: Form) -> Download | Page:
    """Give everything as a file: to read, or for another block."""
    sitting = sit(host, "")
    if forms.read_text(form, "format") != "json":
        context = _everything(host, sitting)
        return Page("participant/record/download.html", context, filename="my-record.html")
    entries = _trail(host)
    body = portable.write(
        _held(host, sitting),
        place=host.place,
        participant=host.participant.id,
        salt=host.new_id(),
        now=sitting.now,
        consents=trail.read_consents(entries),
        accesses=trail.read_accesses(entries),
    )
    words = json.dumps(body, ensure_ascii=False, indent=1)
    return Download(words, "application/json", "my-record.json")


def read(host: Host, form: Form, content: bytes) -> Page:
    """Show what a file would bring; with `confirm` bring it in. Answers the part that changes."""
    sitting = sit(host, "")
    if not content:
        return _result({"problems": (Problem("file", "file_missing"),)}, status=422)
    try:
        file = portable.read(content)
        held = _held(host, sitting)
        merged, brought = holdings.merge(
            held, file.holdings, made_in=file.place.usage, title=file.place.title
        )
    except Invalid as refused:
        return _result({"problems": refused.problems}, status=422)
    is_own = file.is_of(host.participant.id)
    told = {"brought": brought, "file": file, "is_own": is_own}
    if forms.read_text(form, "confirm") != "yes" or not brought:
        return _result(told)
    if not is_own and forms.read_text(form, "own") != "yes":
        return _result({**told, "problems": (Problem("own", "own_not_ticked"),)}, status=422)
    with host.together():
        host.save(merged.record)
        host.save_cpd(merged.log)
        host.save_every_private(merged.private)
    return _result({**told, "is_done": True})


def save_consent(host: Host, form: Form) -> Page:
    """Give consent to research, or withdraw it. Saying the same again changes nothing."""
    sitting, is_given = sit(host, ""), forms.read_text(form, "given") == "yes"
    now = latest(trail.read_consents(_trail(host)))
    has_consent = now is not None and now.is_given and now.text == RESEARCH_TEXT
    if is_given != has_consent:
        row = trail.write_consent(Consent(is_given, RESEARCH_TEXT, sitting.now))
        host.ledger.append([Entry(Kind.CONSENT, host.participant.id, row, sitting.now)])
    return _page(host, sitting, said="consent")


def delete_drafts(host: Host, form: Form) -> Page:
    """Delete what was never signed off, private answers to it included."""
    sitting = sit(host, "")
    if forms.read_text(form, "confirm") != "yes":
        problems = (Problem("confirm", "confirm_deletion"),)
        return replace(_page(host, sitting, problems=problems), status=422)
    drafts = _drafts(sitting)
    kept = {key: each for key, each in sitting.record.reviews.items() if key not in drafts}
    private = dict(host.load_every_private())
    here = private.get(host.place.usage, {})
    private[host.place.usage] = {key: said for key, said in here.items() if key not in drafts}
    record = replace(sitting.record, reviews=kept)
    with host.together():
        host.save(record)
        host.save_every_private({usage: rounds for usage, rounds in private.items() if rounds})
    fresh = sit(host, "")
    return _page(host, fresh, said="deleted", forget=tuple(sitting.record.reviews))


def portfolio(host: Host, form: Form) -> Page:
    """Show all rounds and plans as pages for paper."""
    del form
    return Page("participant/record/portfolio.html", _everything(host, sit(host, "")))


def _held(host: Host, sitting: Sitting) -> Holdings:
    return Holdings(sitting.record, host.load_every_private(), host.load_cpd())


def _trail(host: Host) -> tuple[Entry, ...]:
    return host.ledger.entries(host.participant.id, Kind.ACCESS, Kind.CONSENT)


def _drafts(sitting: Sitting) -> frozenset[str]:
    """Return the rounds that are being written and were never signed off."""
    return sitting.record.in_progress - sitting.record.signed_off


def _page(host: Host, sitting: Sitting, **context: Any) -> Page:
    entries = _trail(host)
    record, log = sitting.record, host.load_cpd()
    titles = {round_.id: round_.title for round_ in sitting.setup.rounds}
    consent = latest(trail.read_consents(entries))
    shown = {
        "drafts": [titles.get(key, key) for key in record.reviews if key in _drafts(sitting)],
        "signed_off": [
            (titles.get(each.round_id, each.round_id), each)
            for each in record.reviews.values()
            if each.was_signed_off
        ],
        "private_count": _private_count(host),
        "log": {"entries": len(log.glances), "minutes": cpd.totals(log.glances.values()).minutes},
        "steps": len(record.next_steps),
        "opportunities": len(record.opportunities),
        "notes": [key for key, note in record.year_notes.items() if note.text],
        "past": record.past,
        "accesses": [
            (each, titles.get(each.round_id, "")) for each in trail.read_accesses(entries)
        ],
        "consent": consent,
        "has_consent": consent is not None and consent.is_given and consent.text == RESEARCH_TEXT,
    }
    return tab_page(sitting, "record", "record/record", {**shown, **context})


def _private_count(host: Host) -> int:
    every = host.load_every_private()
    return sum(len(said.values) for rounds in every.values() for said in rounds.values())


def _everything(host: Host, sitting: Sitting) -> dict[str, Any]:
    record, log, framework = sitting.record, host.load_cpd(), sitting.setup.framework
    every = host.load_every_private()
    entries = host.ledger.entries(host.participant.id, Kind.SNAPSHOT, Kind.ACCESS, Kind.CONSENT)
    signed = _signed_rounds(sitting, entries)
    past = [_past_round(framework, each) for each in record.past]
    rounds_shown = [*signed, *(each for each in past if each.review.signed_off_at)]
    listed = cpd.matching(log, cpd.Filter())
    return {
        "name": host.participant.name,
        "now": sitting.now,
        "framework": framework,
        "rounds": sorted(rounds_shown, key=lambda each: str(each.review.signed_off_at)),
        "drafts": [
            *(_draft(sitting, key) for key in record.reviews if key in record.in_progress),
            *(each for each in past if not each.review.signed_off_at),
        ],
        "private": _private_answers(framework, every),
        "steps": list(record.next_steps.values()),
        "opportunities": list(record.opportunities.values()),
        "entries": log.entries(each.id for each in listed),
        "totals": cpd.totals(listed),
        "goal": log.goal,
        "notes": [(key, note.text) for key, note in record.year_notes.items() if note.text],
        "accesses": [(each, each.round_id) for each in trail.read_accesses(entries)],
        "consents": trail.read_consents(entries),
    }


def _signed_rounds(sitting: Sitting, entries: Sequence[Entry]) -> list[RoundShown]:
    """Read the latest signed-off revision of every round, each with its own words."""
    bodies = [entry.body for entry in entries if entry.kind is Kind.SNAPSHOT]
    titles = {round_.id: round_.title for round_ in sitting.setup.rounds}
    shown = []
    for key in dict.fromkeys(str(body.get("round")) for body in bodies):
        revision = max(int(body["revision"]) for body in bodies if body.get("round") == key)
        found = snapshot_bodies(entries, key, revision)
        review, framework = rows.read_snapshot(found)
        summary, went = screens.summary(framework, review), rows.read_attached(found)
        shown.append(RoundShown(titles.get(key, key), "", review, summary, went))
    return shown


def _draft(sitting: Sitting, key: str) -> RoundShown:
    title = next((each.title for each in sitting.setup.rounds if each.id == key), key)
    review = sitting.record.review(key)
    summary = screens.summary(sitting.setup.framework, review)
    return RoundShown(title, "", review, summary, Attached())


def _past_round(today: Framework, past: Past) -> RoundShown:
    """Show a round from elsewhere in the names that came with it, and today's where none did."""
    outline = past.review.outline or movement.outline_of(today, past.review.round_id)
    framework = replace(
        today,
        levels=tuple(Level(key, n, name) for n, (key, name) in enumerate(outline.levels, 1)),
        areas=tuple(Area(key, name) for key, name in outline.areas),
        language=outline.language,
    )
    title = outline.round_title or past.review.round_id
    summary = screens.summary(framework, past.review)
    return RoundShown(title, past.made_in_title, past.review, summary, Attached())


def _private_answers(framework: Framework, every: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Pair private answers with their questions; one from elsewhere has its id for a question."""
    asked = {prompt.id: prompt.text for prompt in framework.private_prompts}
    return [
        (asked.get(key, key), "; ".join(said))
        for rounds in every.values()
        for answers in rounds.values()
        for key, said in answers.values.items()
    ]


def _result(context: Mapping[str, Any], *, status: int = 200) -> Page:
    return Page("participant/record/import_result.html", context, status=status)
