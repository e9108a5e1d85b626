"""A form that no script takes over sends nothing: its fields would stand in an address."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FORMS = [
    pytest.param(form, id=f"{path.relative_to(TEMPLATES)}-{number}")
    for path in sorted(TEMPLATES.rglob("*.html"))
    if path.parent.name != "demo"  # a page of the demo, where nobody writes anything
    for number, form in enumerate(re.findall(r"<form\b[^>]*", path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("form", FORMS)
def test_a_browser_by_itself_sends_no_form_anywhere(form):
    assert 'method="dialog"' in form
    assert " action=" not in form
