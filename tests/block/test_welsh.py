"""The page in Welsh: its words, its six plural forms, its dates, and whose language is whose."""

import gettext
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import polib
import pytest
from django.utils import translation

import hosts
from builders import (
    a_complete_review,
    a_framework,
    a_record,
    a_returned_review,
    a_review,
    a_signed_off_review,
    every_area,
)
from matrix_xblock.domain.record.engagement import Credit, CreditPart
from matrix_xblock.host import pages, services
from matrix_xblock.screens.page import Page

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
FOR_PARTICIPANTS = ("templates/participant/", "matrix_xblock/host/wording.py")
TITLE = "Talent matrix review"
VALUE = re.compile(r"%\(\w+\)[a-z]")


@dataclass(frozen=True)
class Points:
    """What a review brings."""

    credit: Credit
    with_earned: bool = False


@pytest.fixture(autouse=True)
def welsh():
    with translation.override("cy"):
        yield


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(TRANSLATIONS / "cy" / "LC_MESSAGES" / "text.po"))


def forms_of(entry):
    """Give every form of a translation: one, or one for each plural form."""
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def parsed(page):
    return lxml.html.fromstring(f"<div>{page}</div>")


def text_of(page):
    return " ".join(parsed(page).text_content().split())


def checking(host):
    return host.post("show_page", screen="check").text


SCREENS = {
    "start": (a_record(), hosts.Host.page),
    "overview": (a_record(a_complete_review()), hosts.Host.page),
    "area": (
        a_record(a_complete_review()),
        lambda host: host.post("show_page", screen="area", area="subject").text,
    ),
    "questions": (
        a_record(a_complete_review()),
        lambda host: host.post("show_page", screen="questions").text,
    ),
    "review": (a_record(a_complete_review()), hosts.Host.whole),
    "returned": (a_record(a_returned_review()), hosts.Host.whole),
    "check": (a_record(a_review()), checking),
    "signed off": (a_record(a_signed_off_review()), hosts.Host.page),
    "sheet": (a_record(a_complete_review()), lambda host: host.get("print_sheet").text),
}


def shown(screen, **changes):
    """Give the HTML of a screen, within what stands around it."""
    record, show = SCREENS[screen]
    return show(hosts.lms(**changes).keep(record))


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        ("start", "Dechrau eich adolygiad"),
        ("start", "tua 10 munud"),
        ("review", "Ble rydych chi nawr?"),
        ("review", "Lefelau mewn 3 o 3 maes"),
        ("review", "Dim ond chi sy'n gallu gweld hyn"),
        ("review", "Gwirio eich atebion"),
        ("returned", "Sylw gan dîm eich cwrs"),
        ("check", "Meysydd eraill i’w hateb cyn i chi lofnodi (3):"),
        ("signed off", "Eich adolygiad gorffenedig"),
        ("sheet", "Taflen sgwrs"),
    ],
)
def test_a_page_is_in_welsh(screen, words):
    page = shown(screen)

    assert words in text_of(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_no_sentence_of_ours_is_left_in_english(screen, catalogue):
    page = text_of(shown(screen))

    sentences = {each.msgid for each in catalogue if " " in each.msgid and "%" not in each.msgid}
    assert [each for each in sentences - {TITLE} if each in page] == []


def test_what_the_script_says_is_in_welsh():
    page = parsed(shown("overview"))

    assert page.xpath("//@data-say-saving") == ["Wrthi'n cadw…"]


def test_a_refusal_is_in_welsh():
    host = hosts.lms().keep(a_record(a_review()))

    answer = host.post("sign_off", round="baseline", revision="1")

    assert "Dewiswch ble rydych chi nawr yn y maes hwn: Subject knowledge" in text_of(answer.text)


def test_a_reader_of_english_still_reads_english():
    with translation.override("en-gb"):
        page = shown("review")

    assert "Where are you now?" in text_of(page)


@pytest.mark.parametrize("language", ["cy", "cy-gb"])
def test_welsh_is_found_with_and_without_a_country(language):
    with translation.override(language):
        page = shown("review")

    assert "Ble rydych chi nawr?" in text_of(page)


@pytest.mark.parametrize(
    ("count", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (6, "many"), (8, "other"), (11, "other")],
)
def test_a_count_has_the_plural_form_that_cldr_gives_it(count, form):
    words = gettext.translation("text", TRANSLATIONS, ["cy"])

    assert ("zero", "one", "two", "few", "many", "other")[words.plural(count)] == form


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0 pwynt"),
        (1, "1 pwynt"),
        (2, "2 bwynt"),
        (3, "3 phwynt"),
        (6, "6 phwynt"),
        (8, "8 pwynt"),
        (11, "11 pwynt"),
    ],
)
def test_a_noun_after_a_number_is_mutated_as_the_number_wants_it(count, words):
    credit = Credit((CreditPart("sign_off", done=0, needed=1, possible=count),))

    block = hosts.lms().block()
    page = Page("participant/credit.html", Points(credit))
    page = pages.render(block, page, services.viewer(block))

    assert lxml.html.fromstring(page).xpath("//*[@class='matrix-number']/text()") == [words]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Myfyrdodau mewn 0 maes"),
        (1, "Myfyrdod mewn 1 maes"),
        (2, "Myfyrdodau mewn 2 faes"),
        (3, "Myfyrdodau mewn 3 maes"),
        (6, "Myfyrdodau mewn 6 maes"),
        (8, "Myfyrdodau mewn 8 maes"),
        (11, "Myfyrdodau mewn 11 maes"),
    ],
)
def test_one_thing_and_several_things_are_told_apart(count, words):
    credit = Credit((CreditPart("reflections", done=0, needed=count, possible=1),))

    block = hosts.lms().block()
    page = Page("participant/credit.html", Points(credit))
    page = pages.render(block, page, services.viewer(block))

    assert words in text_of(page)


