"""A ledger and a roster of some cohorts: whoever is in none of them is not there.

Somebody outside is answered as somebody of another course is, by the same questions in the same
order. Who is in a cohort is asked of the roster in each request: it counts as it is now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property

from matrix_xblock.domain.errors import Problem, Unknown
from matrix_xblock.domain.review.status import ReviewStatus
from matrix_xblock.domain.staff.my_people import Facilitator
from matrix_xblock.domain.staff.roster import Person, RosterFilter, RosterPage, Surroundings
from matrix_xblock.domain.values.ledger_rows import OF_NOBODY, Entry, Kind
from matrix_xblock.ports.ledger import Ledger
from matrix_xblock.ports.roster import Roster

__all__ = ["LedgerOfCohorts", "RosterOfCohorts"]

_OF_A_BLOCK = ("version", "mode")
"""What the sign-offs of a block have in common, whoever they are of."""


class RosterOfCohorts:
    """Those who take part and are in one of these cohorts."""

    def __init__(self, roster: Roster, cohorts: tuple[str, ...]) -> None:
        self._roster = roster
        self._cohorts = cohorts

    @property
    def has_names(self) -> bool:
        """Tell whether names are known."""
        return self._roster.has_names

    @property
    def has_cohorts(self) -> bool:
        """Tell whether cohorts are known."""
        return self._roster.has_cohorts

    @property
    def has_everybody(self) -> bool:
        """Tell whether those who have not started are known as well."""
        return self._roster.has_everybody

    def page(self, roster_filter: RosterFilter, *, start: int, length: int) -> RosterPage:
        """Return lines of these people, and numbers of them alone."""
        return self._roster.page(self._among(roster_filter), start=start, length=length)

    def counts(
        self, roster_filter: RosterFilter, rounds: Sequence[str]
    ) -> Mapping[str, Mapping[ReviewStatus, int]]:
        """Return numbers of these people alone."""
        return self._roster.counts(self._among(roster_filter), rounds)

    def around(
        self, roster_filter: RosterFilter, participant: str, round_id: str, place: int
    ) -> Surroundings:
        """Return what comes before and after among these people."""
        return self._roster.around(self._among(roster_filter), participant, round_id, place)

    def find(self, participant: str) -> Person | None:
        """Return one of these people who has a row here. All others are asked about no further."""
        return self._roster.find(participant) if self.named([participant]) else None

    def find_all(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return those of several of these people who have a row here."""
        return self._roster.find_all(list(self.named(participants)))

    def named(self, participants: Sequence[str]) -> Mapping[str, Person]:
        """Return those of some ids who are among these people."""
        known = self._roster.named(participants)
        return {who: person for who, person in known.items() if person.cohort in self._cohorts}

    def cohorts(self) -> tuple[str, ...]:
        """Return those of the cohorts that anybody is in."""
        return self._known

    def give_ids(self, most: int) -> None:
        """Have the host give ids to people who have never come, whoever they are."""
        self._roster.give_ids(most)

    def members(self, cohorts: Collection[str] | None = None) -> Mapping[str, str]:
        """Return the cohort of each of these people."""
        among = self._cohorts if cohorts is None else set(cohorts) & set(self._cohorts)
        return self._roster.members(among)

    def enrolled(self) -> Mapping[str, str]:
        """Return these people: each of them is in one of the cohorts."""
        return self.members()

    def facilitators(self) -> tuple[Facilitator, ...] | None:
        """Return nobody: who has which cohorts is for those who give them."""
        return ()

    @cached_property
    def _known(self) -> tuple[str, ...]:
        return tuple(each for each in self._roster.cohorts() if each in self._cohorts)

    def _among(self, roster_filter: RosterFilter) -> RosterFilter:
        return replace(roster_filter, among=self._cohorts)


