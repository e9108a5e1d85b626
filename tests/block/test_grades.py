"""What the platform's gradebook calls: points for taking part, from bound and unbound blocks."""

import pytest
from xblock.scorable import ScorableXBlockMixin, Score

import hosts
from builders import a_complete_review, a_record, a_signed_off_review
from matrix_xblock.block import MatrixReviewXBlock


@pytest.fixture
def signed_off():
    host = hosts.lms().keep(a_record(a_complete_review()))
    host.post("sign_off", round="baseline", revision="1")
    host.published.clear()
    return host


def test_the_most_points_are_known_without_a_user():
    assert hosts.unbound().block().max_score() == 10.0


def test_the_most_points_grow_with_the_rounds():
    rounds = [{"id": name, "title": name} for name in ("one", "two", "three")]

    assert hosts.unbound(authored={"rounds": rounds}).block().max_score() == 30.0


@pytest.mark.parametrize("authored", hosts.BROKEN_CONTENT)
def test_there_are_always_points_whatever_is_authored(authored):
    points = hosts.unbound(authored=authored).block().max_score()

    assert isinstance(points, float)
    assert points > 0


@pytest.mark.parametrize("authored", hosts.BROKEN_CONTENT)
def test_points_are_kept_where_the_content_cannot_be_read(signed_off, authored):
    signed_off.authored.update(authored)
    block = signed_off.block()

    assert block.calculate_score() == block.get_score() == Score(10.0, 10.0)


def test_a_block_nobody_signed_off_has_no_points():
    block = hosts.lms().block()

    assert not block.has_submitted_answer()
    assert block.get_score() == Score(0.0, 10.0)


def test_a_signed_off_block_has_its_points(signed_off):
    block = signed_off.block()

    assert block.has_submitted_answer()
    assert block.get_score() == Score(10.0, 10.0)


def test_setting_a_score_publishes_nothing(signed_off):
    block = signed_off.block()

    block.set_score(Score(4.0, 10.0))
    block.save()

    assert signed_off.published == []
    assert signed_off.block().get_score() == Score(4.0, 10.0)


def test_setting_the_same_score_again_changes_nothing(signed_off):
    before = signed_off.state.stored
    block = signed_off.block()

    block.set_score(Score(10.0, 10.0))
    block.set_score(Score(10.0, 10.0))
    block.save()

    assert signed_off.state.stored == before
    assert signed_off.published == []


def test_setting_a_score_leaves_the_review_alone(signed_off):
    before = signed_off.record
    block = signed_off.block()

    block.set_score(Score(1.0, 10.0))
    block.save()

    assert signed_off.record == before


def test_a_rescore_works_the_points_out_from_what_was_signed_off(signed_off):
    signed_off.put("earned", 3.0)
    block = signed_off.block()

    ScorableXBlockMixin.rescore(block, only_if_higher=False)

    assert signed_off.payloads("grade") == [
        {"value": 10.0, "max_value": 10.0, "only_if_higher": False}
    ]


def test_a_rescore_counts_new_rounds_into_the_most_points(signed_off):
    signed_off.authored["rounds"] = [*hosts.ONE_ROUND, {"id": "final", "title": "Final"}]
    block = signed_off.block()

    block.rescore(only_if_higher=False)

    assert signed_off.payloads("grade")[0]["max_value"] == 20.0


def test_a_rescore_is_allowed():
    assert hosts.lms().block().allows_rescore()


def test_an_override_by_staff_is_published_as_it_was_set(signed_off):
    block = signed_off.block()

    block.set_score(Score(raw_earned=7.0, raw_possible=10.0))
    block.publish_grade()

    assert signed_off.payloads("grade") == [{"value": 7.0, "max_value": 10.0}]


def test_scoring_reads_no_user_but_the_block_s_own(signed_off):
    task = hosts.lms(state=signed_off.state, without=("user",))

    assert task.block().calculate_score() == Score(10.0, 10.0)


def test_scoring_works_on_a_record_that_was_never_started():
    assert hosts.lms().block().calculate_score() == Score(0.0, 10.0)


def test_scoring_leaves_a_record_of_a_newer_version_alone(signed_off):
    signed_off.put("record", {"version": 99})

    assert signed_off.block().calculate_score() == Score(10.0, 10.0)


def test_the_block_counts_in_the_gradebook():
    assert MatrixReviewXBlock.has_score is True


@pytest.mark.parametrize("level", ["starting", "growing", "established", "not-applicable"])
def test_the_points_do_not_depend_on_the_level(level):
    review = a_signed_off_review()
    areas = {name: {"level_id": level, "reflection": "Words."} for name in review.areas}
    host = hosts.lms().keep(a_record(a_complete_review()))
    for name, area_review in areas.items():
        host.post("save_area", round="baseline", area=name, revision="0", **area_review)

    host.post("sign_off", round="baseline", revision="1")

    assert host.payloads("grade") == [{"value": 10.0, "max_value": 10.0}]
