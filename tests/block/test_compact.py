"""What a template is laid out with is not sent; what it says is."""

import re
from pathlib import Path

import pytest
from django.template import Context, Engine

import hosts
from matrix_xblock.host.compact import compact

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


@pytest.mark.parametrize(
    ("laid_out", "sent"),
    [
        ("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n", "<ul><li>One</li><li>Two</li></ul>"),
        ("<p>\n  One\n  two\n</p>", "<p>One two</p>"),
        ("<p>\n  {{ one }}\n  two\n  {{ three }}\n</p>", "<p>{{ one }} two {{ three }}</p>"),
        ("{% if a %}\n  b\n{% endif %}\n", "{% if a %}b{% endif %}"),
        ('<b>One</b>{{ " " }}\n<b>two</b>', "<b>One</b> <b>two</b>"),
        ('one\n{{ " " }}\n<b>two</b>', "one <b>two</b>"),
        ("<b>One</b> <b>two</b>", "<b>One</b> <b>two</b>"),
        ("<p> one </p>", "<p> one </p>"),
        ('<input\n  a="b"\n  {% if c %}d{% endif %}\n>', '<input a="b" {% if c %}d{% endif %}>'),
        ('<p a="x > y"\n  b="<"\n>z</p>', '<p a="x > y" b="<">z</p>'),
        ('<p a=\'{"b": "{% trans "it\'s" %}"}\'\n>', '<p a=\'{"b": "{% trans "it\'s" %}"}\'>'),
        ("<textarea\n  a\n>\n  {{ b }}\n</textarea>\n", "<textarea a>\n{{ b }}</textarea>"),
        ("<textarea>\n</textarea>", "<textarea>\n</textarea>"),
        ("{# One. #}\n<p>\n  {# Two. #}\n  three\n</p>", "<p>three</p>"),
        ("1 < 2 and\n  2 > 1", "1 < 2 and 2 > 1"),
        (
            "<p>\n  {% blocktrans trimmed %}\n    A {{ b }}\n    c\n  {% endblocktrans %}\n</p>",
            "<p>{% blocktrans trimmed %}\n    A {{ b }}\n    c\n  {% endblocktrans %}</p>",
        ),
        (
            '<p a="{% blocktrans trimmed %}\n  b >\n  c\n{% endblocktrans %}"\n>',
            '<p a="{% blocktrans trimmed %}\n  b >\n  c\n{% endblocktrans %}">',
        ),
    ],
)
def test_line_breaks_and_indentation_go(laid_out, sent):
    assert compact(laid_out) == sent


def test_a_sentence_over_several_lines_is_the_same_sentence():
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    sentence = "{% blocktrans trimmed %}\n    One\n    two.\n  {% endblocktrans %}"
    source = f"{{% load i18n %}}\n<p>\n  {sentence}\n</p>\n"

    assert engine.from_string(compact(source)).render(Context()) == "<p>One two.</p>"


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_nothing_of_a_template_is_lost(path):
    source = path.read_text(encoding="utf-8")
    sent = compact(source)

    assert compact(sent) == sent
    assert len(sent) < len(source)


@pytest.mark.parametrize("meet", [hosts.lms, hosts.staff])
def test_a_page_is_sent_without_layout(meet):
    page = meet().view().content

    assert page.count("<") > 50
    assert re.findall(r">\s*\n\s*<", page) == []