class LedgerOfCohorts:
    """The rows of those people, and the rows of nobody: the board, and files that were taken."""

    def __init__(self, ledger: Ledger, people: RosterOfCohorts) -> None:
        self._ledger = ledger
        self._people = people

    @property
    def records(self) -> bool:
        """Tell whether anything can be recorded here."""
        return self._ledger.records

    def lock(self, participant: str, kind: Kind = Kind.SUMMARY) -> AbstractContextManager[None]:
        """Lock one of these people. Raises `Unknown` for any other, who is not waited for."""
        self._check([participant])
        return self._ledger.lock(participant, kind)

    def lock_each(self, participants: Sequence[str], kind: Kind) -> AbstractContextManager[None]:
        """Lock some of these people. Raises `Unknown` where one is any other."""
        self._check(participants)
        return self._ledger.lock_each(participants, kind)

    def append(self, entries: Sequence[Entry]) -> None:
        """Write rows of these people. Raises `Unknown` where one is about any other."""
        self._check([each.participant for each in entries])
        self._ledger.append(entries)

    def entries(self, participant: str, *kinds: Kind) -> tuple[Entry, ...]:
        """Return rows of one of these people; there are none of any other."""
        if not self._is_among(participant):
            return ()
        return self._ledger.entries(participant, *kinds)

    def clear(self, participant: str) -> None:
        """Let go of one of these people. Raises `Unknown` for any other."""
        self._check([participant])
        self._ledger.clear(participant)

    def everybody(
        self, *kinds: Kind, start: int = 0, length: int | None = None
    ) -> Iterator[tuple[Entry, ...]]:
        """Yield the rows of those of them who have signed anything off."""
        stop = None if length is None else start + length
        yield from self._ledger.of(self.signers()[start:stop], *kinds)

    def latest(self, kind: Kind) -> Iterator[Entry]:
        """Yield the latest row of each of these people."""
        among = self._members
        return (each for each in self._ledger.latest(kind) if each.participant in among)

    def all_of(self, kind: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield the rows of each of these people."""
        among = self._members
        return (each for each in self._ledger.all_of(kind) if each[0].participant in among)

    def signers(self) -> tuple[str, ...]:
        """Return those of them who have signed anything off."""
        among = self._members
        return tuple(each for each in self._ledger.signers() if each in among)

    def of(self, participants: Sequence[str], *kinds: Kind) -> Iterator[tuple[Entry, ...]]:
        """Yield the rows of those of some ids who are among these people."""
        among = self._members
        return self._ledger.of([each for each in participants if each in among], *kinds)

    def people(self) -> int:
        """Count those of them who have signed anything off."""
        return len(self.signers())

    def any_of(self, kind: Kind) -> Entry | None:
        """Return what all rows of a kind have in common, and nothing of whom one is about.

        A block has one mode, also while none of these people has signed anything off.
        """
        entry = self._ledger.any_of(kind)
        if entry is None:
            return None
        body = {name: entry.body[name] for name in _OF_A_BLOCK if name in entry.body}
        return replace(entry, participant="", body=body)

    def set_score(self, participant: str, *, earned: int, possible: int) -> None:
        """Set the points of one of these people. Raises `Unknown` for any other."""
        self._check([participant])
        self._ledger.set_score(participant, earned=earned, possible=possible)

    def reset_score(self, participant: str) -> None:
        """Take the points of one of these people back. Raises `Unknown` for any other."""
        self._check([participant])
        self._ledger.reset_score(participant)

    @cached_property
    def _members(self) -> Collection[str]:
        """Who is among them, asked once a request: a course is read in several steps."""
        return self._people.members().keys()

    def _is_among(self, participant: str) -> bool:
        return participant in OF_NOBODY or bool(self._people.named([participant]))

    def _check(self, participants: Sequence[str]) -> None:
        people = {each for each in participants if each not in OF_NOBODY}
        if len(self._people.named(sorted(people))) < len(people):
            raise Unknown(Problem("participant", "unknown_participant"))
