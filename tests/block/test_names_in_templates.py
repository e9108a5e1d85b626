"""A name that a page has not got is a failure in tests, wherever the template asks for it."""

from dataclasses import dataclass

import pytest
from django.template import Engine

import hosts
from matrix_xblock.host import pages, services
from matrix_xblock.screens.page import Page


@dataclass(frozen=True)
class Shown:
    """A page of one name."""

    heading: str = "Here"


@dataclass(frozen=True)
class Around:
    """What stands beside it."""

    tab: str = "board"


def rendered(monkeypatch, source, context=None, beside=()):
    """Render a template of one line, as the pages of the package are."""
    options = {"libraries": pages._LIBRARIES, "builtins": pages._BUILTINS}
    loaders = [("django.template.loaders.locmem.Loader", {"page.html": source, "part.html": PART})]
    engine = Engine(loaders=loaders, **options)
    monkeypatch.setattr(pages, "_engine", lambda: engine)
    block = hosts.lms().block()
    page = Page("page.html", Shown() if context is None else context, beside=beside)
    return pages.render(block, page, services.viewer(block))


PART = "{{ heading }}{{ title }}{{ kind }}"


@pytest.mark.parametrize(
    "source",
    [
        "{{ heding }}",
        "{{ heding|add:'x' }}",
        "{{ heading|add:heding }}",
        "{% if heding %}{% endif %}",
        "{% if heading and heding %}{% endif %}",
        "{% if heding == 'x' or heading %}{% endif %}",
        "{% for each in heding %}{% endfor %}",
        "{% with x=heding %}{% endwith %}",
        "{% load i18n %}{% blocktrans %}Of {{ heding }}{% endblocktrans %}",
        "{% include 'part.html' %}",
        "{% include 'part.html' with kind=heding only %}",
        "{% text_field 'heading' label='x' limit='comment' %}",
    ],
)
def test_a_name_that_no_page_has_is_a_failure(monkeypatch, source):
    with pytest.raises(pytest.fail.Exception, match="which its page has not got"):
        rendered(monkeypatch, source)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ heading }} {{ tab }}", "Here board"),
        ("{% for each in tab %}{{ forloop.counter }}{% endfor %}", "12345"),
        ("{% load i18n %}{% trans 'Saved' as told %}{{ told }}", "Saved"),
        ("{% include 'part.html' with kind='!' %}", "HereTalent matrix review!"),
        ("{% include 'part.html' with kind='!' only %}", "Talent matrix review!"),
    ],
)
def test_what_a_page_has_is_shown(monkeypatch, source, shown):
    assert rendered(monkeypatch, source, beside=(Around(),)) == shown


def test_in_use_a_name_that_is_not_there_is_empty(monkeypatch):
    monkeypatch.setattr(pages, "Frame", pages.Frame.__mro__[1])

    assert rendered(monkeypatch, "a{{ heding }}b") == "ab"
