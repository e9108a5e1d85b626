"""Authored content that breaks a rule: a clear page for each, and nothing crashes."""

import pytest

import hosts
from builders import a_complete_review, a_record, an_area, areas, levels

HANDLERS = ["show_page", "start_review", "save_area", "save_answers", "save_private", "sign_off"]


def framework_with(**parts):
    return {"framework": {**hosts.small_framework(), **parts}}


RULES = {
    "two areas of one id": (
        {"framework": hosts.small_framework(areas=(*areas(), an_area()))},
        "areas",
    ),
    "no areas": (framework_with(areas=[]), "areas"),
    "one level": ({"framework": hosts.small_framework(levels=levels()[:1])}, "levels"),
    "a level without a name": (
        framework_with(levels=[{"id": "a", "ordinal": 1, "name": " "}, {"id": "b", "ordinal": 2}]),
        "levels[0].name",
    ),
    "an area without a name": (framework_with(areas=[{"id": "subject"}]), "areas[0].name"),
    "a prompt of an unknown kind": (
        framework_with(prompts=[{"id": "one", "text": "One?", "kind": "essay"}]),
        "prompts[0].kind",
    ),
    "a level as a number": (framework_with(levels=[1, 2]), "levels[0]"),
    "no such framework": ({"framework": {}, "framework_id": "horoscope"}, "framework_id"),
    "no rounds": ({"rounds": []}, "rounds"),
    "two rounds of one id": ({"rounds": hosts.ONE_ROUND * 2}, "rounds"),
    "a round that closes before it opens": (
        {
            "rounds": [
                {
                    **hosts.ONE_ROUND[0],
                    "opens": "2026-02-01T00:00:00+00:00",
                    "closes": "2026-01-01T00:00:00+00:00",
                }
            ]
        },
        "rounds[0]",
    ),
    "a time without an offset": (
        {"rounds": [{**hosts.ONE_ROUND[0], "due": "2026-02-01T00:00:00"}]},
        "rounds[0].due",
    ),
    "credit for nothing": (
        {"credit": dict.fromkeys(("areas", "reflections", "prompts", "next_step", "sign_off"), 0)},
        "credit",
    ),
    "credit below zero": ({"credit": {"areas": -1}}, "credit.areas"),
    "a notice version of a whole page": ({"notice_version": "1" * 101}, "notice_version"),
}


@pytest.mark.parametrize("rule", RULES)
def test_a_participant_is_told_whom_to_tell(rule):
    page = hosts.lms(authored=RULES[rule][0]).page()

    assert "We cannot show this review" in page
    assert "course team" in page
    assert "<code>" not in page


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("meet", [hosts.staff, hosts.studio_preview, hosts.library])
def test_who_can_mend_it_is_told_where(meet, rule):
    authored, path = RULES[rule]

    page = meet(authored=authored).page()

    assert f"<code>{path}" in page


@pytest.mark.parametrize("authored", hosts.BROKEN_CONTENT)
def test_no_content_makes_a_page_crash(authored):
    page = hosts.lms(authored=authored).page()

    assert "We cannot show this review" in page


@pytest.mark.parametrize("authored", hosts.BROKEN_CONTENT)
@pytest.mark.parametrize("handler", HANDLERS)
def test_no_content_makes_a_handler_crash(authored, handler):
    host = hosts.lms(authored=authored).keep(a_record(a_complete_review()))
    form = {"round": "baseline", "area": "subject", "revision": "1"}

    answer = host.post(handler, **form)

    assert answer.status_code == 503
    assert answer.headers["X-Matrix-Review"] == "misconfigured"
    assert host.state.writes == 0
    assert host.published == []


def test_what_was_written_is_there_again_once_the_content_is_mended():
    host = hosts.lms().keep(a_record(a_complete_review()))
    good = host.authored["framework"]
    host.authored["framework"] = {**good, "areas": []}
    host.page()

    host.authored["framework"] = good

    assert "I learned a lot." in host.whole()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("display_name", ""),
        ("display_name", None),
        ("notice", ""),
        ("notice", None),
        ("notice_version", ""),
        ("notice_version", None),
        ("credit", None),
        ("framework", None),
        ("weight", None),
    ],
)
def test_an_emptied_field_stops_nobody(name, value):
    host = hosts.lms(authored={name: value})

    host.post("start_review", round="baseline")
    page = host.page() + host.whole()

    assert "Levels in 0 of 3 areas" in page if name != "framework" else "Levels in 0 of 8" in page
    assert "Where are you now?" in page
    assert "None" not in page


@pytest.mark.parametrize("weight", [0, -1, "heavy", None])
def test_a_weight_of_any_kind_stops_nobody(weight):
    host = hosts.lms(authored={"weight": weight})

    assert "matrix-head" in host.page()
    assert host.block().max_score() == 10.0
