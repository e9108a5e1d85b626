import gzip

import pytest

from browser.author_states import author
from browser.demo_site import FIRST_AREA
from browser.staff_states import colleague
from browser.states import Stage
from browser.visit import SAVES
from matrix_xblock.host import assets

AS_SERVERS_DO = 6
LIMITS = {"participant": 19_800, "staff": 26_710, "author": 10_400}
"""Bytes of the styles and scripts of an installed package, after gzip."""


def participant(site, context):
    return Stage(site, context).visit(site.participant().start())


def staff(site, context):
    return colleague(Stage(site, context))


def editor(site, context):
    return author(Stage(site, context))


@pytest.mark.parametrize(("audience", "limit"), LIMITS.items())
def test_an_audience_s_script_and_style_sheet_are_small(static_files, audience, limit):
    files = [static_files / assets.built(audience, kind) for kind in ("css", "js")]

    sizes = [len(gzip.compress(each.read_bytes(), compresslevel=AS_SERVERS_DO)) for each in files]

    assert sum(sizes) <= limit, sizes


@pytest.mark.parametrize(
    ("audience", "opened"),
    [("participant", participant), ("staff", staff), ("author", editor)],
)
def test_a_page_loads_no_other_files_than_its_audience_s(site, new_context, audience, opened):
    page = opened(site, new_context())
    addresses = page.page.evaluate(
        "performance.getEntriesByType('resource').map((each) => each.name)"
    )

    ours = {each.partition("/matrix_review/")[2] for each in addresses if "/matrix_review/" in each}

    expected = {assets.built(audience, kind) for kind in ("css", "js")}
    assert ours - {"public/css/demo.css"} == expected


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
