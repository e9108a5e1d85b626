import gzip
from urllib.parse import urlsplit

from browser.demo_site import FIRST_AREA
from browser.staff_states import colleague
from browser.states import Stage
from browser.visit import SAVES

LIMIT = 40 * 1024
AS_SERVERS_DO = 6


def test_styles_and_scripts_of_the_review_stay_below_40_kb(started, visit):
    page = visit(started)
    addresses = page.page.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name)"
    )
    ours = [each for each in addresses if "/resource/matrix_review/" in each]
    ours = [each for each in ours if not each.endswith("/demo.css")]

    sizes = {
        urlsplit(each).path: len(
            gzip.compress(page.page.request.get(each).body(), compresslevel=AS_SERVERS_DO)
        )
        for each in ours
    }

    assert any("htmx" in each for each in sizes)
    assert sum(sizes.values()) <= LIMIT, sizes


def test_course_staff_load_little_more(site, new_context):
    page = colleague(Stage(site, new_context()))
    loaded = page.page.evaluate("performance.getEntriesByType('resource').map((e) => e.name)")
    added = [each for each in loaded if "/staff." in each]

    sizes = [
        len(gzip.compress(page.page.request.get(each).body(), compresslevel=AS_SERVERS_DO))
        for each in added
    ]

    assert len(added) == 2
    assert sum(sizes) <= 4 * 1024


def test_a_save_sends_its_own_section_only(started, visit):
    page = visit(started)

    with page.page.expect_request(SAVES) as asked, page.saved(FIRST_AREA):
        page.level(FIRST_AREA, "growing").check()

    assert len(asked.value.post_data) < 500


def test_a_saved_answer_is_small(started, visit):
    page = visit(started)

    with page.page.expect_response(SAVES) as answered:
        page.level(FIRST_AREA, "growing").check()

    assert len(answered.value.body()) < 4096
