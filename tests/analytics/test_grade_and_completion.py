"""Grade and completion of the block as the platform's own transformers tell them to analytics."""

import pytest

import hosts
from analytics.conftest import BLOCK, COURSE
from analytics.facts import tracked
from analytics.test_statements import golden
from builders import a_complete_review, a_record
from matrix_xblock.plugin.analytics import vocabulary

SUBSECTION = "block-v1:Trust+NPQ+2026+type@sequential+block@term-one"
THREE_ROUNDS = [{"id": each, "title": each.title()} for each in ("first", "second", "third")]
PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress"

# Which statements the charts of Aspects take, by their verbs alone, whatever the object.
CHARTS = {
    "problems": {
        "https://w3id.org/xapi/acrossx/verbs/evaluated",
        "http://adlnet.gov/expapi/verbs/passed",
        "http://adlnet.gov/expapi/verbs/asked",
        "http://id.tincanapi.com/verb/requested-attention",
    },
    "grades": {
        "http://id.tincanapi.com/verb/earned",
        "https://w3id.org/xapi/acrossx/verbs/evaluated",
        "http://adlnet.gov/expapi/verbs/passed",
        "http://adlnet.gov/expapi/verbs/failed",
    },
    "completion": {"http://adlnet.gov/expapi/verbs/progressed"},
    "navigation": {"https://w3id.org/xapi/dod-isd/verbs/navigated"},
    "enrolment": {
        "http://adlnet.gov/expapi/verbs/registered",
        "http://id.tincanapi.com/verb/unregistered",
    },
    "video": {
        "http://adlnet.gov/expapi/verbs/completed",
        "http://adlnet.gov/expapi/verbs/initialized",
        "http://adlnet.gov/expapi/verbs/terminated",
    },
}


@pytest.mark.parametrize("chart", CHARTS)
def test_no_chart_of_the_platform_counts_our_statements(chart):
    verbs = {golden(name)["verb"]["id"] for name in vocabulary.VERBS}

    assert not verbs & CHARTS[chart]


def published(kind):
    """Sign two of three rounds off in the real block; give what it publishes of a kind."""
    host = hosts.lms(authored={"rounds": THREE_ROUNDS})
    host.keep(a_record(*(a_complete_review(round_id=each["id"]) for each in THREE_ROUNDS)))
    for each in THREE_ROUNDS[:2]:
        host.post("sign_off", round=each["id"], revision="1")
    return host.payloads(kind)


def completion_changed(share):
    """Give the event that the platform makes of a completion that a block publishes."""
    data = {
        "user_id": 7,
        "course_id": COURSE,
        "context_key": COURSE,
        "block_id": BLOCK,
        "block_type": "matrix_review",
        "completion": share,
        "is_new": False,
    }
    return tracked("edx.completion.block_completion.changed", data)


def test_completion_is_told_as_the_share_of_rounds_that_are_signed_off(make):
    shares = [each["completion"] for each in published("completion")]

    made = [make(completion_changed(share))[0] for share in [*shares, 1.0]]

    assert [each["result"]["extensions"][PROGRESS] for each in made] == pytest.approx(
        [100 / 3, 200 / 3, 100]
    )
    assert [each["result"]["completion"] for each in made] == [False, False, True]
    assert {each["verb"]["id"].rpartition("/")[2] for each in made} == {"progressed"}
    assert {each["object"]["id"].split("/xblock/")[1] for each in made} == {BLOCK}


def subsection_graded(earned, possible, weight, **context):
    """Give the event that the platform makes when the block's score has changed a subsection."""
    data = {
        "user_id": "7",
        "course_id": COURSE,
        "block_id": SUBSECTION,
        "course_version": "1",
        "weighted_total_earned": earned / possible * weight,
        "weighted_total_possible": weight,
        "weighted_graded_earned": earned / possible * weight,
        "weighted_graded_possible": weight,
        "event_transaction_type": "edx.grades.problem.submitted",
    }
    return tracked("edx.grades.subsection.grade_calculated", data, **context)


@pytest.mark.parametrize("weight", [30, 1, 0])
def test_a_grade_is_told_of_the_subsection_by_the_weight_of_the_block(make, weight):
    grade = published("grade")[-1]

    [made] = make(subsection_graded(grade["value"], grade["max_value"], weight))

    assert (grade["value"], grade["max_value"]) == (20, 30)
    assert made["verb"]["id"] == "http://id.tincanapi.com/verb/earned"
    assert made["object"]["id"].endswith(SUBSECTION)
    assert made["result"]["score"]["max"] == weight
    assert made["result"]["success"] is (weight == 0)
    assert made["result"]["score"]["scaled"] == pytest.approx(2 / 3 if weight else 0)


def test_in_accepted_mode_it_is_told_of_the_participant_when_course_staff_accept(make, amina):
    from django.contrib.auth.models import User

    User.objects.create(pk=8, username="sam")
    by_staff = subsection_graded(10, 30, 30, user=8, username="sam")

    [made] = make(by_staff)

    assert made["actor"] == golden("started")["actor"]
    assert made["result"]["score"]["raw"] == 10


def test_the_score_of_the_block_and_its_rounds_become_no_attempts(amina, tracker, statements):
    score = {"user_id": "7", "problem_id": BLOCK, "weighted_earned": 10, "weighted_possible": 30}

    tracker.emit("edx.grades.problem.submitted", score)

    assert statements == []
    assert not [name for name in vocabulary.VERBS if "attempt" in str(golden(name))]
