"""What course staff see of a review is a setting of the block, and people are told before."""

import json

import pytest

from builders import NOW, a_complete_review, a_form, a_record, a_setup, every_area, named, rounds
from fakes import FakeHost, FakeStaff, hand_back
from matrix_xblock import participant, staff
from matrix_xblock.codec.record.state import write_record
from matrix_xblock.codec.review.ledger import read_snapshot, write_snapshot
from matrix_xblock.domain.framework.sharing import Sharing, narrower
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import Kind
from matrix_xblock.report.csv_rows import FILES
from matrix_xblock.report.problem_report import rows as report_rows
from matrix_xblock.report.signed import signed_rounds

WORDS, PROOF = "Words about a colleague.", "Minutes of a meeting."
LESS = [Sharing.LEVELS, Sharing.ANSWERS]


def a_host(sharing=Sharing.EVERYTHING):
    review = a_complete_review(areas=every_area(reflection=WORDS, evidence=PROOF))
    setup = a_setup(rounds=rounds(), sharing=sharing)
    return FakeHost(record=a_record(review), setup=setup)


def sign_off(host, fields=None, revision="1"):
    form = {"round": "baseline", "revision": revision}
    return participant.sign_off(host, a_form(**form, **({"sharing": fields} if fields else {})))


def signed_off(sharing):
    host = a_host(sharing)
    assert sign_off(host, sharing.value).status == 200
    return host


def reflections(host):
    """Give what the page of the participant says of each area."""
    page = participant.show(host, a_form(round="baseline"))
    return [row.answer.reflection for row in page.names["summary"].areas]


def snapshot(host):
    return [each.body for each in host.ledger.entries("anon-1", Kind.SNAPSHOT)]


@pytest.mark.parametrize("sharing", LESS)
def test_what_stays_with_the_participant_never_reaches_the_ledger(sharing):
    host = signed_off(sharing)

    rows = json.dumps([text for _, _, _, text, _ in host.ledger.rows])
    assert WORDS not in rows
    assert PROOF not in rows


def test_levels_that_stay_with_the_participant_are_not_in_what_staff_read():
    review, _ = read_snapshot(snapshot(signed_off(Sharing.ANSWERS)))

    assert review.areas == {}
    assert review.answers.values == a_complete_review().answers.values


@pytest.mark.parametrize("sharing", Sharing)
def test_levels_count_in_figures_about_groups_whatever_is_shared(sharing):
    [summary] = signed_off(sharing).ledger.entries("anon-1", Kind.SUMMARY)

    assert set(summary.body["levels"].values()) == {"growing"}


@pytest.mark.parametrize("sharing", Sharing)
def test_participants_read_their_own_words_after_they_have_signed_off(sharing):
    assert reflections(signed_off(sharing)) == [WORDS] * 3


@pytest.mark.parametrize("sharing", Sharing)
def test_participants_read_their_own_words_in_an_earlier_version(sharing):
    host = signed_off(sharing)
    hand_back(host)
    changed = {"area": "subject", "level_id": "growing", "reflection": "Other words."}
    participant.save_area(host, a_form(round="baseline", revision="0", **changed))
    sign_off(host, sharing.value, revision="2")

    page = participant.show(host, a_form(screen="revision", round="baseline", revision="1"))

    assert [row.answer.reflection for row in page.names["summary"].areas] == [WORDS] * 3
    assert reflections(host)[0] == "Other words."


@pytest.mark.parametrize("sharing", LESS)
def test_everything_held_about_somebody_has_their_own_words(sharing):
    page = participant.my_record.words(signed_off(sharing), {})

    [shown] = page.names["rounds"]
    assert [row.answer.evidence for row in shown.summary.areas] == [PROOF] * 3


@pytest.mark.parametrize("sharing", LESS)
def test_what_was_shared_stays_as_it_was_when_the_course_shows_more_later(sharing):
    host = signed_off(sharing)
    host.setup = a_setup(rounds=rounds())

    assert WORDS not in json.dumps(snapshot(host))
    assert reflections(host) == [WORDS] * 3


@pytest.mark.parametrize("fields", LESS)
def test_nobody_signs_off_more_than_the_page_has_told_them(fields):
    host = a_host(Sharing.EVERYTHING)

    page = sign_off(host, fields.value)

    assert (page.template, page.status) == ("participant/check.html", 422)
    assert named(page.names["problems"]) == [("sharing", "sharing_changed")]
    assert host.ledger.rows == []


@pytest.mark.parametrize("fields", [None, "everything", "nonsense"])
def test_where_the_course_shows_less_by_now_it_is_less(fields):
    host = a_host(Sharing.LEVELS)

    sign_off(host, fields)

    assert WORDS not in json.dumps(snapshot(host))


@pytest.mark.parametrize(
    ("sharing", "levels"), [(Sharing.LEVELS, "Growing"), (Sharing.ANSWERS, "")]
)
def test_files_of_staff_have_what_they_see_and_say_why_the_rest_is_not_there(sharing, levels):
    host = signed_off(sharing)
    entries = host.ledger.entries("anon-1", Kind.SUMMARY, Kind.SNAPSHOT)

    text = "".join(FILES["reviews"].lines(signed_rounds(Person("anon-1", "Ada"), entries)))

    assert WORDS not in text
    assert ("Growing" in text) is bool(levels)
    assert "stay with the participant" in text


@pytest.mark.parametrize(("sharing", "count"), [(Sharing.LEVELS, 3), (Sharing.ANSWERS, 0)])
def test_the_platform_s_report_has_the_levels_that_staff_see(sharing, count):
    state = {"record": write_record(signed_off(sharing).load())}

    [(_, columns)] = report_rows([("ada", state)])

    assert sum(name.startswith("level: ") for name in columns) == count


def test_staff_read_what_was_shared_and_that_the_rest_is_not_theirs():
    host = signed_off(Sharing.LEVELS)
    sam = FakeStaff(host.ledger, setup=host.setup)

    page = staff.show(sam, a_form(screen="person", participant="anon-1"))

    summary = page.names["summary"]
    assert [(row.level, row.answer.reflection) for row in summary.areas] == [("Growing", "")] * 3
    assert summary.review.sharing is Sharing.LEVELS


@pytest.mark.parametrize("one", Sharing)
@pytest.mark.parametrize("other", Sharing)
def test_the_narrower_of_two_is_the_one_that_shows_less(one, other):
    order = list(Sharing)

    assert order.index(narrower(one, other)) == max(order.index(one), order.index(other))


def test_a_snapshot_without_the_setting_was_shared_whole():
    review = a_complete_review(signed_off_at=NOW)
    rows = json.loads(json.dumps(write_snapshot(review, a_setup().framework)))
    for row in rows:
        row.get("review", {}).pop("sharing", None)

    assert read_snapshot(rows)[0].sharing is Sharing.EVERYTHING
