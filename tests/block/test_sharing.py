"""What course staff see: set by authors, told on the pages, kept to by every page of staff."""

import pytest

import hosts
from matrix_xblock.domain.framework.sharing import Sharing

WORDS = "Words about a colleague."


def a_participant(sharing, usage=None):
    somebody = hosts.lms(authored={"sharing": sharing}, **({"usage": usage} if usage else {}))
    somebody.post("start_review", round="baseline")
    for area in hosts.small_framework()["areas"]:
        answer = {"level_id": "growing", "reflection": WORDS, "revision": "0"}
        somebody.post("save_area", round="baseline", area=area["id"], **answer)
    return somebody


def signed_off(sharing):
    somebody = a_participant(sharing)
    form = {"round": "baseline", "revision": "1", "sharing": sharing}
    assert somebody.post("sign_off", **form).status_code == 200
    return somebody


@pytest.mark.parametrize(
    ("sharing", "sentence"),
    [
        ("everything", "Your levels, and where you want to be"),
        ("levels", "Your levels, and where you want to be"),
        ("answers", "Only in figures about groups, without your name"),
    ],
)
def test_the_first_page_says_who_sees_what(sharing, sentence):
    assert sentence in hosts.lms(authored={"sharing": sharing}).page()


@pytest.mark.parametrize("sharing", Sharing)
def test_the_form_to_sign_off_carries_what_its_page_has_told(sharing):
    page = a_participant(sharing.value).post("show_page", screen="check", round="baseline").text

    assert f'name="sharing" value="{sharing.value}"' in page
    stays = "evidence stay with you" in page
    assert stays is (sharing is not Sharing.EVERYTHING)


@pytest.mark.parametrize("sharing", ["levels", "answers"])
def test_no_page_and_no_file_of_staff_has_what_stays_with_the_participant(sharing):
    somebody = signed_off(sharing)
    sam = hosts.staff(usage=somebody.usage, authored={"sharing": sharing}, user_id=99)

    person = sam.post("show_staff", screen="person", participant="anon-7").text
    file = sam.post("export_csv", file="reviews").text

    assert "stay with the participant" in person
    assert WORDS not in person + file
    assert ("I plan my subject with support." in person) is (sharing == "levels")


@pytest.mark.parametrize("sharing", Sharing)
def test_the_participant_s_own_page_has_all_of_it(sharing):
    assert WORDS in signed_off(sharing.value).page()


def test_a_course_that_shows_more_by_now_asks_people_to_read_again():
    somebody = a_participant("levels")
    somebody.authored["sharing"] = "everything"

    answer = somebody.post("sign_off", round="baseline", revision="1", sharing="levels")

    assert answer.status_code == 422
    assert "Your course has changed what your course team sees." in answer.text
    assert not [item for _, _, item, _ in hosts.ledger_rows() if item.endswith("+snapshot")]


def test_authors_set_it_and_an_unknown_word_is_refused():
    host = hosts.an_author(authored={"framework": {}})
    page = host.page("studio_view")
    assert 'name="sharing" value="levels"' in page

    refused = host.post("edit_setup", do="save", sharing="nobody")

    assert refused.status_code == 422
    assert "sharing" in refused.text
