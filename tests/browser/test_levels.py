import pytest
from playwright.sync_api import expect

from browser.levels import LEGENDS, MISPLACED, RENAME, TURN


@pytest.mark.parametrize("way", ["ltr", "rtl"])
@pytest.mark.parametrize("legend", LEGENDS)
def test_each_level_stands_under_its_heading(started, visit, legend, way):
    page = visit(started)

    page.page.evaluate(RENAME, LEGENDS[legend])
    page.page.evaluate(TURN, way)

    assert page.review.locator(".matrix-row").count() == 8
    assert page.page.evaluate(MISPLACED) == []


def test_the_levels_of_an_area_are_a_group_that_has_its_name(started, visit):
    page = visit(started)

    group = page.review.get_by_role("group", name="Curriculum and assessment", exact=True)

    expect(group.get_by_role("radio")).to_have_count(5)
