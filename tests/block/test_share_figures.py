"""Share figures on a real block: a page of a release says what is stored, whatever has changed."""

import re

import pytest

import hosts
from builders import NOW, a_framework, a_round, a_setup
from fakes import FakeLedger, FakeStaff
from matrix_xblock.codec.figures.releases import write_release
from matrix_xblock.codec.framework.authored import write_framework
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.staff.roster import Person
from matrix_xblock.domain.values.ledger_rows import RELEASES, Entry, Kind
from matrix_xblock.host.ledger import ledger_for
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease

EVIL = "<script>alert(1)</script>"
PAGE = {"screen": "releases", "round": "baseline"}


def a_release():
    """Make a release of 70 people by group, in memory."""
    ledger, framework = FakeLedger(), a_framework()
    levels = [each.id for each in framework.levels]
    people = [Person(f"p{n}", "", f"{EVIL} {n % 2}") for n in range(70)]
    for n, each in enumerate(people):
        chosen = {area.id: levels[n % len(levels)] for area in framework.areas}
        row = {"round": "baseline", "revision": 1, "levels": chosen, "opportunities": {}}
        ledger.append([Entry(Kind.SUMMARY, each.id, row, NOW)])
    setup = a_setup(rounds=(a_round(closes=NOW),))
    host = FakeStaff(ledger, setup=setup, people=people, who=f"{EVIL} Taylor")
    groups = (Group(f"{EVIL} North", (f"{EVIL} 0",)),)
    return releases.make(host, AskedRelease("one", "baseline", groups))


@pytest.fixture(scope="module")
def rows():
    return write_release(a_release())


@pytest.fixture
def sam(rows):
    """Give course staff of a block of which figures are released; nobody has signed off there."""
    host = hosts.staff()
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(host.usage), may_record=True)
    ledger.append([Entry(Kind.RELEASE, RELEASES, row, NOW) for row in rows])
    return host


def test_a_page_of_a_release_is_the_same_whatever_has_changed_since(sam):
    before = sam.post("show_staff", **PAGE).text

    framework = write_framework(a_framework(title="Another", areas=a_framework().areas[:1]))
    sam.authored = {**sam.authored, "framework": framework}
    sam.site = {"k": 25}
    sam.services = {"matrix_people": hosts.OneCohort(sam.usage)}
    hosts.give(sam.usage, "Elsewhere")
    after = sam.post("show_staff", **PAGE).text

    assert "10 or fewer" in before
    assert after == before


def test_a_release_that_has_lost_a_group_is_listed_and_its_page_says_so(rows):
    [row] = rows
    host = hosts.staff()
    ledger = ledger_for(course=str(hosts.COURSE), usage=str(host.usage), may_record=True)
    ledger.append([Entry(Kind.RELEASE, RELEASES, {**row, "groups": row["groups"][1:]}, NOW)])

    page = host.post("show_staff", **PAGE).text

    assert "This release cannot be read: part of what was stored is missing." in page
    assert re.search(r"\d{4}, cannot be read", page)
    assert "Download report" not in page


def test_what_people_have_typed_is_text_on_the_page_and_in_the_file(sam):
    page = sam.post("show_staff", **PAGE).text
    file = sam.post("export_release", release="one")

    assert page.count("&lt;script&gt;") > 3
    assert EVIL not in page
    assert f"{EVIL} North" in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="figures-baseline.csv"'


def test_a_hidden_number_has_words_for_who_hears_the_page(sam):
    page = sam.post("show_staff", **PAGE).text

    assert re.search(r'<abbr[^>]*title="Not shown', page)


def test_somebody_behind_a_wall_reads_a_release_and_has_no_button_to_make_or_withdraw_one(sam):
    hosts.give(sam.usage, "Ashgrove Primary")
    lena = hosts.a_facilitator(usage=sam.usage)

    page = lena.post("show_staff", **PAGE).text

    assert "70" in page
    assert "make_release" not in page
    assert "withdraw_release" not in page
    assert "only colleagues who can open every review" in page
    assert lena.post("export_release", release="one").status_code == 200


def test_on_the_page_of_course_staff_a_release_can_be_withdrawn(sam):
    assert "withdraw_release" in sam.post("show_staff", **PAGE).text

    page = sam.post("withdraw_release", release="one").text

    assert "cannot be called back" in page
    assert "Self-assessed levels" not in page
