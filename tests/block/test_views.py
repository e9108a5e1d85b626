"""The participant's page in every host, and with each thing missing that a host may lack."""

import subprocess
import sys
from collections import Counter

import lxml.html
import pytest
from django.conf import settings
from django.test import override_settings
from opaque_keys.edx.locator import BlockUsageLocator, CourseLocator

import hosts
from builders import a_complete_review, a_record, a_review, a_signed_off_review, an_area_review
from matrix_xblock.block import MatrixReviewXBlock

OUTSIDE = "Sign in and enrol to see yours."
WANTED = sorted(set(MatrixReviewXBlock._combined_services) - {"field-data"})
HARM = "</script><script>alert(1)</script> \u2028\u2029 </textarea> {{ 7 }} & \"quoted\" 'so'"
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


def parsed(page):
    return lxml.html.fromstring(f"<div>{page}</div>")


def ids_in(page):
    return Counter(page.xpath("//@id"))


def test_course_staff_are_shown_who_needs_them():
    view = hosts.staff().view()

    assert "Nothing needs you" in view.content
    assert "css/staff/" in str(view.to_dict()["resources"])


@pytest.mark.parametrize("meet", [hosts.lms, hosts.other_course_staff, hosts.staff_as_a_learner])
def test_nobody_else_loads_what_is_made_for_staff(meet):
    resources = str(meet().view().to_dict()["resources"])

    assert "staff" not in resources.replace("/static/", "")


@pytest.mark.parametrize(
    "meet",
    [
        hosts.lms,
        hosts.staff_as_a_learner,
        hosts.other_course_staff,
        hosts.studio_preview,
        hosts.library,
    ],
)
def test_who_has_a_review_here_is_shown_how_to_start_it(meet):
    page = meet().page()

    assert "Start your review" in page


@pytest.mark.parametrize(
    "meet",
    [
        hosts.anonymous,
        hosts.without_attributes,
        hosts.studio_handler,
        hosts.unbound_library,
        hosts.unbound,
    ],
)
def test_who_has_no_review_here_is_told_what_this_is(meet):
    page = meet().page()

    assert OUTSIDE in page
    assert "data-matrix-send" not in page
    assert "data-matrix-show" not in page


def test_a_visitor_without_an_account_is_told_what_this_is():
    page = hosts.anonymous().page("public_view")

    assert OUTSIDE in page


def test_the_workbench_shows_the_same_page():
    page = hosts.Workbench().page()

    assert "Start your review" in page


def test_a_context_that_is_missing_does_not_matter():
    block = hosts.lms().block()

    assert "Start your review" in block.student_view().content


def test_staff_who_look_as_a_named_participant_see_a_placeholder():
    assert MatrixReviewXBlock.show_in_read_only_mode is False


def test_a_page_for_staff_who_look_as_a_participant_shows_nothing_of_theirs(monkeypatch):
    host = hosts.lms().keep(a_record(a_complete_review()))
    monkeypatch.setitem(sys.modules, "crum", hosts.FakeCrum(99))

    page = host.page()

    assert OUTSIDE in page
    assert "I learned a lot." not in page


def test_a_request_of_the_participant_s_own_is_no_masquerade(monkeypatch):
    monkeypatch.setitem(sys.modules, "crum", hosts.FakeCrum(7))

    answer = hosts.lms().post("show_page")

    assert answer.status_code == 200


@pytest.mark.parametrize("meet", [hosts.lms, hosts.studio_preview, hosts.library, hosts.anonymous])
def test_looking_at_a_page_changes_nothing(meet):
    host = meet()

    host.page()

    assert host.state.writes == 0
    assert host.published == []


@pytest.mark.parametrize("service", WANTED)
def test_a_page_is_shown_without_any_one_service(service):
    host = hosts.lms(without=(service,)).keep(a_record(a_complete_review()))

    page = host.page()

    assert (OUTSIDE if service == "user" else "reflections in 3") in page


