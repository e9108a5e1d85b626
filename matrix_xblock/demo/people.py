"""Fictional people of the demo whose reviews are worth opening."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PERSONAS", "Persona"]


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
    Persona("carys", "Carys Morgan", "talent", "Signed off", "Has signed off her baseline review."),
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
