"""Whatever the forms accept fits: every field full, every character outside ASCII."""

import pytest

import hosts
from builders import a_framework, a_private_prompt, a_prompt, a_record, a_review, an_area
from matrix_xblock.domain.framework.framework import MOST_AREAS, MOST_PROMPTS, TEXT_LIMITS
from matrix_xblock.domain.review.review import ANSWER_LIMIT, EVIDENCE_LIMIT, REFLECTION_LIMIT

WIDE = "😀"  # four bytes in a request, twelve characters in the ledger


def the_largest_framework(make_prompt=a_prompt):
    levels = a_framework().levels
    descriptors = {level.id: WIDE * TEXT_LIMITS["descriptor"] for level in levels}
    return a_framework(
        areas=tuple(
            an_area(
                id=f"a{number}",
                name=WIDE * TEXT_LIMITS["name"],
                description=WIDE * TEXT_LIMITS["description"],
                prompts=(WIDE * TEXT_LIMITS["text"],) * 5,
                descriptors=descriptors,
            )
            for number in range(MOST_AREAS)
        ),
        prompts=tuple(
            make_prompt(id=f"p{number}", text=WIDE * TEXT_LIMITS["text"])
            for number in range(MOST_PROMPTS)
        ),
    )


def a_host(framework):
    authored = {"framework": hosts.write_framework(framework)}
    return hosts.lms(authored=authored).keep(a_record(a_review()))


def send(host, handler, **form):
    return host.post(handler, **{"round": "baseline", "revision": "0", **form})


def full_answers():
    return {f"answer-p{number}": WIDE * ANSWER_LIMIT for number in range(MOST_PROMPTS)}


@pytest.mark.parametrize(
    ("handler", "make_prompt"),
    [("save_answers", a_prompt), ("save_private", a_private_prompt)],
)
def test_a_form_with_every_answer_full_is_accepted(handler, make_prompt):
    host = a_host(the_largest_framework(make_prompt))

    answer = send(host, handler, **full_answers())

    assert answer.status_code == 200


def test_an_area_with_every_field_full_is_accepted():
    host = hosts.lms().keep(a_record(a_review()))
    full = {"reflection": WIDE * REFLECTION_LIMIT, "evidence": WIDE * EVIDENCE_LIMIT}

    answer = send(host, "save_area", area="subject", level_id="growing", **full)

    assert answer.status_code == 200


def test_the_fullest_review_of_the_largest_framework_can_be_signed_off():
    framework = the_largest_framework()
    full = {
        "level_id": "growing",
        "reflection": WIDE * REFLECTION_LIMIT,
        "evidence": WIDE * EVIDENCE_LIMIT,
        "rev": 1,
    }
    host = a_host(framework)
    record = host.record
    record["rounds"]["baseline"]["areas"] = {area.id: full for area in framework.areas}
    host.put("record", record)

    answer = host.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200
    assert answer.text.count(WIDE * REFLECTION_LIMIT) == MOST_AREAS


def test_the_fullest_review_is_shown_again_out_of_the_ledger():
    host = a_host(the_largest_framework(make_prompt=a_prompt))
    record = host.record
    areas = {f"a{number}": {"level_id": "growing", "rev": 1} for number in range(MOST_AREAS)}
    record["rounds"]["baseline"]["areas"] = areas
    host.put("record", record)
    send(host, "save_answers", **{"answer-p0": WIDE * ANSWER_LIMIT})
    host.post("sign_off", round="baseline", revision="1")

    page = host.page()

    assert WIDE * ANSWER_LIMIT in page