@pytest.mark.parametrize("service", [name for name in WANTED if name != "user"])
def test_a_review_is_signed_off_without_any_one_service(service):
    host = hosts.lms(without=(service,)).keep(a_record(a_complete_review()))

    answer = host.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 200


def test_without_the_user_service_nothing_is_let_in():
    answer = hosts.lms(without=("user",)).post("show_page")

    assert answer.status_code == 403


def test_services_that_raise_are_services_that_are_missing():
    host = hosts.lms(raises=("i18n", "completion", "settings", "studio_user_permissions"))

    assert "Start your review" in host.page()


@pytest.fixture
def no_submissions():
    """A site on which edx-submissions is not installed."""
    apps = [app for app in settings.INSTALLED_APPS if app != "submissions"]
    with override_settings(INSTALLED_APPS=apps):
        yield


def test_a_site_without_a_ledger_can_do_everything_but_sign_off(no_submissions):
    host = hosts.lms()

    statuses = [
        host.post("start_review", round="baseline").status_code,
        host.post("save_area", round="baseline", area="subject", revision="0").status_code,
        host.post("save_answers", round="baseline", revision="0").status_code,
        host.post("save_private", round="baseline", revision="0").status_code,
        host.post("show_page").status_code,
        host.post("show_page", screen="check").status_code,
        host.get("print_sheet").status_code,
    ]

    assert statuses == [200] * 7


def test_a_site_without_a_ledger_says_so_at_sign_off(no_submissions):
    host = hosts.lms().keep(a_record(a_complete_review()))

    answer = host.post("sign_off", round="baseline", revision="1")

    assert answer.status_code == 503
    assert answer.headers["X-Matrix-Review"] == "unavailable"
    assert "You cannot sign off here" in answer.text
    assert host.state.writes == 0
    assert host.published == []


def test_a_site_without_a_ledger_still_shows_what_was_signed_off(no_submissions):
    host = hosts.lms().keep(a_record(a_signed_off_review()))

    page = host.page()

    assert "Your finished review" in page
    assert "I learned a lot." in page


def test_signed_off_and_cannot_be_changed_are_said_once_on_their_pages():
    finished = hosts.lms().keep(a_record(a_signed_off_review())).page()
    check = hosts.lms().keep(a_record(a_complete_review())).post("show_page", screen="check").text

    assert parsed(finished).text_content().count("Signed off") == 1
    assert lxml.html.fromstring(check).text_content().count("cannot change it") == 1


def test_two_blocks_on_a_page_share_no_id():
    record = a_record(a_complete_review())
    one = hosts.lms().keep(record)
    two = hosts.lms(usage=hosts.UsageKey(hosts.COURSE, "two")).keep(record)

    ids = ids_in(parsed(one.page() + two.page()))

    assert ids
    assert {name: count for name, count in ids.items() if count > 1} == {}


@pytest.mark.parametrize("screen", ["", "check"])
def test_every_reference_on_a_page_finds_what_it_names(screen):
    host = hosts.lms().keep(a_record(a_complete_review()))
    frame = host.page()
    page = parsed(frame + (host.post("show_page", screen=screen).text if screen else ""))

    named = {
        each
        for attribute in REFERENCES
        for value in page.xpath(f"//@{attribute}")
        for each in value.split()
    }

    assert named - set(page.xpath("//@id")) == set()


def test_what_a_participant_wrote_cannot_leave_its_place():
    areas = {"subject": an_area_review(reflection=HARM, evidence=HARM)}
    host = hosts.lms(name=HARM).keep(a_record(a_review(areas=areas)))

    page = parsed(host.whole())

    assert page.xpath("//script") == []
    texts = [area.text.removeprefix("\n") for area in page.xpath("//textarea[text()]")]
    assert texts.count(HARM) == 2


