import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from builders import (
    NOW,
    a_choice_prompt,
    a_framework,
    a_level,
    a_prompt,
    a_return,
    a_signed_off_review,
    an_area,
    an_area_review,
    answers,
    every_area,
    named,
)
from matrix_xblock.codec.common.reading import Reading
from matrix_xblock.codec.review.ledger import (
    ROW_LIMIT,
    is_of,
    read_return,
    read_snapshot,
    write_return,
    write_snapshot,
    write_summary,
)
from matrix_xblock.domain.errors import MatrixError, Unreadable
from matrix_xblock.domain.framework.framework import (
    MOST_AREAS,
    MOST_CHOICES,
    MOST_LEVELS,
    MOST_PROMPTS,
    NOT_APPLICABLE,
    TEXT_LIMITS,
    Choice,
    Framework,
    PromptKind,
    check,
)
from matrix_xblock.domain.review.review import (
    ANSWER_LIMIT,
    EVIDENCE_LIMIT,
    REFLECTION_LIMIT,
    Answers,
    ArchivedAnswers,
    AreaReview,
    Review,
    Status,
    shared_part,
)
from texts import in_short

LEDGER_LIMIT = 102_400
"""What edx-submissions takes, in characters of JSON."""

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "snapshot-v1.json"
SHORTEST = json.loads(FIXTURE.read_text())


def through_json(rows):
    return json.loads(json.dumps(rows))


def row_lengths(rows):
    return [len(json.dumps(row)) for row in rows]


def as_kept(review):
    """Give what a snapshot keeps of a review: what is shared, and nothing that came before."""
    return replace(
        review,
        status=Status.SIGNED_OFF,
        areas=shared_part(review),
        answers=Answers(review.answers.values),
        saved_at=review.signed_off_at,
        returned=None,
        earlier=(),
        archived=ArchivedAnswers(),
        earlier_areas={},
    )


def an_id(kind, number):
    return f"{kind}-{number:02}-" + "x" * (96 - len(kind))


def full_prompts(letter, kind, **changes):
    """Fill every field of as many prompts as there can be; each waits for all the earlier ones."""
    choices = tuple(
        Choice(an_id("choice", n), letter * TEXT_LIMITS["choice"]) for n in range(MOST_CHOICES)
    )
    prompts = []
    for number in range(MOST_PROMPTS):
        shown = {prompt.id: tuple(choice.id for choice in choices) for prompt in prompts}
        prompts.append(
            a_choice_prompt(
                id=an_id("prompt", number),
                text=letter * TEXT_LIMITS["text"],
                kind=kind,
                choices=choices,
                show_if=shown,
                **changes,
            )
        )
    return tuple(prompts)


def a_full_framework(letter, prompts):
    """Make the largest framework that keeps the rules, of one letter."""
    levels = tuple(
        a_level(
            id=an_id("level", n),
            ordinal=n,
            name=letter * TEXT_LIMITS["name"],
            descriptor=letter * TEXT_LIMITS["descriptor"],
        )
        for n in range(MOST_LEVELS)
    )
    areas = tuple(
        an_area(
            id=an_id("area", n),
            name=letter * TEXT_LIMITS["name"],
            description=letter * TEXT_LIMITS["description"],
            prompts=(letter * TEXT_LIMITS["text"],) * 5,
            descriptors={level.id: letter * TEXT_LIMITS["descriptor"] for level in levels},
        )
        for n in range(MOST_AREAS)
    )
    heads = dict.fromkeys(
        ("version", "code", "source", "licence", "confidence", "language"),
        letter * TEXT_LIMITS["text"],
    )
    return Framework(
        id=an_id("framework", 0),
        title=letter * TEXT_LIMITS["title"],
        not_applicable=letter * TEXT_LIMITS["name"],
        levels=levels,
        areas=areas,
        prompts=prompts,
        **heads,
    )


