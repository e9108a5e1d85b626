"""The platform's dates: due dates, grace, individual extensions, courses at one's own pace."""

import json
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import quoteattr

import pytest
from workbench.runtime import WorkbenchRuntime

import hosts
from builders import a_complete_review, a_record

CLOSED = "This round has closed"


def days(count):
    return datetime.now(UTC) + timedelta(days=count)


def naive(count):
    return days(count).replace(tzinfo=None)


def is_closed(host):
    page = host.page()
    answer = host.post("start_review", round="baseline")
    assert (answer.status_code == 423) == (CLOSED in page), "page and handler disagree"
    return CLOSED in page


@pytest.mark.parametrize(
    ("dates", "closed"),
    [
        ({}, False),
        ({"due": None, "graceperiod": None}, False),
        ({"due": days(1)}, False),
        ({"due": days(-1)}, True),
        ({"due": days(-1), "graceperiod": timedelta(days=3)}, False),
        ({"due": days(-5), "graceperiod": timedelta(days=3)}, True),
        ({"due": None, "graceperiod": timedelta(days=3)}, False),
        ({"due": naive(1)}, False),
        ({"due": naive(-1)}, True),
        ({"due": naive(-1), "graceperiod": timedelta(days=3)}, False),
        ({"due": days(-1), "self_paced": True}, False),
        ({"due": naive(-1), "self_paced": True}, False),
        ({"due": days(-1), "self_paced": False}, True),
        ({"due": "soon"}, False),
    ],
)
def test_a_round_without_dates_of_its_own_ends_with_the_platform_s(dates, closed):
    assert is_closed(hosts.lms(authored=dates)) is closed


def test_an_extension_for_one_person_keeps_it_open_for_that_person():
    assert not is_closed(hosts.lms(authored={"due": days(-1)}, own_dates={"due": days(2)}))


def test_an_extension_that_is_over_closes_it():
    assert is_closed(hosts.lms(authored={"due": days(-9)}, own_dates={"due": days(-1)}))


def test_grace_comes_on_top_of_an_extension():
    late = {"due": days(-9), "graceperiod": timedelta(days=2)}

    assert not is_closed(hosts.lms(authored=late, own_dates={"due": days(-1)}))


def test_a_review_within_grace_is_late_and_can_be_signed_off():
    host = hosts.lms(authored={"due": days(-1), "graceperiod": timedelta(days=3)})
    host.keep(a_record(a_complete_review()))

    page = host.page()
    answer = host.post("sign_off", round="baseline", revision="1")

    assert "This was due on" in page
    assert answer.status_code == 200


def test_dates_of_the_round_itself_come_before_the_platform_s():
    own = {**hosts.ONE_ROUND[0], "closes": days(2).isoformat()}

    assert not is_closed(hosts.lms(authored={"due": days(-1), "rounds": [own]}))


def test_a_host_without_dates_never_closes():
    assert not is_closed(hosts.lms(has_dates=False))


def test_a_library_has_no_dates_and_shows_the_review():
    assert "Take stock" in hosts.library().page()


def test_dates_that_the_workbench_puts_on_the_instance_mean_nothing():
    runtime = WorkbenchRuntime("zoe")
    runtime.id_generator.set_scenario("dates")
    rounds = quoteattr(json.dumps(hosts.ONE_ROUND))
    block = runtime.get_block(runtime.parse_xml_string(f"<matrix_review rounds={rounds}/>"))

    page = runtime.render(block, "student_view").content

    assert block.due is not None
    assert "Take stock" in page
