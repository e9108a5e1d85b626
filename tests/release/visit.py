"""Visit the demo of the package that is installed here, whatever its version is.

Takes requests as JSON on standard input and writes the answers as JSON: run it with `python -I`.
"""

import json
import sys

from matrix_xblock.demo.__main__ import prepare

UNIT = "/unit/matrix_review.0/"
HANDLERS = "/handler/talent-development-review.matrix_review.d0.u0/"


def answer(client, who, handler="", fields=None, *, as_json=True):
    """Open the page of a unit, follow the address of a handler, or post to it."""
    address = f"{HANDLERS}{handler}/" if handler else UNIT
    if fields is None:
        return client.get(address, {"student": who, **({"format": "json"} if handler else {})})
    form = {"content_type": "application/json"} if as_json else {}
    return client.post(f"{address}?student={who}", fields, **form)


def text_of(response):
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts).decode()


prepare()
from django.test import Client  # noqa: E402 - needs the settings

answers = (answer(Client(), **each) for each in json.load(sys.stdin))
json.dump([{"status": each.status_code, "text": text_of(each)} for each in answers], sys.stdout)
