"""Every word of a page can be translated: read in a language whose every sentence stands in ⟦ ⟧."""

import ast
import gettext
import re
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

import hosts
from builders import (
    a_complete_review,
    a_record,
    a_returned_review,
    a_review,
    a_signed_off_review,
    an_area_review,
)
from matrix_xblock.domain.errors import Problem
from matrix_xblock.host import wording

ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "aria-description")
ROUNDS = [
    {"id": "baseline", "title": "Baseline review"},
    {"id": "final", "title": "Final review"},
]
TYPED = {"reflection": "I learned a lot.", "evidence": "A folder.", "target_level_id": "growing"}
TOO_LONG = "a" * 3001


class Everything(dict):
    """A catalogue that has every sentence."""

    def get(self, message, default=None):
        words = message[0] if isinstance(message, tuple) else message
        return f"⟦{words}⟧" if words else default

    def __getitem__(self, message):
        return self.get(message)

    def __contains__(self, message):
        return True


class Pseudo(gettext.GNUTranslations):
    """What the platform's i18n service finds for a language: here, one made up."""

    def __init__(self):
        super().__init__()
        self._catalog = Everything()
        self.plural = lambda number: int(number != 1)


class Speaking:
    """The platform's i18n service: it hands out the catalogue it found as `translator`."""

    translator = Pseudo()


@pytest.fixture(autouse=True)
def welsh():
    with translation.override("cy"):
        yield


def soon(days):
    return (datetime.now(UTC) + timedelta(days=days)).isoformat()


def a_host(*reviews, **authored):
    host = hosts.lms(services={"i18n": Speaking()}, authored={"rounds": ROUNDS, **authored})
    return host.keep(a_record(*reviews)) if reviews else host


def signed_off(host):
    host.post("sign_off", round="baseline", revision="1")
    host.state.writes = 0
    return host


def section(host, handler="save_area", **form):
    usual = {"round": "baseline", "area": "subject", "revision": "0"}
    return host.post(handler, **{**usual, **form}).text


def conflict():
    host = a_host(a_review())
    section(host, level_id="growing", writer="one", sequence="1", **TYPED)
    return section(host, level_id="starting", writer="two", sequence="1", reflection="No.")


def returned():
    review = a_returned_review()
    dated = [{**ROUNDS[0], "due": soon(-3), "closes": soon(9)}, ROUNDS[1]]
    return a_host(review, rounds=dated).page()


def later_round():
    before = a_signed_off_review()
    now = a_review(round_id="final", areas={"subject": an_area_review(**TYPED)})
    return a_host(before, now).page()


def with_dates(*reviews, **dates):
    return a_host(*reviews, rounds=[{**ROUNDS[0], **dates}]).page()


def newer_version():
    host = a_host()
    host.put("record", {"version": 99})
    return host.page()


SAID = "Please say more."
DAY = {"start-day": "2", "start-month": "3", "start-year": "2026"}


def a_rich_host():
    """Have a round signed off, a draft, an entry, a step, an opportunity and a year's summary."""
    before = a_signed_off_review()
    host = a_host(before, a_review(round_id="final", areas={"subject": an_area_review(**TYPED)}))
    entry = {"id": "one", "revision": "0", "title": SAID, "type": "visit", "minutes": "90 min"}
    host.post("save_cpd", **entry, **DAY, learned=SAID, areas="small:subject", review_on=SAID)
    host.post("save_step", id="one", revision="0", text=SAID, outcome=SAID, area="subject")
    host.post("save_opportunity", id="one", revision="0", type="visit", detail=SAID)
    host.post("move_opportunity", id="one", revision="1", status="not-possible", reason="cover")
    host.post("save_consent", given="yes")
    return host


def tab(screen, host=a_host, **query):
    return lambda: host().post("show_page", screen=screen, **query).text


TABS = ("cpd", "cpd-entry", "cpd-import", "steps", "step", "opportunity", "progress", "record")
FILE = "Gweithgaredd,Dyddiad,Math\r\nPlease say more.,2/3/2026,Please say more.\r\n,3/4/2026,\r\n"


def imported(content):
    file = SimpleUploadedFile("log.csv", content.encode())
    return a_host().post("import_cpd", file=file).text


ABOUT = {"participant": "anon-7", "at": "baseline", "revised": "1"}


def at_work(**changes):
    """Have somebody sign off with an opportunity, and staff who have commented on it."""
    somebody = a_host(a_complete_review())
    somebody.post("save_opportunity", id="one", revision="0", type="visit", detail=SAID)
    attached = {"attach": "1", "opportunities": "one"}
    somebody.post("sign_off", round="baseline", revision="1", **attached)
    staff = hosts.staff(
        usage=somebody.usage,
        services={"i18n": Speaking()},
        authored={"rounds": ROUNDS},
        site={"k": 5, "research_studies": [hosts.A_STUDY]},
        **changes,
    )
    staff.post("save_note", **ABOUT, area="subject", text=SAID, revision="0")
    staff.post("add_phrase", id="phrase", phrase=SAID)
    return somebody, staff


