"""The port of course staff on a real block: ledger and roster, behind a wall where there is one.

Every handler for staff gets this host and no other, so that a new one is behind the wall as well.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import Any

from matrix_xblock.codec.staff import drafts
from matrix_xblock.codec.staff.given_cohorts import read_given
from matrix_xblock.domain.figures.site_rules import SiteRules
from matrix_xblock.domain.review.feedback import Author
from matrix_xblock.domain.staff.drafts import StaffDrafts
from matrix_xblock.domain.staff.my_people import MyPeople, PeopleRule, people_of
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.host import services
from matrix_xblock.host.block_host import BlockHost
from matrix_xblock.host.cohorts_only import LedgerOfCohorts, RosterOfCohorts
from matrix_xblock.host.fields import Whole
from matrix_xblock.host.site import read_people_rule, read_site
from matrix_xblock.ports.ledger import Ledger
from matrix_xblock.ports.roster import Roster

__all__ = ["BlockStaff"]


class BlockStaff(BlockHost):
    """Somebody of the course staff at work in one block."""

    def __init__(self, block: Any, viewer: services.Viewer | None = None) -> None:
        super().__init__(block, viewer)
        self.is_narrowed = False

    @property
    def author(self) -> Author:
        """Who of the course staff is working."""
        return Author(self.viewer.id, self.viewer.name)

    @property
    def is_instructor(self) -> bool:
        """Tell whether they have the instructor role."""
        return self.viewer.gives_cohorts

    @cached_property
    def people_rule(self) -> PeopleRule:
        """What cohorts that are given mean on this site."""
        return read_people_rule(self._block)

    @cached_property
    def my_people(self) -> MyPeople:
        """Whose reviews they look after. Their own row is read as it is, wall or not."""
        rule, is_instructor = self.people_rule, self.is_instructor
        rows = () if is_instructor else self._whole_ledger.entries(self.viewer.id, Kind.COHORTS)
        return people_of(read_given(rows), rule, is_instructor=is_instructor)

    @property
    def among(self) -> tuple[str, ...] | None:
        """The cohorts whose people ledger and roster know, None where they know everybody."""
        return self.my_people.cohorts if self.is_narrowed else self.my_people.limit

    def only_my_people(self) -> BlockStaff:
        """Return the same host, in the same lock, with their own people alone."""
        narrowed = copy(self)
        narrowed.is_narrowed = True
        return narrowed

    @property
    def ledger(self) -> Ledger:
        """The ledger of this block, of those people who can be reached."""
        return self._whole_ledger if self.among is None else self._ledger_of_mine

    @property
    def roster(self) -> Roster:
        """Those who take part in this course and can be reached."""
        return self._whole_roster if self.among is None else self._roster_of_mine

    @cached_property
    def site(self) -> SiteRules:
        """What the operator has set."""
        return read_site(self._block)

    def load_drafts(self) -> StaffDrafts:
        """Read drafts and phrases out of `preferences` of whoever is working."""
        return drafts.read_drafts(self._block.matrix_desk)

    def save_drafts(self, staff_drafts: StaffDrafts) -> None:
        """Put drafts and phrases into `preferences`."""
        self._block.matrix_desk = Whole(drafts.write_drafts(staff_drafts, self._block.matrix_desk))

    @cached_property
    def _roster_of_mine(self) -> RosterOfCohorts:
        return RosterOfCohorts(self._whole_roster, self.my_people.cohorts)

    @cached_property
    def _ledger_of_mine(self) -> LedgerOfCohorts:
        return LedgerOfCohorts(self._whole_ledger, self._roster_of_mine)
