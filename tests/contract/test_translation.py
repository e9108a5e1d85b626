"""Our catalogue over Django's: what the private parts of Django have to keep doing."""

import gettext as catalogues
import struct
from io import BytesIO
from threading import Thread
from types import SimpleNamespace

import pytest
from django.template import Context, Engine
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from matrix_xblock.host.translation import direction, speaking

WELSH_PLURALS = (
    "nplurals=6; plural=(n==0) ? 0 : (n==1) ? 1 : (n==2) ? 2 : (n==3) ? 3 : (n==6) ? 4 : 5;"
)


def catalogue(words, plurals="nplurals=2; plural=(n != 1);"):
    """Read a catalogue from the bytes of an `.mo` file with these words."""
    head = f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {plurals}\n"
    pairs = sorted({"": head, **words}.items())
    texts = [text.encode() for pair in zip(*pairs, strict=True) for text in pair]
    start = 28 + 8 * len(texts)
    table = b""
    for text in texts:
        table += struct.pack("<II", len(text), start)
        start += len(text) + 1
    count = len(pairs)
    header = struct.pack("<7I", 0x950412DE, 0, count, 28, 28 + 8 * count, 0, 0)
    return catalogues.GNUTranslations(BytesIO(header + table + b"\0".join(texts) + b"\0"))


def a_block(words=None, plurals="nplurals=2; plural=(n != 1);"):
    """Make a block whose platform found a catalogue with these words for it, or none."""
    services = {"i18n": SimpleNamespace(translator=catalogue(words, plurals))} if words else {}
    return SimpleNamespace(runtime=SimpleNamespace(service=lambda block, name: services.get(name)))


@pytest.fixture
def german():
    with translation.override("de"):
        yield


def test_our_words_are_spoken(german):
    with speaking(a_block({"Sign off": "Unterschreiben"})):
        assert gettext("Sign off") == "Unterschreiben"


def test_afterwards_our_words_are_gone(german):
    with speaking(a_block({"Sign off": "Unterschreiben"})):
        pass

    assert gettext("Sign off") == "Sign off"


def test_our_words_are_gone_when_the_language_is_activated_again():
    with translation.override("de"), speaking(a_block({"Sign off": "Unterschreiben"})):
        pass

    with translation.override("de"):
        assert gettext("Sign off") == "Sign off"


def test_djangos_words_are_still_spoken(german):
    with speaking(a_block({"Sign off": "Unterschreiben"})):
        assert gettext("Monday") == "Montag"


def test_our_words_come_before_djangos(german):
    with speaking(a_block({"Monday": "Mo."})):
        assert gettext("Monday") == "Mo."

    assert gettext("Monday") == "Montag"


def test_our_words_are_gone_after_a_failure(german):
    with pytest.raises(ZeroDivisionError), speaking(a_block({"Sign off": "Unterschreiben"})):
        _ = 1 / 0

    assert gettext("Sign off") == "Sign off"


def test_words_with_a_context_are_spoken(german):
    with speaking(a_block({"verb\x04Return": "Zurückgeben"})):
        assert pgettext("verb", "Return") == "Zurückgeben"


def test_template_tags_speak_our_words(german):
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    template = engine.from_string(
        "{% load i18n %}{% trans 'Sign off' %}, {% blocktrans %}Hello {{ name }}{% endblocktrans %}"
    )

    with speaking(a_block({"Sign off": "Unterschreiben", "Hello %(name)s": "Hallo %(name)s"})):
        assert template.render(Context({"name": "Ada"})) == "Unterschreiben, Hallo Ada"


@pytest.mark.parametrize(
    ("count", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (4, 5), (6, 4), (8, 5), (11, 5)]
)
def test_our_own_plural_rule_is_used_for_our_words(count, form):
    forms = "\0".join(f"ffurf {number}" for number in range(6))
    block = a_block({"%d area\0%d areas": forms}, WELSH_PLURALS)

    with translation.override("cy"), speaking(block):
        assert ngettext("%d area", "%d areas", count) == f"ffurf {form}"


@pytest.mark.parametrize(("count", "word"), [(1, "rok"), (2, "lata"), (5, "lat")])
def test_djangos_plural_rule_is_used_for_djangos_words(count, word):
    with translation.override("pl"), speaking(a_block({"Sign off": "Podpisz"})):
        assert ngettext("%(num)d year", "%(num)d years", count) == f"%(num)d {word}"


def test_a_platform_without_a_catalogue_speaks_the_words_of_this_package():
    with translation.override("cy"), speaking(a_block()) as language:
        sentence = ngettext(
            "Level in %(done)s of %(total)s area", "Levels in %(done)s of %(total)s areas", 2
        )

    assert language == "cy"
    assert sentence != "Levels in %(done)s of %(total)s areas"


@pytest.mark.parametrize("language", ["en", "en-gb"])
def test_the_source_language_needs_no_catalogue(language):
    with translation.override(language), speaking(a_block()) as spoken:
        assert gettext("Sign off") == "Sign off"

    assert spoken == language


def test_a_language_without_our_words_is_told_to_be_the_source(german):
    with speaking(a_block()) as spoken:
        assert gettext("Sign off") == "Sign off"

    assert spoken == "en"


def test_a_language_with_our_words_is_told(german):
    with speaking(a_block({"Sign off": "Unterschreiben"})) as spoken:
        assert spoken == "de"


def test_another_thread_does_not_hear_our_words(german):
    heard = []

    def listen():
        with translation.override("de"):
            heard.append(gettext("Sign off"))

    with speaking(a_block({"Sign off": "Unterschreiben"})):
        thread = Thread(target=listen)
        thread.start()
        thread.join()

    assert heard == ["Sign off"]


def test_two_blocks_on_a_page_speak_one_after_the_other(german):
    with speaking(a_block({"Sign off": "Unterschreiben"})):
        with speaking(a_block({"Sign off": "Abzeichnen"})):
            inside = gettext("Sign off")
        outside = gettext("Sign off")

    assert (inside, outside) == ("Abzeichnen", "Unterschreiben")


def test_where_no_language_is_active_none_is_afterwards():
    translation.deactivate()

    with speaking(a_block({"Sign off": "Sign off"})):
        inside = gettext("Sign off")

    assert (inside, gettext("Sign off")) == ("Sign off", "Sign off")


def test_where_translation_is_switched_off_it_stays_so():
    translation.deactivate_all()
    try:
        with speaking(a_block({"Sign off": "Sign off"})):
            pass

        assert gettext("Monday") == "Monday"
    finally:
        translation.deactivate()


@pytest.mark.parametrize(("language", "way"), [("en-gb", "ltr"), ("cy", "ltr"), ("ar", "rtl")])
def test_a_language_has_a_direction(language, way):
    with translation.override(language):
        assert direction() == way
