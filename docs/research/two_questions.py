"""Answer two questions from a research file. Run: python two_questions.py research-....zip.

Has this person moved forward professionally in the last year?
If not, is it because we have not given them the opportunities they need?

It needs Python and no other package. It prints exact numbers: they are for you, not to publish.
"""

import csv
import io
import json
import sys
import zipfile
from collections import Counter, defaultdict
from statistics import median

MOVED, WHY = "moved-forward", "why-not"
"""The two questions in the ready-made frameworks. codebook.json has those of yours."""


class Study:
    """A research file: its tables as lists of rows, and the order of its rounds."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith(".csv")]
            self.tables = {name: rows(archive.read(name)) for name in names}
            codebook = json.loads(archive.read("codebook.json"))
        self.order = [each["id"] for each in codebook["rounds"]]
        self.rounds = defaultdict(dict)
        for row in self.tables["reviews.csv"]:
            self.rounds[row["pseudonym"]][row["round"]] = row
        self.levels = defaultdict(dict)
        for row in self.tables["areas.csv"]:
            if row["level_ordinal"]:
                place = int(row["level_ordinal"])
                self.levels[row["pseudonym"], row["round"]][row["area"]] = place

    def first_and_last(self, person):
        """Return the first and the last round that somebody has signed off, in order."""
        signed = [each for each in self.order if each in self.rounds[person]]
        return signed[0], signed[-1]

    def of_last_round(self, name):
        """Return the rows of a table that belong to each person's last round, by person."""
        last = defaultdict(list)
        for row in self.tables[name]:
            if row["round"] == self.first_and_last(row["pseudonym"])[1]:
                last[row["pseudonym"]].append(row)
        return last


def rows(content):
    """Read a table. Every cell is a text; an empty one is missing."""
    return list(csv.DictReader(io.StringIO(content.decode())))


def movement(study):
    """Return by person how many more areas went up than down since their first round."""
    net = {}
    for person, signed in study.rounds.items():
        first, last = study.first_and_last(person)
        # Levels of two versions of a framework may mean different things.
        if first == last or signed[first]["framework"] != signed[last]["framework"]:
            continue
        before, now = study.levels[person, first], study.levels[person, last]
        steps = [now[area] - before[area] for area in before.keys() & now.keys()]
        if steps:
            net[person] = sum(step > 0 for step in steps) - sum(step < 0 for step in steps)
    return net


def answers(study, question):
    """Return by person what they chose in their last round."""
    chosen = study.of_last_round("answers.csv")
    return {
        person: [row["choice"] for row in theirs if row["question"] == question]
        for person, theirs in chosen.items()
    }


def what_was_offered(shared):
    """Return what became of the opportunities that one person shared."""
    if not shared:
        return "shared no opportunity"
    if any(row["offered"] for row in shared):
        return "was offered something"
    return "asked, and was offered nothing"


def months(row):
    """Return how many months there were from wanted to offered."""
    wanted, offered = (row[name].split("-") for name in ("wanted", "offered"))
    return (int(offered[0]) - int(wanted[0])) * 12 + int(offered[1]) - int(wanted[1])


def show(title, counts, people=None):
    """Print how many there are of each. `people` is given where somebody counts more than once."""
    print(f"\n{title} (n = {sum(counts.values()) if people is None else people})")
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        print(f"  {name}: {counts[name]}")


def show_choices(title, chosen):
    """Print how many people chose each answer to a question."""
    answered = [theirs for theirs in chosen.values() if theirs]
    show(title, Counter(each for theirs in answered for each in theirs), len(answered))


def show_people(study):
    """Print how many people stand behind the rows of each round."""
    print("WHO IS IN IT")
    for row in study.tables["denominators.csv"]:
        numbers = [row["enrolled"] or "unknown", row["signed_off"], row["agreed"]]
        print("  {}: enrolled {}, signed off {}, agreed {}".format(row["round"], *numbers))


def show_movement(study, net):
    """Print what the levels say, and what people say themselves."""
    print("\nHAS THIS PERSON MOVED FORWARD?")
    moved = Counter("moved" if each > 0 else "not moved" for each in net.values())
    show("By levels: more areas up than down since the first round", moved)
    print(f"  outside this: {len(study.rounds) - len(net)}, with nothing to compare")
    print("\nAreas up minus areas down")
    for number, people in sorted(Counter(net.values()).items()):
        print(f"  {number:+d}: {people}")
    show_choices("By their own answer, last round", answers(study, MOVED))


def show_opportunities(study, net):
    """Print what got in the way, and what was offered to those who have moved or have not."""
    print("\nIF NOT, WAS IT BECAUSE NOTHING WAS OFFERED?")
    show_choices("What got in the way, last round", answers(study, WHY))
    shared = study.of_last_round("opportunities.csv")
    for title, people in (
        ("People who have not moved", [person for person, each in net.items() if each <= 0]),
        ("People who have moved", [person for person, each in net.items() if each > 0]),
    ):
        show(title, Counter(what_was_offered(shared[person]) for person in people))
    every = [row for theirs in shared.values() for row in theirs]
    show("Opportunities, as they stood", Counter(row["status"] for row in every))
    show("Why not possible", Counter(row["reason"] for row in every if row["reason"]))
    waits = [months(row) for row in every if row["wanted"] and row["offered"]]
    if waits:
        print(f"\nMonths from wanted to offered: median {median(waits)} (n = {len(waits)})")


def main(path):
    """Print what the file says about both questions."""
    study = Study(path)
    net = movement(study)
    show_people(study)
    show_movement(study, net)
    show_opportunities(study, net)


if __name__ == "__main__":
    main(sys.argv[1])
