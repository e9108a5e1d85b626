"""A generated course with a study: fictional people, three rounds, and what they shared."""

import io
import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import matrix_xblock
from builders import a_round, a_setup
from matrix_xblock.codec.framework.authored import read_framework
from matrix_xblock.codec.record.trail import write_consent
from matrix_xblock.codec.review.ledger import write_snapshot, write_summary
from matrix_xblock.domain.cpd.cpd import AreaRef, CpdEntry, CpdType, Impact, Mode
from matrix_xblock.domain.figures.site_rules import Study
from matrix_xblock.domain.framework.framework import NOT_APPLICABLE
from matrix_xblock.domain.framework.rounds import RoundKind
from matrix_xblock.domain.plans.next_step import NextStep, Owner, StepChange, StepStatus
from matrix_xblock.domain.plans.opportunity import (
    Opportunity,
    OpportunityChange,
    OpportunityStatus,
    OpportunityType,
    Reason,
)
from matrix_xblock.domain.record.trail import RESEARCH_TEXT, Consent
from matrix_xblock.domain.review.attachment import Attached
from matrix_xblock.domain.review.review import Answers, AreaReview, Review, Status
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.report.research import ResearchFile, count_people

STUDY = Study("evaluation-2027", "k" * 32, "Evaluation 2027")
PRESETS = Path(matrix_xblock.__file__).parent / "frameworks"
FRAMEWORK = read_framework(json.loads((PRESETS / "talent-development-v1.json").read_text()))
ROUNDS = (
    a_round(opens=datetime(2026, 9, 1, tzinfo=UTC), closes=datetime(2026, 10, 31, tzinfo=UTC)),
    a_round(id="mid-point", title="Mid-point review", kind=RoundKind.INTERIM),
    a_round(id="final", title="Final review", kind=RoundKind.FINAL),
)
TIMES = dict(zip(("baseline", "mid-point", "final"), (0, 150, 300), strict=True))
BEGIN = datetime(2026, 9, 14, 9, tzinfo=UTC)
SCHOOLS = {"Ash": 24, "Beck": 18, "Cole": 8}
CHAIN = (
    OpportunityStatus.WANTED,
    OpportunityStatus.OFFERED,
    OpportunityStatus.AGREED,
    OpportunityStatus.TAKEN_UP,
    OpportunityStatus.COMPLETED,
)


def a_study_file(seed=7):
    """Give the bytes of the research file of a generated course."""
    people, cohorts = a_course(random.Random(seed))
    until = BEGIN + timedelta(days=400)
    researched = count_people(people, STUDY, until=until, cohorts=cohorts)
    file = ResearchFile(
        STUDY,
        replace(a_setup(), framework=FRAMEWORK, rounds=ROUNDS),
        replace(researched, enrolled=len(people) + 6),
        cohorts,
        lambda code: code.rpartition(".")[2].replace("-", " ").capitalize(),
        lambda time: time.date(),
    )
    by_person = {rows[0].participant: rows for rows in people}
    target = io.BytesIO()
    agreed = (by_person[who] for who in researched.people)
    file.write(target, agreed, today=until.date(), version="0.1.0")
    return target.getvalue()


def a_course(random):
    """Draw people with the rows that they would leave, and their cohorts."""
    cohorts = {f"{name}-{n}": name for name, size in SCHOOLS.items() for n in range(size)}
    return [a_person(who, random) for who in cohorts], cohorts


