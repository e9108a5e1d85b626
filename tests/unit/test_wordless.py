"""Values that hold what people wrote print none of it, wherever a page has them."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Mapping
from inspect import unwrap

import pytest

import every_screen
import matrix_xblock
from builders import a_form, a_setup
from every_screen import MARK
from fakes import FakeHost, FakeStaff
from matrix_xblock.block import MatrixReviewXBlock
from matrix_xblock.domain.errors import MatrixError
from matrix_xblock.domain.figures.site_rules import SiteRules, Study
from matrix_xblock.domain.review.review import AreaReview

OF_AUTHORS = (
    "author",
    "codec.framework.framework_csv",
    "domain.framework.framework",
    "domain.framework.rounds",
    "olx",
    "demo",
)
"""Rooms whose values hold what authors set up, which every participant reads."""

NOT_TO_BE_IMPORTED = ("__main__", "analytics.statements")
"""What serves the demo, and what needs a package of the platform's: it has one class, of that."""

OF_NOBODY = {
    "_Marks": "patterns",
    "Sheet": "the table of a framework",
    "Rating": "a level of a framework of another system",
    "LeftOut": "a part of a framework's file",
    "Criterion": "an area of a framework of another system",
    "Column": "a column of a framework's table",
    "Branch": "a part of a framework of another system",
    "ListOf": "a shape of what is stored",
    "AreaRef": "an area of a framework",
    "Authored": "what an author has set",
    "BoardChanged": "a fact: no text",
    "CpdLogged": "a fact: no text",
    "CreditPart": "the name of a part of the credit",
    "CsvFile": "columns of a file",
    "Difference": "areas, levels and prompts of two frameworks",
    "Effect": "names of a framework",
    "EntryField": "the name and the limit of a field",
    "Exported": "a fact: no text",
    "Line": "figures about a group",
    "OpportunityMarked": "a fact: no text",
    "OpportunityMoved": "a fact: no text",
    "Part": "a shape of a table",
    "Place": "a placed block",
    "Problem": "codes and limits",
    "Published": "figures about a group",
    "Replied": "a fact: no text",
    "Responded": "a fact: no text",
    "RowProblem": "a line, a column and a code",
    "IncomingSave": "the number of a save",
    "Scenario": "a scenario of the workbench",
    "Setting": "a line of a table: what an author may set",
    "Setup": "what an author has set",
    "FrameworkCatalogue": "frameworks of a site",
    "SignedOff": "a fact: counts only",
    "SavedVersion": "the number of a save",
    "Started": "a fact: no text",
    "StepMoved": "a fact: no text",
    "Table": "figures about a group",
    "Term": "a column of the research file",
    "Usage": "counts",
    "CsvOptions": "how a file is read",
}
"""Other values with text in them, and why none of it is of a person."""


def every_dataclass():
    """Give every dataclass of the package, with the room that it is in."""
    for module in pkgutil.walk_packages(matrix_xblock.__path__, "matrix_xblock."):
        room = module.name.removeprefix("matrix_xblock.")
        if room.startswith(OF_AUTHORS) or room.endswith(NOT_TO_BE_IMPORTED):
            continue
        for each in vars(importlib.import_module(module.name)).values():
            is_here = getattr(each, "__module__", "") == module.name
            if is_here and isinstance(each, type) and dataclasses.is_dataclass(each):
                yield each


def holds_text(cls):
    kinds = r"\b(str|Any|object|bytes|Reading|Iterator|T)\b"
    return any(re.search(kinds, str(each.type)) for each in dataclasses.fields(cls))


def is_wordless(cls):
    return cls.__repr__ is AreaReview.__repr__


@pytest.mark.parametrize("cls", sorted(every_dataclass(), key=str), ids=lambda each: each.__name__)
def test_a_value_that_holds_text_prints_its_name_alone(cls):
    assert is_wordless(cls) or not holds_text(cls) or cls.__name__ in OF_NOBODY


def test_a_wordless_value_says_what_it_is():
    assert repr(AreaReview(reflection=MARK)) == "<AreaReview>"


def values_in(value):
    """Yield every value within a value, however deep."""
    yield value
    if isinstance(value, Mapping):
        inner = value.values()
    elif dataclasses.is_dataclass(value):
        inner = vars(value).values()
    elif isinstance(value, list | tuple | set | frozenset):
        inner = value
    else:
        inner = ()
    for each in inner:
        yield from values_in(each)


def answers():
    """Give what the use-cases answer to every request."""
    study = Study("a-study", "k" * 40)
    ada = FakeHost(who="anon-7", setup=a_setup())
    sam = FakeStaff(ada.ledger, setup=ada.setup, site=SiteRules(studies=(study,)))
    people = {"ada": ada, "sam": sam}
    for who, handler, form in every_screen.REQUESTS:
        run = unwrap(getattr(MatrixReviewXBlock, handler))
        content = [form.get("file", b"")] if handler.startswith("import_") else []
        fields = {name: each for name, each in form.items() if not isinstance(each, bytes)}
        try:
            yield run(people[who], a_form(**fields), *content)
        except MatrixError as refused:
            yield refused


def test_nothing_that_a_page_has_prints_a_word_of_anybody(research_of_few):
    printing = {
        type(value).__name__
        for answer in answers()
        for value in (answer, *values_in(getattr(answer, "context", ())))
        if type(value) not in {str, list, tuple, dict} and MARK in repr(value)
    }

    assert printing == set()
