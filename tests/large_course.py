"""A course that is large enough for releases by group, straight into the ledger."""

import json
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import quoteattr

from matrix_xblock.demo.course import SCHOOLS
from matrix_xblock.domain.figures.groups import Group
from matrix_xblock.domain.values.ledger_rows import Entry, Kind
from matrix_xblock.staff import releases
from matrix_xblock.staff.releases import AskedRelease

ROUNDS = {"baseline": 200, "mid-point": 100, "final": 3}
"""How many days ago each round has closed."""


def olx():
    """Give the block: three rounds, all of which have closed."""
    rounds = [
        {"id": key, "title": f"{key.capitalize()} review", "closes": ago(days).isoformat()}
        for key, days in ROUNDS.items()
    ]
    return f"<matrix_review rounds={quoteattr(json.dumps(rounds))}/>"


def ago(days):
    return datetime.now(UTC) - timedelta(days=days)


def enrol(name, number):
    """Make accounts, so many in each school of the demo; give their ids."""
    from django.contrib.auth.models import Group, User

    ids = [f"{name}-{n}" for n in range(number)]
    users = User.objects.bulk_create([User(username=each, first_name=each) for each in ids])
    for place, school in enumerate(SCHOOLS):
        group, _ = Group.objects.get_or_create(name=school)
        group.user_set.add(*users[place :: len(SCHOOLS)])
    return ids


def fill(host, ids):
    """Have everybody sign every round off, some higher than before; release two rounds."""
    areas = host.setup.framework.areas
    levels = [each.id for each in host.setup.framework.levels]
    for step, (round_id, days) in enumerate(ROUNDS.items()):
        rows = []
        for n, who in enumerate(ids):
            chosen = {
                area.id: levels[min((n + place) % 3 + step * (n % 2), len(levels) - 1)]
                for place, area in enumerate(areas)
            }
            row = {"round": round_id, "revision": 1, "levels": chosen, "sharing": "everything"}
            rows.append(Entry(Kind.SUMMARY, who, row, ago(days + 2)))
        host.ledger.append(rows)
    releases.make(host, AskedRelease("gone", "baseline"))
    releases.withdraw(host, "gone")
    groups = releases.proposed(host, releases.signed_round(host, "mid-point"))
    named = tuple(Group(f"Group of {each.cohorts[0]}", each.cohorts) for each in groups)
    releases.make(host, AskedRelease("shown", "mid-point", named))