def staff_screen(screen, **query):
    return lambda: at_work()[1].post("show_staff", screen=screen, **query).text


def staff_post(handler, **form):
    return lambda: at_work()[1].post(handler, **form).text


def commented():
    somebody, staff = at_work()
    staff.post("respond", **ABOUT, decision="comments", seen="0", press="one")
    somebody.post("reply_comment", round="baseline", comment="one.subject", number="0", reply=SAID)
    return somebody, staff


def figures():
    """Have five people sign two rounds off, so that there are figures."""
    somebody, staff = at_work()
    for number in range(6):
        who = hosts.a_participant(anonymous_user_id=f"anon-{number}")
        host = a_host(a_complete_review(), a_complete_review(round_id="final"))
        host.attributes, host.usage = who, somebody.usage
        for round_id in ("baseline", "final"):
            host.post("sign_off", round=round_id, revision="1")
    return staff.post("show_staff", screen="figures").text


STAFF_SCREENS = {
    "list": staff_screen("reviews"),
    "list of nobody": staff_screen("reviews", search="nobody"),
    "list refused": staff_screen("reviews", sort="level"),
    "person": staff_screen("person", participant="anon-7"),
    "comments sent": staff_post("respond", **ABOUT, decision="comments", seen="0", press="two"),
    "accepted": staff_post("respond", **ABOUT, decision="accepted", seen="0", press="two"),
    "no reason": staff_post("respond", **ABOUT, decision="returned", seen="0", press="two"),
    "not seen": staff_post("respond", **ABOUT, decision="accepted", seen="9", press="two"),
    "offered": staff_post(
        "mark_opportunity", **ABOUT, opportunity="one", becomes="offered", press="m"
    ),
    "not possible": staff_post(
        "mark_opportunity", **ABOUT, opportunity="one", becomes="not-possible", press="m"
    ),
    "draft saved": staff_post("save_note", **ABOUT, area="", text="A.", revision="0"),
    "draft refused": staff_post("save_note", **ABOUT, area="", text=TOO_LONG, revision="0"),
    "draft conflict": staff_post("save_note", **ABOUT, area="subject", text="No.", revision="0"),
    "draft kept": staff_screen("note", **ABOUT, section="note-subject"),
    "figures": figures,
    "no figures": staff_screen("figures"),
    "opportunities": staff_screen("opportunities"),
    "opportunities refused": staff_screen("opportunities", type="No type"),
    "an offer": staff_screen("opportunities", offer="visit"),
    "offered to several": staff_post(
        "offer_opportunity", offer="visit", what="A day", press="o", to="anon-7:one"
    ),
    "offer refused": staff_post("offer_opportunity", offer="visit", press="o", answer_by=SAID),
    "not possible here": staff_post(
        "answer_opportunity", key="anon-7:one", becomes="not-possible", press="n"
    ),
    "a post to write": staff_screen("opportunities", post="new"),
    "board with a post": staff_post("post_opportunity", id="p", opportunity="visit", title=SAID),
    "board refused": staff_post("post_opportunity", id="p"),
    "bank": staff_screen("bank"),
    "bank refused": staff_post("add_phrase", id="q", phrase=""),
    "exports": staff_screen("exports"),
    "person with a reply": lambda: (
        commented()[1].post("show_staff", screen="person", participant="anon-7").text
    ),
    "commented": lambda: commented()[0].view().content,
    "reply refused": lambda: (
        commented()[0]
        .post("reply_comment", round="baseline", comment="one.subject", number="1")
        .text
    ),
    "own review of staff": lambda: at_work()[1].post("show_page").text,
}


def planned(when):
    """Ask for a next step with an answer, by a day."""
    plan = {"": SAID, ".when": when, ".step": "step"}
    fields = {f"answer-school-commitment{part}": text for part, text in plan.items()}
    return section(a_host(a_review(), framework={}), "save_answers", **fields)


def step_saved(due):
    return a_host().post("save_step", id="one", revision="0", text=SAID, due=due).text


def day_read(text):
    return a_host().post("show_page", screen="reading", kind="planned", field="d", d=text).text