def test_what_a_participant_wrote_cannot_leave_its_place_in_the_workbench():
    bench = hosts.Workbench()
    bench.post("start_review", round="baseline")
    scripts = len(lxml.html.fromstring(bench.page()).xpath("//script"))
    area = "leadership"
    bench.post("save_area", round="baseline", area=area, revision="0", reflection=HARM)

    page = lxml.html.fromstring(bench.page())
    whole = lxml.html.fromstring(bench.whole())

    assert len(page.xpath("//script")) == scripts
    assert whole.xpath("//script") == []
    assert any("</script>" in (each.text or "") for each in whole.xpath("//textarea"))


def test_a_page_hands_its_script_no_data():
    view = hosts.lms().block().student_view()

    assert view.js_init_fn == "MatrixReview"
    assert not view.json_init_args


def test_a_page_asks_for_nothing_from_elsewhere():
    view = hosts.lms().block().student_view()

    addresses = [each.data for each in view.resources if each.kind == "url"]
    assert addresses
    assert all(each.startswith("/static/") for each in addresses)


def test_a_real_usage_key_names_the_block_and_its_course():
    course = CourseLocator("Trust", "NPQ", "2026")
    usage = BlockUsageLocator(course, "matrix_review", "one")
    host = hosts.lms(usage=usage).keep(a_record(a_complete_review()))

    host.post("sign_off", round="baseline", revision="1")

    assert {row[1] for row in hosts.ledger_rows()} == {"course-v1:Trust+NPQ+2026"}


PLAIN_DJANGO = """
import django
django.setup()
from xblock.core import XBlock
block = XBlock.load_class("matrix_review")
assert block.__name__ == "MatrixReviewXBlock"
assert b"matrix" in block.open_local_resource("public/css/review/base.css").read()
"""


def test_the_entry_point_loads_under_the_workbench_s_own_settings(tmp_path):
    (tmp_path / "var").mkdir()
    environment = {"DJANGO_SETTINGS_MODULE": "workbench.settings", "PATH": "/usr/bin:/bin"}

    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path!r}\n{PLAIN_DJANGO}"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_what_an_author_wrote_cannot_leave_its_place():
    framework = hosts.small_framework()
    for part in (framework, *framework["areas"], *framework["levels"], *framework["prompts"]):
        for name in ("title", "name", "description", "descriptor", "text", "not_applicable"):
            if part.get(name):
                part[name] += HARM
    texts = {"framework": framework, "display_name": HARM, "notice": HARM, "notice_version": HARM}
    rounds = [{**hosts.ONE_ROUND[0], "title": HARM}]
    host = hosts.lms(authored={**texts, "rounds": rounds}).keep(a_record(a_complete_review()))

    pages = host.page() + host.post("show_page", screen="check").text

    assert parsed(pages).xpath("//script") == []
    assert "<script>" not in pages


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "Europe", None])
def test_a_time_zone_that_does_not_exist_stops_nobody(zone):
    preferences = a_preference(time_zone=zone)

    assert "Start your review" in hosts.lms(attributes=preferences).page()


def test_times_are_those_of_the_reader():
    rounds = [{**hosts.ONE_ROUND[0], "closes": "2026-01-31T16:00:00+00:00"}]
    tokyo = a_preference(time_zone="Asia/Tokyo")

    page = hosts.lms(attributes=tokyo, authored={"rounds": rounds}).page()

    assert "1 February 2026 at 01:00" in page


@pytest.mark.parametrize("preferences", [None, "none", {}])
def test_preferences_that_are_missing_stop_nobody(preferences):
    attributes = hosts.a_participant(user_preferences=preferences)

    assert "Start your review" in hosts.lms(attributes=attributes).page()


def test_a_person_without_a_full_name_is_shown_by_user_name():
    page = hosts.lms(name="").keep(a_record(a_review())).page()

    assert "amina" in page


def a_preference(**preferences):
    return hosts.a_participant(user_preferences=preferences)
