"""An answer that refuses has changed nothing, whatever was asked for."""

from django.core.files.uploadedfile import SimpleUploadedFile

import every_screen
import hosts

ADDED = {"id": "p", "phrase": "Which year group was that?"}


def broken(who, handler, form):
    """Ask while what the author has set cannot be read."""
    rounds, who.authored["rounds"] = who.authored["rounds"], []
    try:
        return who.post(handler, **form)
    finally:
        who.authored["rounds"] = rounds


def phrases(sam):
    return (sam._kept("preferences", "matrix_desk") or {}).get("phrases", [])


def test_a_phrase_that_is_answered_by_an_error_is_not_added():
    sam = hosts.staff()

    answer = broken(sam, "add_phrase", ADDED)

    assert (answer.status_code, phrases(sam)) == (503, [])


def test_a_phrase_that_is_answered_by_an_error_is_not_removed():
    sam = hosts.staff()
    sam.post("add_phrase", **ADDED)

    answer = broken(sam, "remove_phrase", {"id": "p"})

    assert (answer.status_code, [each["id"] for each in phrases(sam)]) == (503, ["p"])


def test_no_request_that_is_refused_changes_anything():
    ada = hosts.lms()
    people = {"ada": ada, "sam": hosts.staff(usage=ada.usage, user_id=99)}

    def stored():
        states = [who.state.stored for who in people.values()]
        return states, hosts.ledger_rows(), [list(who.published) for who in people.values()]

    for name, handler, form in every_screen.REQUESTS:
        if handler.startswith(("print_", "download_")):
            continue
        sent = dict(form)
        if isinstance(form.get("file"), bytes):
            sent["file"] = SimpleUploadedFile("file", form["file"])
        before = stored()
        answer = broken(people[name], handler, sent)
        is_refused = answer.headers["X-Matrix-Review"] != "ok"
        # A file of staff says nothing of what the author has set.
        assert is_refused or handler.startswith("export_"), handler
        assert stored() == before or not is_refused, handler
        people[name].post(handler, **sent)
