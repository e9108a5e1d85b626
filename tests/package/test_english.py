"""The English that people read: short, direct, in the words of the field."""

import re
from pathlib import Path

import pytest
from polib import pofile

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
HEADING, SUMMARY, BUTTON = 6, 5, 4
"""The most words that a heading, the line of a fold and a button have."""
NOT_ENGLISH = {
    "a subject that is no one": r"\b(some|no|every)body('s|’s)?\b|\bwhoever\b",
    "a word of another thing": r"\b(brings?|brought|press(es)?|tak(e|en|es) (out|down))\b",
    "a machine's place": r"%\((path|place)\)s",
    "a plural of both": r"\(s\)",
    "a shout": r"!",
    "an easy word": r"\b(simply|just|easy|easily)\b",
    "a clause as a subject": r"^That (you|they|we|it|people)\b|^What is\b",
}
SENTENCE = re.compile(
    r"""\{% trans (["'])(?P<line>.*?)\1 %\}"""
    r"|\{% blocktrans[^%]*%\}(?P<block>.*?)(?:\{% plural %\}|\{% endblocktrans %\})",
    re.DOTALL,
)


def sentences():
    for entry in pofile(str(ROOT / "translations" / "text.pot")):
        yield entry.msgid
        if entry.msgid_plural:
            yield entry.msgid_plural


def written_in(tag):
    """Give every sentence that stands in an element of this kind, and its file."""
    element = re.compile(rf"<({tag})\b[^>]*>(.*?)</\1>", re.DOTALL)
    hidden = re.compile(r'<span class="matrix-hidden">.*?</span>', re.DOTALL)
    for path in TEMPLATES:
        for match in element.finditer(path.read_text(encoding="utf-8")):
            for words in SENTENCE.finditer(hidden.sub("", match[2])):
                yield path.name, " ".join((words["line"] or words["block"]).split())


def length(sentence):
    """Count the words of a sentence: what is filled in is none, a name in quotes is one."""
    named = re.sub(r"“[^”]*”", "name", re.sub(r"\{\{.*?\}\}", "", sentence))
    return len(re.findall(r"[\w’'-]+", named))


@pytest.mark.parametrize("pattern", NOT_ENGLISH.values(), ids=NOT_ENGLISH.keys())
def test_no_sentence_reads_as_translated(pattern):
    assert [each for each in sentences() if re.search(pattern, each, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("tag", "most"), [("h[1-6]", HEADING), ("summary", SUMMARY), ("button", BUTTON)]
)
def test_headings_folds_and_buttons_are_short(tag, most):
    read = list(written_in(tag))

    assert read
    assert [(file, words) for file, words in read if length(words) > most] == []