def a_full_review(letter, framework):
    """Fill every field of the forms."""
    level = framework.levels[-1].id
    values = {}
    for prompt in framework.shared_prompts:
        is_text = prompt.kind is PromptKind.TEXT
        chosen = tuple(choice.id for choice in prompt.choices)
        values[prompt.id] = (letter * ANSWER_LIMIT,) if is_text else chosen
    return Review(
        round_id=an_id("round", 0),
        status=Status.SIGNED_OFF,
        framework=f"{framework.id}@{framework.version}",
        areas={
            area.id: AreaReview(
                level_id=level,
                target_level_id=level,
                then_level_id=level,
                reflection=letter * REFLECTION_LIMIT,
                evidence=letter * EVIDENCE_LIMIT,
            )
            for area in framework.areas
        },
        answers=Answers(values),
        started_at=NOW,
        saved_at=NOW,
        signed_off_at=NOW,
        earned=9.3333,
    )


TEXT_PROMPTS = tuple(a_prompt(id=an_id("prompt", n)) for n in range(MOST_PROMPTS))


@pytest.mark.parametrize("letter", ["📚", "é", '"', "x"], ids=in_short)
@pytest.mark.parametrize("kind", [PromptKind.MULTI_CHOICE, PromptKind.TEXT])
def test_the_fullest_review_of_the_fullest_framework_fits_row_by_row(letter, kind):
    asked = TEXT_PROMPTS if kind is PromptKind.TEXT else full_prompts(letter, kind)
    framework = a_full_framework(letter, asked)
    review = a_full_review(letter, framework)

    rows = write_snapshot(review, framework)

    assert check(framework) == ()
    assert max(row_lengths(rows)) < LEDGER_LIMIT
    assert read_snapshot(through_json(rows)) == (as_kept(review), framework)


def test_the_fullest_summary_fits_into_one_row():
    framework = a_full_framework("📚", ())

    body = write_summary(a_full_review("📚", framework), possible=10)

    assert len(json.dumps(body)) < LEDGER_LIMIT


@given(
    length=st.integers(0, 1000),
    words=st.integers(0, REFLECTION_LIMIT),
    count=st.integers(1, MOST_AREAS),
)
def test_wherever_rows_are_split_the_join_is_the_whole(length, words, count):
    areas = tuple(an_area(id=f"area-{n}", description="é" * length) for n in range(count))
    framework = a_framework(areas=areas)
    review = a_signed_off_review(areas=every_area(framework, reflection="📚" * words))

    rows = write_snapshot(review, framework)

    assert max(row_lengths(rows)) < LEDGER_LIMIT
    assert [row["part"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["parts"] for row in rows} == {len(rows)}
    assert read_snapshot(through_json(rows)) == (as_kept(review), framework)


@given(strategies.reviews, strategies.frameworks)
def test_any_review_is_read_back_with_the_words_it_was_answered_against(review, framework):
    rows = through_json(write_snapshot(review, framework))

    assert read_snapshot(rows) == (as_kept(review), framework)


def test_a_small_review_is_one_row():
    assert len(write_snapshot(a_signed_off_review(), a_framework())) == 1


def test_the_order_in_which_rows_are_found_does_not_matter():
    assert read_snapshot(SHORTEST[::-1]) == read_snapshot(SHORTEST)


def test_a_snapshot_of_the_first_version_is_read_for_ever():
    review, framework = read_snapshot(SHORTEST)

    assert review == Review(
        "baseline",
        status=Status.SIGNED_OFF,
        notice="2026-01",
        framework="talent@3",
        areas={"subject": an_area_review(reflection="Fractions. 📚")},
        answers=answers(moved=["yes"]),
        started_at=datetime(2026, 1, 12, 15, 40, tzinfo=UTC),
        saved_at=datetime(2026, 1, 30, 16, 20, tzinfo=UTC),
        signed_off_at=datetime(2026, 1, 30, 16, 20, tzinfo=UTC),
        earned=8.5,
    )
    assert framework.descriptor(framework.areas[0], framework.levels[1]) == (
        "I plan my subject with support."
    )
    assert [area.id for area in framework.areas] == ["subject", "networks"]
    assert [prompt.id for prompt in framework.prompts] == ["moved"]
    assert write_snapshot(review, framework)[0]["framework"] == SHORTEST[0]["framework"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([], id="no row"),
        pytest.param(SHORTEST[:1], id="the last row is missing"),
        pytest.param(SHORTEST[1:], id="the first row is missing"),
        pytest.param([*SHORTEST, SHORTEST[1]], id="a row is there twice"),
        pytest.param([{**row, "version": 2} for row in SHORTEST], id="newer"),
        pytest.param([SHORTEST[0], {**SHORTEST[1], "version": 2}], id="one is newer"),
        pytest.param([SHORTEST[0], {**SHORTEST[1], "version": None}], id="no version"),
        pytest.param([SHORTEST[0], {**SHORTEST[1], "part": "2"}], id="a number as text"),
        pytest.param([{**row, "parts": 10**9} for row in SHORTEST], id="a thousand million"),
        pytest.param([{**SHORTEST[0], "areas": 5}, SHORTEST[1]], id="a broken list"),
        pytest.param([SHORTEST[0], {**SHORTEST[1], "said": [[]]}], id="a broken object"),
        pytest.param([{}], id="an empty row"),
    ],
)
def test_a_snapshot_that_is_not_whole_or_newer_is_refused(rows):
    with pytest.raises(Unreadable):
        read_snapshot(rows)


