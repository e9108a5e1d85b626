"""A review beside what came before it: what has changed since a return, and the last round."""

from dataclasses import replace

from builders import a_complete_review, a_form, a_record, days, every_area, rounds
from builders import a_setup as setup
from fakes import FakeHost, FakeStaff, answer
from matrix_xblock import participant, staff
from matrix_xblock.domain.framework.sharing import Sharing
from matrix_xblock.domain.review.changes import Edit
from matrix_xblock.domain.values.ledger_rows import Kind

WHO = "anon-1"
FIRST = every_area(level_id="growing", reflection="One. Two.")


def a_host(sharing=Sharing.EVERYTHING, **review):
    """Give somebody who has signed the baseline off."""
    review = a_complete_review(**{"areas": FIRST, **review})
    blocks = setup(rounds=rounds(), sharing=sharing)
    host = FakeHost(record=a_record(review), setup=blocks)
    participant.sign_off(host, a_form(round="baseline", revision="1", sharing=sharing.value))
    return host


def sam_at(host):
    return FakeStaff(host.ledger, setup=host.setup, time=days(1))


def seen(sam, at="baseline", **form):
    form = {"screen": "person", "participant": WHO, "at": at, **form}
    return staff.show(sam, a_form(**form)).names["comparison"]


def sign_off_again(host, sharing=Sharing.EVERYTHING, **changed):
    """Have it returned, change the first area, and sign it off once more."""
    returned = {"reason": "Say more.", "comments": {"subject": "Which year?", "": "Nearly."}}
    answer(sam_at(host), WHO, "returned", **returned)
    host.setup = replace(host.setup, sharing=sharing)
    if changed:
        form = {"round": "baseline", "area": "subject", "revision": "0", **changed}
        participant.save_area(host, a_form(**form))
    participant.sign_off(host, a_form(round="baseline", revision="2", sharing=sharing.value))
    return seen(sam_at(host))


def test_a_first_review_has_nothing_beside_it():
    compared = seen(sam_at(a_host()))

    assert (compared.resubmission, compared.last_title) == (None, "")
    assert not any(each.is_folded or each.last or each.change for each in compared.areas.values())
    assert compared.picture is not None


def test_the_last_round_stands_beside_this_one():
    host = a_host()
    answer(sam_at(host), WHO, "comments", comments={"subject": "Which year?"})
    host.save(host.load().with_review(a_complete_review(round_id="mid-point")))
    host.time = days(2)
    participant.sign_off(host, a_form(round="mid-point", revision="1"))

    compared = seen(sam_at(host), "mid-point")

    area = compared.areas["subject"]
    assert (compared.last_title, area.last.answer.reflection) == ("Baseline review", "One. Two.")
    assert [each.text for each, _ in area.last_comments] == ["Which year?"]
    assert not area.is_folded
    assert seen(sam_at(host), "baseline").last_title == ""


def test_what_was_changed_since_the_return_is_marked_by_area():
    words = {"level_id": "established", "reflection": "One. Three."}

    compared = sign_off_again(a_host(), **words)

    area = compared.areas["subject"]
    assert area.change.edits == {"reflection": Edit.CHANGED}
    assert (area.before["level"], area.level) == ("Growing", "Established")
    assert [each.text for each in area.reflection] == ["One. ", "Two.", "Three."]
    assert [each.text for each, _ in area.former] == ["Which year?"]
    others = [each for key, each in compared.areas.items() if key != "subject"]
    assert not area.is_folded
    assert all(each.is_folded and each.change is None for each in others)


def test_why_it_was_returned_is_said_with_what_was_changed():
    resubmission = sign_off_again(a_host(), level_id="established").resubmission

    assert (resubmission.returned.reason, resubmission.returned.by.name) == (
        "Say more.",
        "Sam Taylor",
    )
    assert [each.text for each, _ in resubmission.former] == ["Nearly."]
    assert [each.area_id for each in resubmission.changes.areas] == ["subject"]


def test_the_returned_version_itself_is_compared_with_nothing():
    host = a_host()
    sign_off_again(host, level_id="established")

    assert seen(sam_at(host), revision="1").resubmission is None


def test_where_levels_are_not_shared_there_is_no_picture_and_no_level():
    host = a_host(Sharing.ANSWERS)

    compared = sign_off_again(host, Sharing.ANSWERS, level_id="established", reflection="New.")

    assert compared.picture is None
    assert all(each.level == "" and not each.before for each in compared.areas.values())
    assert not compared.resubmission.changes.areas


def test_where_words_are_not_shared_none_is_compared():
    compared = sign_off_again(
        a_host(Sharing.LEVELS), Sharing.LEVELS, level_id="established", reflection="New."
    )

    area = compared.areas["subject"]
    assert (area.change.has_moved, area.change.edits, area.reflection) == (True, {}, ())


def test_less_that_is_shared_does_not_pass_for_removed():
    compared = sign_off_again(a_host(), Sharing.LEVELS, level_id="established", reflection="New.")

    assert not compared.resubmission.is_compared
    assert not compared.resubmission.changes
    assert not any(each.is_folded or each.change for each in compared.areas.values())


def test_what_cannot_be_read_beside_a_review_is_left_out():
    host = a_host()
    host.save(host.load().with_review(a_complete_review(round_id="mid-point")))
    host.time = days(2)
    participant.sign_off(host, a_form(round="mid-point", revision="1"))
    rows = host.ledger.rows
    for number, (block, who, kind, text, at) in enumerate(rows):
        if kind is Kind.SNAPSHOT and "mid-point" not in text:
            rows[number] = (block, who, kind, text.replace('"version": 1', '"version": 2'), at)

    compared = seen(sam_at(host), "mid-point")

    assert (compared.last_title, compared.resubmission) == ("", None)
    assert not compared.picture.has_earlier


def test_a_review_costs_the_same_reads_however_much_came_before():
    host = a_host()
    sam = sam_at(host)
    once = reads(host, sam)
    sign_off_again(host, level_id="established")

    assert reads(host, sam) == once


def reads(host, sam):
    """Count how often the ledger is read for a page that is opened once more."""
    seen(sam)
    host.ledger.reads = 0
    seen(sam)
    return host.ledger.reads
