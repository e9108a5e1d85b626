"""The queries of the analyst's page, on a tracking log as the platform writes it."""

import json
import re
from pathlib import Path

import pytest

from analytics.generated import COURSE_NUMBER_ONE, block_of, statements_of
from analytics.small_numbers import Round

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "analyst.md"
FUNNEL, SIGN_OFFS, ANSWERS, WEEKS = re.findall(
    r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL
)


def line_of(made, users):
    """Give the line of the log beside which the platform made a statement."""
    event = made["verb"]["id"].rpartition("/")[2].replace("-", "_")
    payload = {
        name.rpartition("/")[2].replace("-", "_"): value
        for name, value in made.get("result", {}).get("extensions", {}).items()
    }
    extensions = made["context"]["extensions"]
    [round_id] = [value for name, value in extensions.items() if name.endswith("/round")]
    user = users.setdefault(made["actor"]["account"]["name"], len(users) + 1)
    return {
        "name": f"matrix_review.{event}",
        "event_type": f"matrix_review.{event}",
        "event_source": "server",
        "username": f"user-{user}",
        "time": made["timestamp"],
        "context": {
            "user_id": user,
            "course_id": COURSE_NUMBER_ONE,
            "path": "/handler/sign_off",
            "module": {"usage_key": block_of(COURSE_NUMBER_ONE)},
        },
        "event": {"schema": 1, "round": round_id, **payload},
    }


def forged(lines):
    """Give what a browser, an app and another block have the platform write: the same of others."""
    for line in lines:
        context = {**line["context"], "user_id": line["context"]["user_id"] + 500}
        module = {"usage_key": block_of(COURSE_NUMBER_ONE).replace("matrix_review", "html")}
        yield {**line, "context": context, "event_source": "browser"}
        yield {**line, "context": {**context, "received_at": "2026-11-26T12:00:00Z"}}
        yield {**line, "context": {**context, "module": module}}


@pytest.fixture(scope="module")
def asked(warehouse, tmp_path_factory):
    """Ask the log: two rounds, one of them of few people, among lines of others."""
    log = tmp_path_factory.mktemp("logs") / "tracking.log"
    users = {}
    whole = Round(8, (14, 9, 4), (2, 1, 1), (11, 6, 5), 4)
    made = [
        *statements_of(COURSE_NUMBER_ONE, whole),
        *statements_of(COURSE_NUMBER_ONE, Round(0, (6, 0, 0)), round_id="final"),
    ]
    lines = [line_of(each, users) for each in made]
    lines += list(forged(lines))
    lines.insert(3, {"event_type": "/courses/x/jump_to", "event": "{}", "context": {}})
    lines.append({"event_type": "play_video", "event": '{"a": "matrix_review."}', "context": {}})
    log.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")

    def ask(query):
        return warehouse.rows(query.replace("file('tracking.log'", f"file('{log}'"))

    return ask


def test_how_far_people_have_come(asked):
    rows = asked(FUNNEL)

    assert [(each["round"], each["step"], each["people"]) for each in rows] == [
        ("baseline", "1 started", 30),
        ("baseline", "2 signed off", 30),
        ("baseline", "3 answered", 20),
    ]


def test_days_to_a_sign_off_and_to_its_answer(asked):
    [sign_off], [answer] = asked(SIGN_OFFS), asked(ANSWERS)

    assert (sign_off["round"], sign_off["people"], sign_off["median_days"]) == ("baseline", 30, 1)
    assert (answer["round"], answer["people"], answer["median_days"]) == ("baseline", 20, 8)


def test_how_far_people_had_come_by_the_end_of_each_week(asked):
    rows = asked(WEEKS)

    steps = {"1 started": [], "2 signed off": []}
    for each in rows:
        steps[each["step"]].append(each["people"])
    assert steps == {"1 started": [30] * 20, "2 signed off": [10] + [20] * 4 + [30] * 15}
