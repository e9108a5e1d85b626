"""The platform's tracking log, rebuilt from what it does: it writes each request with its words.

Of each query and each form post the first 512 characters of every value, and the address. A body
that is no form, and a part of a form that is a file, it does not read.
"""

import json
import logging

LONGEST = 512
FILE = "tracking.log"
LOGGER = logging.getLogger("tracking")


class TrackingMiddleware:
    """Log every request before it is answered."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        LOGGER.info(json.dumps(line_of(request)))
        return self.get_response(request)


def line_of(request):
    """Give what is logged of a request."""
    return {
        "event_type": request.path,
        "event": {"GET": values_of(request.GET), "POST": values_of(request.POST)},
    }


def values_of(fields):
    return {name: [each[:LONGEST] for each in values] for name, values in fields.lists()}


NOT_OF_A_PERSON = {"round", "year", "format", "release"}
"""What an address of ours may say."""


def words_in(line, *, of_the_host=frozenset()):
    """Give what a logged line says that no address may say; nothing is as it should be."""
    event = line["event"]
    asked = {n: each for n, each in event["GET"].items() if n not in NOT_OF_A_PERSON | of_the_host}
    return {**asked, **event["POST"]}


def words_in_file(path, *, of_the_host=frozenset()):
    """Give the lines about our handlers that hold what they should not, and how many there are."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ours = [line for line in lines if "/handler/" in line["event_type"]]
    return [line for line in ours if words_in(line, of_the_host=of_the_host)], len(ours)
