import pytest

from builders import a_form, an_area_review, named, prompts
from matrix_xblock.codec.common.forms import read_integer, read_save, read_text
from matrix_xblock.codec.review.review_form import read_answers, read_area
from matrix_xblock.domain.errors import Invalid
from matrix_xblock.domain.review.review import AreaReview
from matrix_xblock.domain.values.versions import IncomingSave
from texts import in_short


def test_a_field_that_was_not_sent_is_empty():
    assert read_text({}, "reflection") == ""


def test_a_field_that_was_sent_without_a_value_is_empty():
    assert read_text({"reflection": []}, "reflection") == ""


@pytest.mark.parametrize("values", [["a", "b"], ["a", "a"], ["", ""]])
def test_a_field_that_was_sent_twice_is_refused(values):
    with pytest.raises(Invalid) as refused:
        read_text({"reflection": values}, "reflection")

    assert named(refused.value.problems) == [("reflection", "sent_twice")]


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("007", 7), ("2147483647", 2147483647)])
def test_a_whole_number_is_read(text, number):
    assert read_integer(a_form(revision=text), "revision") == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        "True",
        "one",
        "²",
        "١",
        "\x001",
        "2147483648",
        "00000000001",
        "9" * 5000,
    ],
    ids=in_short,
)
def test_anything_else_is_no_whole_number(text):
    with pytest.raises(Invalid) as refused:
        read_integer(a_form(revision=text), "revision")

    assert named(refused.value.problems) == [("revision", "invalid")]


def test_what_was_sent_instead_of_a_number_is_not_repeated():
    with pytest.raises(Invalid) as refused:
        read_integer(a_form(revision="SECRET"), "revision")

    assert "SECRET" not in repr(refused.value)


def test_a_save_says_what_the_page_was_showing_and_which_tab_sends_it():
    form = a_form(revision="3", writer="k3v9x2lq", sequence="7")

    assert read_save(form) == IncomingSave(seen=3, writer="k3v9x2lq", sequence=7)


def test_a_save_without_a_tab_has_no_number():
    assert read_save(a_form(revision="3", sequence="nonsense")) == IncomingSave(seen=3)


def test_the_name_of_a_tab_is_kept_short():
    assert read_save(a_form(revision="0", writer="x" * 5000, sequence="1")).writer == "x" * 40


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (a_form(), "revision"),
        (a_form(revision="1", writer="tab"), "sequence"),
        (a_form(revision="1", writer="tab", sequence="-1"), "sequence"),
    ],
)
def test_a_save_without_its_numbers_is_refused(form, field):
    with pytest.raises(Invalid) as refused:
        read_save(form)

    assert named(refused.value.problems) == [(field, "invalid")]


def test_an_area_is_read():
    form = a_form(
        level_id="growing",
        reflection="More.\r\n",
        evidence="A link.",
        target_level_id="established",
        then_level_id="starting",
        csrf="ignored",
    )

    assert read_area(form) == an_area_review(
        reflection="More.\r\n",
        evidence="A link.",
        target_level_id="established",
        then_level_id="starting",
    )


def test_an_empty_form_says_nothing_of_an_area():
    assert read_area({}) == AreaReview()


@pytest.mark.parametrize(
    "field", ["level_id", "reflection", "evidence", "target_level_id", "then_level_id"]
)
def test_an_area_with_a_field_sent_twice_is_refused(field):
    with pytest.raises(Invalid) as refused:
        read_area({field: ["one", "two"]})

    assert named(refused.value.problems) == [(field, "sent_twice")]


def test_answers_are_read_for_the_prompts_that_are_asked():
    form = {"answer-moved": ["in-part"], "answer-why-not": ["a", "b"], "answer-other": ["c"]}

    assert read_answers(form, prompts()[:3]) == {
        "moved": ("in-part",),
        "why-not": ("a", "b"),
        "next-step": (),
    }