SCREENS = {
    **{f"staff: {name}": screen for name, screen in STAFF_SCREENS.items()},
    **{f"{screen}, empty": tab(screen) for screen in TABS},
    **{f"{screen}, full": tab(screen, a_rich_host) for screen in (*TABS, "record-words")},
    "entry to change": tab("cpd-entry", a_rich_host, entry="one"),
    "entry refused": lambda: a_host().post("save_cpd", id="one", revision="0").text,
    "entry deleted": lambda: a_rich_host().post("remove_cpd", id="one", revision="1").text,
    "step done": lambda: (
        a_rich_host().post("move_step", id="one", revision="1", status="done").text
    ),
    **{
        f"step with a day: {due}": partial(step_saved, due)
        for due in (SAID, "31/6/2027", "next week")
    },
    **{f"day read: {text}": partial(day_read, text) for text in ("1/1/2020", "next week", SAID)},
    "goal refused": lambda: a_host().post("save_goal", goal="many", revision="0").text,
    "drafts not ticked": lambda: a_rich_host().post("delete_drafts").text,
    "file shown": lambda: imported(FILE.replace(",3/4/2026,\r\n", "")),
    "file refused": lambda: imported(FILE),
    "year to print": lambda: a_rich_host().get("print_year").text,
    "portfolio": lambda: a_rich_host().get("print_portfolio").text,
    "start": lambda: a_host().page(),
    "start with dates": lambda: with_dates(opens=soon(-9), due=soon(3), closes=soon(9)),
    "start with a closing date": lambda: with_dates(closes=soon(9)),
    "review": lambda: a_host(a_review(areas={"subject": an_area_review(**TYPED)})).page(),
    "review without any area done": lambda: a_host(a_review()).page(),
    "review that is late": lambda: with_dates(a_review(), due=soon(-3)),
    "review returned": returned,
    "review of a later round": later_round,
    "closed": lambda: with_dates(closes=soon(-3)),
    "closed with a draft": lambda: with_dates(a_review(), closes=soon(-3)),
    "upcoming": lambda: with_dates(opens=soon(3)),
    "upcoming after another": lambda: a_host().post("show_page", round="final").text,
    "check": lambda: a_host(a_complete_review()).post("show_page", screen="check").text,
    "check with gaps": lambda: a_host(a_review()).post("show_page", screen="check").text,
    "sign-off refused": lambda: (
        a_host(a_review()).post("sign_off", round="baseline", revision="1").text
    ),
    "just signed off": lambda: (
        a_host(a_complete_review()).post("sign_off", round="baseline", revision="1").text
    ),
    "signed off": lambda: signed_off(a_host(a_complete_review())).page(),
    "last round signed off": lambda: signed_off(
        a_host(a_complete_review(), rounds=ROUNDS[:1])
    ).page(),
    "earlier revision": lambda: (
        signed_off(a_host(a_complete_review()))
        .post("show_page", screen="revision", revision="1")
        .text
    ),
    "sheet": lambda: a_host(a_complete_review()).get("print_sheet").text,
    "sheet signed off": lambda: signed_off(a_host(a_complete_review())).get("print_sheet").text,
    "one page": lambda: a_host(a_complete_review()).get("print_summary").text,
    "one page signed off": lambda: (
        signed_off(a_host(a_complete_review())).get("print_summary").text
    ),
    "area saved": lambda: section(a_host(a_review()), level_id="growing"),
    "area refused": lambda: section(a_host(a_review()), reflection=TOO_LONG, evidence="\x07"),
    "area with an unknown level": lambda: section(a_host(a_review()), level_id="godlike"),
    "conflict": conflict,
    "answers refused": lambda: section(
        a_host(a_review()), "save_answers", **{"answer-moved": "maybe"}
    ),
    **{
        f"answers with a day: {when}": partial(planned, when) for when in ("31/6/2027", "next week")
    },
    "private saved": lambda: section(a_host(a_review()), "save_private", **{"answer-stay": "A."}),
    "section": lambda: (
        a_host(a_review()).post("show_page", screen="section", section="area-subject").text
    ),
    "answers": lambda: (
        a_host(a_review()).post("show_page", screen="section", section="answers").text
    ),
    "outside": lambda: a_host().block().public_view().content,
    "not allowed": lambda: hosts.anonymous(services={"i18n": Speaking()}).post("show_page").text,
    "unknown": lambda: a_host().post("show_page", round="never").text,
    "locked": lambda: section(a_host()),
    "broken framework": lambda: hosts.staff(
        services={"i18n": Speaking()}, authored={"framework": {"id": "x"}}
    ).page(),
    "newer version": newer_version,
}


WORDS = ("name", "title", "text", "description", "descriptor", "not_applicable", "version")