def test_a_date_is_in_welsh():
    signed = a_signed_off_review(signed_off_at=datetime(2026, 11, 23, 9, 5, tzinfo=UTC))
    host = hosts.lms().keep(a_record(signed))

    page = host.page()

    assert "23 Tachwedd 2026 am 09:05" in text_of(page)


def test_the_root_of_the_page_says_that_it_is_welsh():
    page = parsed(shown("overview"))

    assert page.xpath("//*[@data-matrix-review]/@lang") == ["cy"]


def test_the_sheet_says_that_it_is_welsh():
    page = lxml.html.document_fromstring(shown("sheet").encode())

    assert page.get("lang") == "cy"


def framework_words(framework):
    """Give the words of a framework that a page repeats as they are."""
    areas = [
        words
        for area in framework.areas
        for words in (area.name, area.description, *area.prompts, *area.descriptors.values())
    ]
    levels = [words for level in framework.levels for words in (level.name, level.descriptor)]
    prompts = [
        words
        for prompt in framework.prompts
        for words in (prompt.text, *(choice.text for choice in prompt.choices))
    ]
    return {*areas, *levels, *prompts, framework.not_applicable} - {""}


def languages_of(page, texts):
    """Give the language in which each of these words stands, as a browser works it out."""
    languages = {}
    for element in page.iter():
        for text in (element.text, *(child.tail for child in element)):
            words = (text or "").strip().removeprefix(": ")
            if words in texts:
                tagged = element.xpath("ancestor-or-self::*[@lang][1]/@lang")
                languages.setdefault(words, set()).update(tagged or ["cy"])
    return languages


@pytest.mark.parametrize("screen", ["review", "returned", "check", "signed off", "sheet"])
def test_words_of_an_english_framework_stay_english_where_they_stand(screen):
    page = parsed(shown(screen))

    languages = languages_of(page, framework_words(a_framework()))

    assert languages
    assert {words: tags for words, tags in languages.items() if tags != {"en"}} == {}


@pytest.mark.parametrize("screen", ["check", "signed off", "sheet"])
def test_goals_in_an_english_framework_stay_english_where_they_stand(screen):
    goals = every_area(target_level_id="established", then_level_id="starting")
    make = a_signed_off_review if screen == "signed off" else a_review
    host = hosts.lms().keep(a_record(make(areas=goals)))

    languages = languages_of(parsed(SCREENS[screen][1](host)), {"Established", "Starting out"})

    assert languages == {"Established": {"en"}, "Starting out": {"en"}}


@pytest.mark.parametrize("screen", SCREENS)
def test_our_own_words_are_never_called_english(screen, catalogue):
    ours = {form for entry in catalogue for form in forms_of(entry) if form}

    languages = languages_of(parsed(shown(screen)), ours)

    assert languages
    assert {words: tags for words, tags in languages.items() if tags != {"cy"}} == {}


def test_every_message_for_participants_is_translated(catalogue):
    template = polib.pofile(str(TRANSLATIONS / "text.pot"))
    texts = [
        entry.msgid
        for entry in template
        if any(path.startswith(FOR_PARTICIPANTS) for path, _ in entry.occurrences)
    ]

    translated = {entry.msgid for entry in catalogue if all(forms_of(entry))}

    assert texts
    assert [msgid for msgid in texts if msgid not in translated] == []


def test_every_count_has_six_forms(catalogue):
    counted = [entry for entry in catalogue if entry.msgid_plural]

    assert counted
    assert [entry.msgid for entry in counted if sorted(entry.msgstr_plural) != list(range(6))] == []


def test_no_translation_leaves_a_value_out(catalogue):
    left_out = [
        entry.msgid
        for entry in catalogue
        for form in forms_of(entry)
        if form and not set(VALUE.findall(entry.msgid)) <= set(VALUE.findall(form))
    ]

    assert left_out == []


def test_no_translation_can_break_the_page(catalogue):
    forms = [form for entry in catalogue for form in forms_of(entry)]

    assert [form for form in forms if re.search(r'[<>"&]', form)] == []
