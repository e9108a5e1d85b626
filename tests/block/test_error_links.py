"""Each link of an error summary leads to something that stands on the page."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

import every_screen
import hosts

LINK = re.compile(r'<a\s+href="#([^"]+)"\s+data-matrix-field')
ID = re.compile(r'\bid="([^"]+)"')
SCREEN = "data-matrix-heading"
LEAST = 30
"""Links that are followed at least: none of them would be no proof."""


def asked(people):
    """Ask for everything; give which handler answered, and its answer."""
    for who, handler, form in every_screen.REQUESTS:
        if handler.startswith(("print_", "download_", "export_")):
            continue
        sent = dict(form)
        if isinstance(form.get("file"), bytes):
            sent["file"] = SimpleUploadedFile("file", form["file"])
        yield handler, people[who].post(handler, **sent).text


def test_every_link_of_an_error_summary_leads_to_what_is_on_the_page():
    ada = hosts.lms()
    people = {"ada": ada, "sam": hosts.staff(usage=ada.usage, user_id=99)}
    answers = list(asked(people))
    # What is put into a screen that stands there has links to that screen.
    on_screens = {each for _, page in answers if SCREEN in page for each in ID.findall(page)}

    links = [
        (handler, link, link in ID.findall(page) or (SCREEN not in page and link in on_screens))
        for handler, page in answers
        for link in LINK.findall(page)
    ]

    assert len(links) > LEAST
    assert [each for *each, is_there in links if not is_there] == []
