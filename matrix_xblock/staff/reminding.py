"""One press on a list of people: those of them who may be are reminded."""

from __future__ import annotations

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff import reviews
from matrix_xblock.staff.my_people import people_asked
from matrix_xblock.staff.reminders import MOST_AT_ONCE, Reminded, people_in, remind
from matrix_xblock.staff.selection import is_every, read_lines, seen_in, without_ticks

__all__ = ["send"]


def send(host: StaffHost, form: Form) -> Page:
    """Remind people of the list that the page had, or those selected in it. Twice is once.

    Where another number of people may be reminded than the page said, nobody is: it is shown anew.
    Whom somebody has selected is reminded whatever has become of the others.
    """
    host = people_asked(host, form)
    press = Filled(form).identifier("press")
    was = None if _is_of_some(form) else read_integer(form, "number")
    try:
        selected = None if was is not None else _selected(form)
        roster_filter = reviews.filter_asked(host, form, host.roster.cohorts())
    except Invalid as refused:
        problems = tuple(each for each in refused.problems if each.field == "line")
        return reviews.show(host, form, problems=problems)
    if not (host.notifications.is_on and host.ledger.records):
        return reviews.show(host, {**form, "remind": ["yes"]})
    host.roster.give_ids(MOST_AT_ONCE)
    people = people_in(host, roster_filter)
    if again := people.presses.get(press, 0):
        return reviews.show(host, without_ticks(form), reminded=Reminded(again))
    if was is not None and len(people.due) != was:
        return reviews.show(host, form, reminded=Reminded(was=was))
    due = [row.person.id for row in people.due if row.person.id]
    ids = [who for who in due if selected is None or who in selected][:MOST_AT_ONCE]
    reminded = remind(host, roster_filter.people_round, ids, press=press)
    # Who could not be reminded stays selected, to try again.
    shown = form if reminded.failed else without_ticks(form)
    return reviews.show(host, shown, reminded=reminded)


def _is_of_some(form: Form) -> bool:
    """Tell whether it comes from the bar of the selection: the panel is about the whole list."""
    return "picking" in form


def _selected(form: Form) -> set[str] | None:
    """Return who is selected, None where all that match are."""
    if is_every(form):
        return None
    keys = read_lines(form)
    if not keys:
        raise Invalid(Problem("line", "nothing_selected"))
    return {seen_in(key).participant for key in keys}
