"""Fictional people of the demo, and the user service that knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xblock.reference.user_service import UserService, XBlockUser

__all__ = ["PERSONAS", "Persona", "PersonaService", "persona"]


@dataclass(frozen=True)
class Persona:
    """One person in one state of one review."""

    id: str
    name: str
    scenario: str
    state: str
    about: str


PERSONAS = (
    Persona(
        "amina", "Amina Khan", "talent", "Not yet started", "Opens the review for the first time."
    ),
    Persona(
        "ben", "Ben Okafor", "talent", "In progress", "Five of eight areas done, with reflections."
    ),
    Persona("carys", "Carys Morgan", "talent", "Signed off", "Has signed her baseline review off."),
    Persona(
        "dev",
        "Dev Patel",
        "talent",
        "Returned",
        "Course staff returned it with a reason and comments.",
    ),
    Persona(
        "erin",
        "Erin Walsh",
        "talent",
        "Second round",
        "Mid-point review, with baseline levels marked.",
    ),
    Persona(
        "farid",
        "Farid Rahimi",
        "closed",
        "Round closed",
        "Did not sign off before the round closed.",
    ),
    Persona(
        "hana",
        "Hana Yusuf",
        "talent",
        "Three rounds",
        "Three rounds signed off, a year of CPD, opportunities that came to something.",
    ),
    Persona(
        "idris",
        "Idris Bello",
        "talent",
        "Third round in progress",
        "About to choose which CPD goes with the final review.",
    ),
    Persona(
        "grace", "Grace Mensah", "npqsl", "NPQ Senior leadership", "Ten areas of the NPQ framework."
    ),
)


def persona(person_id: str) -> Persona | None:
    """Return the persona with that id."""
    return next((each for each in PERSONAS if each.id == person_id), None)


class PersonaService(UserService):  # type: ignore[misc]
    """The workbench's user service with names.

    Made without arguments; the workbench adds `runtime` later.
    """

    runtime: Any

    def get_current_user(self) -> XBlockUser:
        """Return whoever `?student=` names."""
        person_id = self.runtime.user_id
        found = persona(person_id or "")
        user = XBlockUser(is_current_user=True, full_name=found.name if found else "")
        user.opt_attrs["xblock-workbench.user_id"] = person_id
        return user
