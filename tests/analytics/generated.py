"""Generated people and what a site sends of them: statements as the transformers make them."""

import json
import random
import uuid
from datetime import UTC, datetime, timedelta

from matrix_xblock.plugin.analytics.vocabulary import (
    ACTIVITY_TYPE,
    BASE,
    TRANSFORMER,
    VERBS,
    VERSION,
    extension,
)

LMS = "https://lms.example.org"
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=100)


def course_of(org, number):
    return f"course-v1:{org}+NPQ+{number}"


def block_of(course):
    return course.replace("course-v1:", "block-v1:") + "+type@matrix_review+block@talent"


def statement(event, *, course, actor, at, round_id="", **result):
    """Give a statement of ours; `result` has names of extensions with `_` for `-`."""
    verb, display = VERBS[event]
    block = block_of(course)
    rounds = {extension("round"): round_id} if round_id else {}
    extensions = {extension(name.replace("_", "-")): value for name, value in result.items()}
    verb_id = f"{BASE}/verbs/{verb}"
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{verb_id}{actor}{at}{course}{round_id}")),
        "version": "1.0.3",
        "timestamp": at.isoformat() if isinstance(at, datetime) else at,
        "actor": {"objectType": "Agent", "account": {"homePage": LMS, "name": actor}},
        "verb": {"id": verb_id, "display": {"en": display}},
        "object": {
            "objectType": "Activity",
            "id": f"{LMS}/xblock/{block}",
            "definition": {"type": ACTIVITY_TYPE},
        },
        **({"result": {"extensions": extensions}} if extensions else {}),
        "context": {
            "contextActivities": {
                "parent": [
                    {
                        "objectType": "Activity",
                        "id": f"{LMS}/course/{course}",
                        "definition": {"type": "http://adlnet.gov/expapi/activities/course"},
                    }
                ],
                "category": [
                    {
                        "objectType": "Activity",
                        "id": VERSION,
                        "definition": {"type": "http://adlnet.gov/expapi/activities/profile"},
                    }
                ],
            },
            "extensions": {
                "https://w3id.org/xapi/openedx/extension/transformer-version": TRANSFORMER,
                extension("block"): block,
                **rounds,
            },
        },
    }


def a_person(chance, course, round_id="baseline"):
    """Give the statements of somebody who came as far as chance has it."""
    actor = str(uuid.UUID(int=chance.getrandbits(128)))
    about = {"course": course, "round_id": round_id}
    at = LONG_AGO + timedelta(minutes=chance.randrange(30_000))
    yield statement("started", actor=actor, at=at, **about)
    if chance.random() < 0.25:
        return
    at += timedelta(days=chance.choice([1, 10, 40]))
    counts = {"areas": 8, "reflections": 3}
    yield statement("signed_off", actor=actor, at=at, revision=1, **counts, **about)
    if chance.random() < 0.3:
        return
    hours = chance.choice([20, 200, 400])
    staff = str(uuid.UUID(int=1))
    answer = {"kind": "returned", "comments": 1, "waited_hours": hours, "first": True}
    at += timedelta(hours=hours, seconds=chance.randrange(3000))
    yield statement("responded", actor=staff, at=at, **answer, **about)
    at += timedelta(hours=3)
    if chance.random() < 0.5:
        yield statement("replied", actor=actor, at=at, **about)
    if chance.random() < 0.5:
        yield statement("signed_off", actor=actor, at=at, revision=2, **counts, **about)


def many_people(number, course, seed):
    chance = random.Random(seed)
    return [each for _ in range(number) for each in a_person(chance, course)]


A_MILLION = """
INSERT INTO openedx.xapi_events_all_parsed
WITH
    intDiv(number, 8) AS person,
    intDiv(person, 185) AS course,
    ['started', 'signed-off', 'responded', 'replied'][number % 4 + 1] AS act,
    ['baseline', 'final'][intDiv(number % 8, 4) + 1] AS round,
    concat('T', toString(intDiv(course, 40)), '+NPQ+', toString(course)) AS key,
    toString(if(act = 'responded', reinterpretAsUUID(number % 7), reinterpretAsUUID(person))) AS who,
    now64(6) - toIntervalDay(300) + toIntervalDay(person % 90 + if(round = 'final', 60, 0))
        + toIntervalHour(indexOf(['started', 'signed-off', 'responded', 'replied'], act) * (20 + person % 40 * 7)) AS at
SELECT
    generateUUIDv4(number), concat('{base}/verbs/', act), who,
    concat('{lms}/xblock/block-v1:', key, '+type@matrix_review+block@talent'),
    concat('{lms}/course/course-v1:', key) AS course_id,
    concat('course-v1:', key), concat('T', toString(intDiv(course, 40))), at,
    replaceAll(replaceAll(replaceAll(replaceAll(
        transform(act, ['started', 'signed-off', 'responded', 'replied'], {templates}, ''),
        'WHO', who), 'KEY', key), 'ROUND', round), 'WAITED', toString(20 + person % 40 * 7))
FROM numbers({number})
"""


def a_million(number=1_000_000):
    """Give SQL that stores so many statements, parsed as Aspects parses them: two rounds each."""
    about = {
        "course": "course-v1:KEY",
        "at": "2026-01-01T00:00:00.000000+00:00",
        "round_id": "ROUND",
    }
    templates = [
        statement("started", actor="WHO", **about),
        statement("signed_off", actor="WHO", revision=1, areas=8, reflections=3, **about),
        statement(
            "responded",
            actor="WHO",
            kind="commented",
            comments=1,
            waited_hours="WAITED",
            first=True,
            **about,
        ),
        statement("replied", actor="WHO", **about),
    ]
    texts = [json.dumps(each).replace('"WAITED"', "WAITED") for each in templates]
    return A_MILLION.format(base=BASE, lms=LMS, number=number, templates=texts)
