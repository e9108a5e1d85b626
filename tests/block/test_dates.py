"""The platform's dates: due dates, grace, individual extensions, courses at one's own pace."""

import json
from datetime import UTC, datetime, timedelta, timezone
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
    assert "Start your review" in hosts.library().page()


def test_dates_that_the_workbench_puts_on_the_instance_mean_nothing():
    runtime = WorkbenchRuntime("zoe")
    runtime.id_generator.set_scenario("dates")
    rounds = quoteattr(json.dumps(hosts.ONE_ROUND))
    block = runtime.get_block(runtime.parse_xml_string(f"<matrix_review rounds={rounds}/>"))

    page = runtime.render(block, "student_view").content

    assert block.due is not None
    assert "Start your review" in page


EDGES = [
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59))),
    datetime(1, 1, 1),  # noqa: DTZ001 - some hosts give dates without a zone
    datetime(1969, 12, 31, tzinfo=UTC),
    datetime(2101, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-23))),
]
GRACES = [None, timedelta(0), timedelta(days=3), timedelta.max, timedelta.min]
STRANGE_ZONES = ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"]


def someone_in(zone, **authored):
    person = hosts.a_participant(user_preferences={"time_zone": zone})
    return hosts.lms(authored=authored, attributes=person).keep(a_record(a_complete_review()))


@pytest.mark.parametrize("zone", STRANGE_ZONES)
@pytest.mark.parametrize("grace", GRACES, ids=repr)
@pytest.mark.parametrize("due", [*EDGES, days(30)])
def test_a_date_of_the_platform_at_the_edge_stops_no_page(due, grace, zone):
    host = someone_in(zone, due=due, graceperiod=grace)

    assert "matrix-head" in host.page()
    assert host.get("download_calendar").status_code == 200


@pytest.mark.parametrize(
    ("dates", "label"),
    [
        ({"due": EDGES[0]}, "Due date"),
        ({"due": EDGES[-1]}, "Due date"),
        ({"due": days(1), "graceperiod": timedelta.max}, "Grace period"),
        ({"due": days(1), "graceperiod": timedelta.min}, "Grace period"),
    ],
)
def test_an_author_is_told_of_a_date_of_the_platform_that_lies_too_far_off(dates, label):
    messages = hosts.an_author(authored=dates).block().validate().messages

    assert [message.text for message in messages] == [
        f"{label}: The year must be from 1970 to 2100."
    ]


def test_an_author_is_told_nothing_of_a_date_that_can_be_shown():
    host = hosts.an_author(authored={"due": days(1), "graceperiod": timedelta(days=3)})

    assert not host.block().validate().messages


def test_a_date_of_the_platform_far_ahead_never_closes_a_round():
    assert not is_closed(hosts.lms(authored={"due": EDGES[-1]}))


def test_a_date_of_the_platform_long_ago_has_closed_a_round():
    assert is_closed(hosts.lms(authored={"due": EDGES[0]}))


@pytest.mark.parametrize("name", ["opens", "due", "closes"])
@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_a_date_of_a_round_at_the_edge_is_a_problem_of_the_author_at_its_field(name, time):
    rounds = [{**hosts.ONE_ROUND[0], name: time}]
    author = hosts.an_author(authored={"rounds": rounds})

    assert "We cannot show this review" in hosts.lms(authored={"rounds": rounds}).page()
    assert "The year must be from 1970 to 2100." in author.page("author_view")
    assert "The year must be from 1970 to 2100." in author.page("studio_view")
    assert [each.text for each in author.block().validate().messages] == [
        f"Round 1, {name.capitalize()}: The year must be from 1970 to 2100."
    ]
    json.dumps(author.block().student_view_data())


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_framework_that_is_valid_at_the_edge_is_a_problem_of_the_author(day):
    framework = {**hosts.small_framework(), "valid_from": day}
    author = hosts.an_author(authored={"framework": framework})

    assert "The year must be from 1970 to 2100." in author.page("author_view")
    assert "The year must be from 1970 to 2100." in author.page("studio_view")
