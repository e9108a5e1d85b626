"""One press on a list of people: those of them who may be are reminded."""

from __future__ import annotations

from matrix_xblock.codec.common.filled import Filled
from matrix_xblock.codec.common.forms import Form, read_integer
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.ports.hosts import StaffHost
from matrix_xblock.screens.page import Page
from matrix_xblock.staff import reviews
from matrix_xblock.staff.reminders import MOST_AT_ONCE, Reminded, people_in, remind

__all__ = ["send"]


def send(host: StaffHost, form: Form) -> Page:
    """Remind people of the list that the page had. Pressing twice reminds once.

    Where another number of people may be reminded than the page said, nobody is: it is shown anew.
    """
    press, was = Filled(form).identifier("press"), read_integer(form, "number")
    try:
        roster_filter = reviews.filter_asked(host, form, host.roster.cohorts())
    except Invalid:
        return reviews.show(host, form)
    if not (host.notifications.is_on and host.ledger.records):
        return reviews.show(host, form)
    host.roster.give_ids(MOST_AT_ONCE)
    people = people_in(host, roster_filter)
    if again := people.presses.get(press, 0):
        return reviews.show(host, form, reminded=Reminded(again))
    if len(people.due) != was:
        return reviews.show(host, form, reminded=Reminded(was=was))
    ids = [row.person.id for row in people.due if row.person.id][:MOST_AT_ONCE]
    reminded = remind(host, roster_filter.people_round, ids, press=press)
    return reviews.show(host, form, reminded=reminded)
