import pytest

from builders import NOW, a_complete_review, a_form, a_record, days, named, rounds
from builders import a_setup as setup
from fakes import FakeHost
from matrix_xblock import participant
from matrix_xblock.codec.ledger import read_return
from matrix_xblock.codec.reading import Reading
from matrix_xblock.domain.errors import Invalid, Stale, Unknown
from matrix_xblock.ports import Kind
from matrix_xblock.staff import return_review


@pytest.fixture
def host():
    """Give a participant who has signed the baseline review off."""
    host = FakeHost(record=a_record(a_complete_review()), setup=setup(rounds=rounds()))
    participant.sign_off(host, a_form(round="baseline", revision="1"))
    return host


def returned(host, **changes):
    said = {"round_id": "baseline", "reason": "Please say more.", "comments": {}, "now": days(1)}
    who = changes.pop("who", host.participant.id)
    return return_review(host.ledger, who, **{**said, **changes})


def responses(host):
    return host.ledger.entries(host.participant.id, Kind.RESPONSE)


def test_a_return_is_one_row_of_the_ledger_with_reason_and_comments(host):
    given = returned(host, comments={"leadership": "Which change?"})

    [entry] = responses(host)
    assert read_return(Reading.of(entry.body)) == given
    assert (given.revision, given.reason, given.at) == (1, "Please say more.", days(1))
    assert given.comments == {"leadership": "Which change?"}
    assert entry.at == days(1)


def test_a_return_touches_nothing_of_the_participant(host):
    *kept, _, announced = host.state

    returned(host)

    assert ([*host.state[:-2]], host.state[-1]) == (kept, announced)


@pytest.mark.parametrize(
    "changes", [{"who": "nobody"}, {"round_id": "final"}, {"round_id": "unknown"}], ids=str
)
def test_what_was_not_signed_off_cannot_be_returned(host, changes):
    with pytest.raises(Unknown) as refused:
        returned(host, **changes)

    assert named(refused.value.problems) == [("round", "nothing_signed_off")]
    assert responses(host) == ()


def test_a_review_cannot_be_returned_twice(host):
    returned(host)

    with pytest.raises(Stale) as refused:
        returned(host, reason="Once more.")

    assert named(refused.value.problems) == [("revision", "stale")]
    assert len(responses(host)) == 1


def test_a_review_that_was_signed_off_again_can_be_returned_again(host):
    returned(host)
    participant.sign_off(host, a_form(round="baseline", revision="2"))

    assert returned(host).revision == 2


def test_a_return_of_one_round_is_none_of_another(host):
    returned(host)
    participant.start(host, a_form(round="mid-point"))
    for area in ("subject", "leadership", "networks"):
        said = {"round": "mid-point", "area": area, "revision": "0", "level_id": "growing"}
        participant.save_area(host, a_form(**said))
    participant.sign_off(host, a_form(round="mid-point", revision="1"))

    assert returned(host, round_id="mid-point").round_id == "mid-point"


@pytest.mark.parametrize("reason", ["", " \r\n", "x" * 2001, "\x00"])
def test_a_return_that_cannot_be_kept_is_refused_and_nothing_written(host, reason):
    with pytest.raises(Invalid) as refused:
        returned(host, reason=reason)

    assert [problem.field for problem in refused.value.problems] == ["reason"]
    assert responses(host) == ()


def test_words_of_staff_are_cleaned(host):
    given = returned(host, reason=" a\r\nb ", comments={"leadership": " c\v", "subject": " "})

    assert (given.reason, given.comments) == ("a\nb", {"leadership": "c"})


def test_the_participant_meets_the_return_on_the_next_page(host):
    returned(host)

    page = participant.show(host, a_form(round="baseline"))

    assert (page.context["status"], page.context["review"].revision) == ("returned", 2)
    assert page.context["review"].earlier == (NOW,)