def test_what_was_signed_off_stays_readable_whatever_the_rules_become():
    framework = replace(a_framework(), title="", levels=(), areas=(an_area(name=""),))
    review = a_signed_off_review()

    assert check(framework) != ()
    assert read_snapshot(through_json(write_snapshot(review, framework)))[1] == framework


@settings(max_examples=300)
@given(strategies.broken(SHORTEST).filter(lambda rows: isinstance(rows, list)))
def test_any_rows_are_read_as_a_snapshot_or_refused(rows):
    with suppress(MatrixError):
        read_snapshot([row for row in rows if isinstance(row, dict)])


def test_a_summary_has_ids_counts_and_times_and_no_text():
    review = a_signed_off_review(
        areas={
            "subject": an_area_review(reflection="SECRET", evidence="SECRET"),
            "networks": an_area_review(level_id=NOT_APPLICABLE),
        },
        answers=answers(next_step=["SECRET"]),
        earned=7.5,
    )

    body = write_summary(review, possible=10)

    assert body == {
        "version": 1,
        "round": "baseline",
        "revision": 1,
        "signed_off_at": NOW.isoformat(),
        "framework": "talent@1",
        "levels": {"subject": "growing", "networks": NOT_APPLICABLE},
        "reflections": 1,
        "earned": 7.5,
        "possible": 10,
        "mode": "self-review",
        "cpd": {"entries": 0, "minutes": 0},
        "next_steps": {},
        "opportunities": {"statuses": {}, "reasons": {}, "days_until_offered": []},
        "changed": {"areas": 0, "answers": 0},
        "cohort": "",
        "sharing": "everything",
        "choices": {},
    }


@pytest.mark.parametrize(
    ("body", "belongs"),
    [
        ({"round": "baseline", "revision": 1}, True),
        ({"round": "baseline", "revision": 2}, False),
        ({"round": "final", "revision": 1}, False),
        ({}, False),
    ],
)
def test_a_row_belongs_to_one_revision_of_one_round(body, belongs):
    assert is_of(body, "baseline", 1) is belongs


@given(strategies.returns)
def test_a_return_is_read_back_as_it_was_written(returned):
    reading = Reading.of(through_json(write_return(returned)))

    assert read_return(reading) == returned
    assert reading.problems == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"at": None}, ("at", "not_a_time")),
        ({"at": "yesterday"}, ("at", "not_a_time")),
        ({"revision": "1"}, ("revision", "not_a_whole_number")),
        ({"comments": []}, ("comments", "not_an_object")),
        ({"comments": {"subject": 1}}, ("comments.subject", "not_text")),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_return_is_named(changes, problem):
    reading = Reading.of({**write_return(a_return()), **changes})

    read_return(reading)

    assert problem in named(reading.problems)


def test_our_limit_is_below_that_of_the_ledger():
    assert ROW_LIMIT < LEDGER_LIMIT
