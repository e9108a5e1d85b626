"""Whose people a page is about: everybody's, or those of whoever looks."""

from __future__ import annotations

from dataclasses import dataclass

from matrix_xblock.codec.common.forms import Form, read_text
from matrix_xblock.domain.staff.my_people import MyPeople
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.ports.hosts import StaffHost

__all__ = ["OF_EVERYBODY", "PeopleShown", "is_of_everybody", "people_asked", "people_shown"]

OF_EVERYBODY = "all"
"""Asks for everybody where the filter *my people* would be on."""


@wordless
@dataclass(frozen=True)
class PeopleShown:
    """What a page says about whose people it is about.

    `is_mine` is whether it is about those of whoever looks alone, `can_choose` whether they can
    change that, `empty` are cohorts in which nobody is now. `gives` is whether they give cohorts to
    others.
    """

    mine: MyPeople
    is_mine: bool
    can_choose: bool
    empty: tuple[str, ...]
    gives: bool

    @property
    def is_nobody(self) -> bool:
        """Tell whether there is nobody whom this page could be about, whatever is filtered."""
        return self.mine.is_wall and not self.mine.cohorts


def is_of_everybody(host: StaffHost, form: Form) -> bool:
    """Tell whether the filter *my people* is there, and taken off. A wall is not taken off."""
    return host.my_people.is_filter and read_text(form, "people") == OF_EVERYBODY


def people_asked(host: StaffHost, form: Form) -> StaffHost:
    """Return the host with the people that a form asks for: a facilitator's own to begin with."""
    if not host.my_people.is_filter or is_of_everybody(host, form):
        return host
    return host.only_my_people()


def people_shown(host: StaffHost) -> PeopleShown:
    """Return what there is to say about the people whom a host knows."""
    mine, is_mine = host.my_people, host.among is not None
    known = host.roster.cohorts() if is_mine else mine.cohorts
    return PeopleShown(
        mine=mine,
        is_mine=is_mine,
        can_choose=mine.is_filter,
        empty=tuple(each for each in mine.cohorts if each not in known),
        gives=host.is_instructor,
    )