def a_person(who, random):
    levels = {area.id: random.choice([0, 0, 1, 1, 2]) for area in FRAMEWORK.areas}
    chances, entries = chances_of(random), entries_of(random)
    rows = []
    if random.random() < 0.9:
        rows.append(
            Entry(Kind.CONSENT, who, write_consent(Consent(True, RESEARCH_TEXT, BEGIN)), BEGIN)
        )
    for round_id, day in list(TIMES.items())[: random.choice([1, 2, 3, 3, 3])]:
        now = BEGIN + timedelta(days=day + random.randrange(20))
        if round_id != "baseline":
            levels = {key: moved(level, chances, random) for key, level in levels.items()}
        went = Attached(entries[: 1 + day // 100], steps_of(random), until(chances, now))
        rows += signed_off(who, round_id, levels, went, now, random)
    return tuple(rows)


def moved(level, chances, random):
    """Draw the next level: more go up where something was offered."""
    if level is None:
        return None
    offered = any(len(each.history) > 1 for each in chances)
    odds = [5, 4, 1] if offered else [8, 1, 1]
    step = random.choices([0, 1, -1], odds)[0]
    return min(max(level + step, 0), len(FRAMEWORK.levels) - 1)


def signed_off(who, round_id, levels, attached, now, random):
    areas = {
        key: AreaReview(NOT_APPLICABLE if random.random() < 0.03 else FRAMEWORK.levels[level].id)
        for key, level in levels.items()
    }
    review = Review(
        round_id,
        status=Status.SIGNED_OFF,
        framework=FRAMEWORK.name,
        areas=areas,
        answers=Answers(answers_of(attached, random)),
        started_at=now,
        signed_off_at=now,
    )
    rows = [write_summary(review, possible=10, attached=attached)]
    rows += write_snapshot(review, FRAMEWORK, attached)
    kinds = [Kind.SUMMARY, *[Kind.SNAPSHOT] * (len(rows) - 1)]
    return [Entry(kind, who, body, now) for kind, body in zip(kinds, rows, strict=True)]


def answers_of(attached, random):
    offered = any(len(each.history) > 1 for each in attached.opportunities)
    answer = random.choice(["yes", "in-part", "in-part" if offered else "not-yet", "not-yet"])
    if answer != "not-yet":
        return {"moved-forward": (answer,)}
    reasons = ["own-choice", "role-changed", *(["offered-not-taken-up"] if offered else [])]
    why = random.choice(["not-offered", "not-offered", *reasons])
    return {"moved-forward": (answer,), "why-not": (why,)}


def chances_of(random):
    return tuple(a_chance(f"chance-{n}", random) for n in range(random.choice([0, 1, 1, 2])))


def a_chance(identifier, random):
    """Draw an opportunity that comes as far as it does, or is not possible."""
    at, history = BEGIN - timedelta(days=random.randrange(30)), []
    for status in CHAIN[: random.choice([1, 1, 2, 4, 5])]:
        history.append(OpportunityChange(status, at))
        at += timedelta(days=random.randrange(10, 70))
    if len(history) == 1 and random.random() < 0.5:
        reason = random.choice([Reason.NOT_OFFERED, Reason.COVER, Reason.COST])
        history.append(OpportunityChange(OpportunityStatus.NOT_POSSIBLE, at, reason))
    return Opportunity(
        identifier,
        random.choice([OpportunityType.SHADOWING, OpportunityType.SECONDMENT]),
        area_ids=(random.choice(FRAMEWORK.areas).id,),
        history=tuple(history),
    )


def until(chances, now):
    """Give opportunities as they stood by then: those that were wanted."""
    stood = []
    for each in chances:
        history = tuple(change for change in each.history if change.at <= now)
        stood.append(replace(each, history=history, status=history[-1].status))
    return tuple(stood)


def entries_of(random):
    return tuple(
        CpdEntry(
            f"entry-{n}",
            "A day elsewhere",
            random.choice([CpdType.COURSE, CpdType.VISIT, CpdType.COACHING]),
            (BEGIN - timedelta(days=random.randrange(20))).date(),
            minutes=random.choice([0, 60, 90, 360]),
            mode=random.choice([None, Mode.IN_PERSON]),
            areas=tuple(
                AreaRef(FRAMEWORK.id, area.id, area.name)
                for area in random.sample(FRAMEWORK.areas, random.randrange(3))
            ),
            impact=random.choice([None, Impact.USE, Impact.PUPILS]),
        )
        for n in range(4)
    )


def steps_of(random):
    status = random.choice([StepStatus.PLANNED, StepStatus.DONE])
    history = (StepChange(StepStatus.PLANNED, BEGIN, ""), StepChange(status, BEGIN, ""))
    area = random.choice(FRAMEWORK.areas).id
    due = (BEGIN + timedelta(days=90)).date()
    step = NextStep("step", "Lead a meeting", area, due, Owner.BOTH, status, history=history)
    return (step,)
