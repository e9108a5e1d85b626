"""The course of the demo: forty fictional people in six schools, and who teaches it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import F, OuterRef, QuerySet, Subquery

from matrix_xblock.demo.people import PERSONAS, Persona
from matrix_xblock.host.lms import TeamMember

__all__ = [
    "AUTHORS",
    "COHORTS",
    "INSTRUCTORS",
    "MEMBERS",
    "SCHOOLS",
    "STAFF",
    "DemoPeople",
    "Member",
    "enrol",
    "name_of",
]

SCHOOLS = (
    "Ashgrove Primary",
    "Beckside Primary",
    "Holy Trinity Primary",
    "Meadow Lane Juniors",
    "St Aidan's Primary",
    "Westfield Infants",
)

STAFF = (
    Persona(
        "staff-sam",
        "Sam Taylor",
        "talent",
        "Instructor",
        "Reads what was signed off, comments, returns, accepts. Gives cohorts to facilitators.",
    ),
    Persona("staff-lena", "Lena Fischer", "talent", "Instructor", "Works on the same course."),
    Persona(
        "staff-nia",
        "Nia Hughes",
        "talent",
        "Facilitator",
        "Looks after three of the six schools.",
    ),
    Persona(
        "staff-omar",
        "Omar Siddiqui",
        "talent",
        "Facilitator",
        "Looks after the other three schools.",
    ),
)

INSTRUCTORS = frozenset({"staff-sam", "staff-lena"})

COHORTS = {"staff-nia": SCHOOLS[:3], "staff-omar": SCHOOLS[3:]}
"""Who looks after which schools."""


AUTHORS = (
    Persona(
        "author-ruth",
        "Ruth Adeyemi",
        "talent",
        "Author",
        "Changes the framework that forty people are using.",
    ),
    Persona("author-owen", "Owen Pugh", "npqsl", "Author", "Sets up a new review."),
)


@dataclass(frozen=True)
class Member:
    """Somebody of the course beside the personas, and how far they have come."""

    id: str
    name: str
    story: str


_NAMES = [
    "Abena Owusu",
    "Adam Lewis",
    "Aisha Begum",
    "Alice Thornton",
    "Bethan Price",
    "Callum Reid",
    "Chidi Eze",
    "Daniel Moss",
    "Ewa Nowak",
    "Fatima Noor",
    "Gareth Bevan",
    "Helen Carter",
    "Imran Sheikh",
    "Jack Dunne",
    "Jasmine Kaur",
    "Joel Abbott",
    "Kate Holloway",
    "Lewis Grant",
    "Maja Novak",
    "Marcus Bell",
    "Megan Foley",
    "Nadia Rahman",
    "Oliver Stone",
    "Priya Shah",
    "Rhys Parry",
    "Rosa Mendes",
    "Sinead Burke",
    "Thomas Hale",
    "Uche Obi",
    "Vera Lindqvist",
    "Yusuf Demir",
]
_STORIES = (
    *["new"] * 4,
    *["begun"] * 3,
    *["waiting"] * 4,
    "replied",
    "commented",
    "returned",
    *["accepted"] * 2,
    *["mid-waiting"] * 5,
    *["mid-resubmitted"] * 2,
    *["mid-replied"] * 2,
    *["mid-asked"] * 2,
    "mid-commented",
    "mid-returned",
    *["mid-accepted"] * 2,
)

MEMBERS = tuple(
    Member(name.lower().replace(" ", "-"), name, story)
    for name, story in zip(_NAMES, _STORIES, strict=True)
)


_PARTICIPANTS = {
    **{each.id: each.name for each in PERSONAS},
    **{each.id: each.name for each in MEMBERS},
}
_NAMED = {**_PARTICIPANTS, **{each.id: each.name for each in (*STAFF, *AUTHORS)}}


def name_of(person_id: str) -> str:
    """Return the name of anybody in the demo, empty for a visitor."""
    return _NAMED.get(person_id, "")


def enrol() -> None:
    """Make an account for each of the forty, in a group for each school."""
    groups = [Group.objects.get_or_create(name=name)[0] for name in SCHOOLS]
    for index, (key, name) in enumerate(_PARTICIPANTS.items()):
        user, _ = User.objects.get_or_create(username=key, defaults={"first_name": name})
        user.groups.set([groups[index * 5 % len(groups)]])


class DemoPeople:
    """The roster's source in the demo: an XBlock service, made without arguments."""

    has_names = has_cohorts = has_everybody = True

    def people(self, course: str) -> QuerySet[Any]:
        """Return everybody who has an account in one of the schools."""
        del course
        school = Group.objects.filter(user=OuterRef("pk")).values("name")[:1]
        people: QuerySet[Any] = User.objects.filter(groups__name__in=SCHOOLS).annotate(
            participant=F("username"), person_name=F("first_name"), cohort_name=Subquery(school)
        )
        return people

    def team(self, course: str) -> tuple[TeamMember, ...]:
        """Return who can be given schools."""
        del course
        facilitators = (each for each in STAFF if each.id not in INSTRUCTORS)
        return tuple(TeamMember(each.id, each.name, each.id) for each in facilitators)
