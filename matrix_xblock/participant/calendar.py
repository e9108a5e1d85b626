"""All dates as a calendar file: rounds, next steps, offers, and what is worth another look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from matrix_xblock.codec.common.forms import Form
from matrix_xblock.codec.record.calendar import Appointment, write_calendar
from matrix_xblock.participant.review_context import ReviewContext, load_context
from matrix_xblock.ports.hosts import Host
from matrix_xblock.screens.page import Download

__all__ = ["download"]


def download(host: Host, form: Form) -> Download:
    """Give every date that is still to come or still open, in the words of its owner."""
    del form
    review_context = load_context(host, "")
    appointments = [
        *_rounds(host, review_context),
        *_steps(host, review_context),
        *_offers(host, review_context),
        *_looks(host),
    ]
    words = write_calendar(appointments, now=review_context.now)
    return Download(words, "text/calendar", "matrix-review.ics")


def _rounds(host: Host, review_context: ReviewContext) -> Iterator[Appointment]:
    label = host.label("calendar.sign-off")
    for round_ in review_context.setup.rounds:
        end = round_.due or round_.closes
        if end is not None and round_.id not in review_context.record.signed_off:
            day = host.local_day(end)
            yield Appointment(_uid(host, f"round-{round_.id}"), day, f"{label}: {round_.title}")


def _steps(host: Host, review_context: ReviewContext) -> Iterator[Appointment]:
    label = host.label("calendar.next-step")
    for step in review_context.record.next_steps.values():
        if step.due is not None and step.is_open:
            yield Appointment(_uid(host, step.id), step.due, f"{label}: {step.text}")


def _offers(host: Host, review_context: ReviewContext) -> Iterator[Appointment]:
    label = host.label("calendar.answer-by")
    for each in review_context.record.opportunities.values():
        if each.offer and each.answer_by:
            words = f"{label}: {each.offer.what}"
            yield Appointment(_uid(host, f"offer-{each.id}"), each.answer_by, words)


def _looks(host: Host) -> Iterator[Appointment]:
    label = host.label("calendar.another-look")
    for each in host.load_cpd().glances.values():
        if each.review_on:
            day = date.fromisoformat(each.review_on)
            yield Appointment(f"cpd-{each.id}", day, f"{label}: {each.title}")


def _uid(host: Host, key: str) -> str:
    return f"{host.place.usage}-{key}"