def words_in(value, name=""):
    """Give what an author wrote for people to read: no ids."""
    if isinstance(value, dict):
        is_said = name == "descriptors"
        pairs = value.items()
        return [
            words for key, each in pairs for words in words_in(each, "text" if is_said else key)
        ]
    if isinstance(value, list):
        inner = "text" if name == "prompts" else ""
        return [words for each in value for words in words_in(each, inner)]
    return [value] if isinstance(value, str) and name in WORDS else []


OWN_WORDS = {
    *words_in(hosts.small_framework()),
    *words_in(ROUNDS),
    *TYPED.values(),
    hosts.NAME,
    "Sam Taylor",
    "c",  # symbols of the Department for Education
    "z",
    "anon-7",
    "Talent matrix review",
    "Shadow a lead.",
    "Please say more.",
    "Which change did you lead?",
    "No.",
    "A.",
    "Gweithgaredd",
    "Dyddiad",
    "Math",
}


def untranslated(html):
    """Give the words on a page that no catalogue and no person has said."""
    page = lxml.html.fromstring(f"<div>{html}</div>")
    for path in page.xpath("//code"):
        path.drop_tree()
    for style in page.xpath("//style"):
        style.drop_tree()
    texts = [text for text in page.itertext() if text.strip()]
    texts += [value for name in ATTRIBUTES for value in page.xpath(f"//@{name}")]
    texts += [
        value
        for each in page.iter()
        for name, value in each.attrib.items()
        if name.startswith("data-say")
    ]
    return [left for text in texts if (left := _left_of(text))]


def _left_of(text):
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", text)) != text:
        text = shorter
    for own in sorted(OWN_WORDS, key=len, reverse=True):
        # Whole words only: a sentence of ours may hold the same letters.
        text = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", "", text)
    return text.strip() if re.search(r"[^\W\d_]", text) else ""


def test_a_sentence_that_is_not_translated_is_found():
    html = "<p>⟦Kept ⟦June⟧⟧ <b>Lost</b></p><a aria-label='Also lost' data-say-x='And this'>1</a>"

    assert untranslated(html) == ["Lost", "Also lost", "And this"]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_word_of_a_screen_comes_from_the_catalogue(screen):
    page = SCREENS[screen]()

    assert "⟦" in page
    assert untranslated(page) == []


@pytest.mark.parametrize("code", wording._SENTENCES)
def test_every_sentence_that_python_says_comes_from_the_catalogue(code):
    from matrix_xblock.domain.errors import Problem
    from matrix_xblock.host.translation import speaking

    values = dict.fromkeys(re.findall(r"%\((\w+)\)s", wording._SENTENCES[code]), 1)
    with speaking(a_host().block()):
        sentence = wording.words(Problem("", code, values))

    assert sentence.startswith("⟦")
    assert "%(" not in sentence


def test_the_page_says_its_language_and_direction():
    page = lxml.html.fromstring(a_host().page())

    assert page.xpath("//*[@data-matrix-review]/@lang") == ["cy"]
    assert page.xpath("//*[@data-matrix-review]/@dir") == ["ltr"]


def test_a_right_to_left_language_turns_the_page_round():
    with translation.override("ar"):
        page = lxml.html.fromstring(a_host().page())

    assert page.xpath("//*[@data-matrix-review]/@dir") == ["rtl"]


def test_speaking_leaves_the_language_of_the_host_as_it_was():
    a_host().page()

    assert translation.gettext("Start") == "Start"
    assert translation.get_language() == "cy"


def test_a_language_without_a_catalogue_is_answered_in_english():
    with translation.override("eo"):
        page = hosts.lms().page()

    assert "Start your review" in page


def codes_of_problems():
    """Return the code of every problem that the package names, where it stands as a text."""
    makers = {"Problem", "_wrong", "_odd"}
    for path in Path(wording.__file__).parents[1].rglob("*.py"):
        calls = (each for each in ast.walk(ast.parse(path.read_text())) if type(each) is ast.Call)
        for call in calls:
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            named = [getattr(each, "value", None) for each in call.args[1:2]]
            if name in makers:
                yield from (each for each in named if isinstance(each, str))


BY_THEIR_REFUSAL = re.compile("invalid|newer_version|sent_twice|unknown_.*")
"""Problems that a page says in the words of the whole refusal: something is gone, or forged."""


def test_every_problem_is_said_in_words_of_its_own_or_of_its_refusal():
    codes = {each for each in codes_of_problems() if not BY_THEIR_REFUSAL.fullmatch(each)}
    values = defaultdict(lambda: 1)
    not_understood = wording.words(Problem("", "invalid"))

    assert {"not_text", "too_long"} < codes
    sentences = {each: wording.words(Problem("", each, values)) for each in codes}
    assert {each for each, sentence in sentences.items() if sentence == not_understood} == set()
