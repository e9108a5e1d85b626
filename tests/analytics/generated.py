"""Generated people and what a site sends of them: statements as the transformers make them."""

import json
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


def course_of(org, number):
    return f"course-v1:{org}+NPQ+{number}"


COURSE_NUMBER_ONE = course_of("Trust", 1)


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


def statements_of(course, counts, *, weeks_ago=20, round_id="baseline"):
    """Give statements of people who came so far, by a `Round`: each of them another person."""
    about = {"course": course, "round_id": round_id}
    monday = (NOW - timedelta(days=NOW.weekday())).replace(hour=0, minute=0, second=0)
    start = min(monday - timedelta(weeks=weeks_ago), NOW - timedelta(minutes=9))
    signed_off = _signed_off(counts)
    actors = [_uuid(course, n) for n in range(counts.started)]
    staff = _uuid(course, "staff")
    for n, actor in enumerate(actors):
        yield statement("started", actor=actor, at=start + timedelta(seconds=n), **about)
    for actor, (day, is_again) in zip(actors, signed_off, strict=False):
        for revision in range(1, 2 + is_again):
            at = start + timedelta(days=day, hours=revision)
            yield statement("signed_off", actor=actor, at=at, revision=revision, **COUNTS, **about)
    waited = [
        h for h, people in zip((30, 200, 500), counts.answered, strict=True) for _ in range(people)
    ]
    for n, hours in enumerate(waited):
        at = start + timedelta(days=70, minutes=n)
        answer = {"kind": "commented", "comments": 1, "waited_hours": hours, "answers_before": 0}
        yield statement("responded", actor=staff, at=at, **answer, **about)
        yield statement(
            "responded",
            actor=staff,
            at=at + timedelta(seconds=9),
            **{**answer, "answers_before": 1},
            **about,
        )
    for actor in actors[: counts.replied]:
        yield statement("replied", actor=actor, at=start + timedelta(days=80), **about)


COUNTS = {"areas": 8, "reflections": 3}


def _signed_off(counts):
    """Give after how many days each of them signed off, and whether they did it again."""
    return [
        (day, is_again)
        for is_again, bands in enumerate((counts.once, counts.again))
        for day, people in zip((1, 10, 40), bands, strict=True)
        for _ in range(people)
    ]


def _uuid(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


ACTS = ["started", "signed-off", "responded", "replied"]
A_MILLION = """
INSERT INTO openedx.xapi_events_all_parsed
WITH
    intDiv(number, 8) AS person,
    intDiv(person, 185) AS course,
    {acts}[number % 4 + 1] AS act,
    ['baseline', 'final'][intDiv(number % 8, 4) + 1] AS round,
    concat('T', toString(intDiv(course, 40))) AS org,
    concat(org, '+NPQ+', toString(course)) AS key,
    20 + person % 40 * 7 AS hours,
    reinterpretAsUUID(sipHash128(if(act = 'responded', course % 7, person + 9))) AS who,
    generateUUIDv4(number) AS id,
    now64(6) - toIntervalDay(300) + toIntervalDay(person % 90 + if(round = 'final', 60, 0))
        + toIntervalHour(indexOf({acts}, act) * hours) AS at
SELECT
    id,
    concat('{base}/verbs/', act),
    toString(who),
    concat('{lms}/xblock/block-v1:', key, '+type@matrix_review+block@talent'),
    concat('{lms}/course/course-v1:', key),
    concat('course-v1:', key),
    org,
    at,
    arrayFold(
        (text, pair) -> replaceAll(text, pair.1, pair.2),
        [
            ('ID', toString(id)), ('WHO', toString(who)), ('KEY', key), ('ROUND', round),
            ('WAITED', toString(hours)), ('TIME', toString(at))
        ],
        transform(act, {acts}, {templates}, '')
    )
FROM numbers({number})
"""


def a_million(number=1_000_000):
    """Give SQL that stores so many statements, parsed as Aspects parses them: two rounds each."""
    about = {"course": "course-v1:KEY", "actor": "WHO", "at": "TIME", "round_id": "ROUND"}
    counts = {"revision": 1, "areas": 8, "reflections": 3}
    answer = {"kind": "commented", "comments": 1, "waited_hours": "WAITED", "answers_before": 0}
    templates = [
        statement("started", **about),
        statement("signed_off", **counts, **about),
        statement("responded", **answer, **about),
        statement("replied", **about),
    ]
    texts = [json.dumps({**each, "id": "ID"}).replace('"WAITED"', "WAITED") for each in templates]
    return A_MILLION.format(acts=ACTS, base=BASE, lms=LMS, number=number, templates=texts)
