"""What the privacy notice says of analytics: only where the site sends private acts there."""

import pytest

import hosts
from matrix_xblock.host.events import PRIVATE_ACTS

TELLS = "On this site, dashboards also show course staff when you do any of this"
LINES = {
    "cpd_logged": "log CPD",
    "next_step_moved": "set a next step, or move it on",
    "opportunity_moved": "ask for an opportunity, or say what came of it",
}


def first_page(**site):
    return hosts.lms(site=site).page()


@pytest.mark.parametrize("act", PRIVATE_ACTS)
def test_the_notice_names_each_private_act_that_the_site_sends(act):
    page = first_page(analytics_events=[act])

    assert TELLS in page
    assert [each for each in LINES if f"<li>{LINES[each]}</li>" in page] == [act]


@pytest.mark.parametrize(
    "site",
    [
        {},
        {"analytics_events": []},
        {"analytics_events": ["opportunity_marked", "exported", "levels"]},
        {"analytics_events": "cpd_logged"},
        {"analytics_events": None},
    ],
    ids=str,
)
def test_where_no_private_act_is_sent_the_first_page_says_no_word_more(site):
    assert first_page(**site) == first_page()


def test_what_is_wrong_elsewhere_in_the_settings_keeps_nobody_from_being_told():
    assert TELLS in first_page(analytics_events=["cpd_logged"], k="ten")


def test_an_author_s_own_notice_has_it_as_well():
    host = hosts.lms(
        site={"analytics_events": ["cpd_logged"]}, authored={"notice": "Kept for a year."}
    )

    page = host.page()

    assert "Kept for a year." in page
    assert TELLS in page
