"""Extract the words, merge them into each language and compile; --check only says what is stale.

A new language is an empty folder: translations/<language>/LC_MESSAGES/. What is written depends on
the words alone (no dates, no line numbers), so that a stale file can be told from a current one.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.plurals import get_plural
from django.conf import settings
from django.utils.translation.template import templatize
from polib import POEntry, POFile, pofile

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
HEADER = {
    "Project-Id-Version": "matrix-xblock",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


class TranslationError(Exception):
    """A translation would break the page that shows it."""


def sources() -> Iterator[tuple[str, str]]:
    """Give every file with words: its path and its text as Python."""
    for path in sorted((ROOT / "matrix_xblock").rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html")):
        python = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        unindented = "\n".join(line.lstrip() for line in python.split("\n"))
        yield path.relative_to(ROOT).as_posix(), unindented


def extracted() -> POFile:
    """Collect the words of all files in the order of the files."""
    template = POFile(wrapwidth=100)
    template.metadata = dict(HEADER)
    entries: dict[tuple[str | None, str], POEntry] = {}
    for path, text in sources():
        found = extract("python", BytesIO(text.encode()), KEYWORDS, ["Translators:"])
        for _, message, comments, context in found:
            words = message if isinstance(message, str) else message[0]
            entry = entries.setdefault((context, words), POEntry(msgid=words, msgctxt=context))
            add_to(entry, message, comments, path)
    template.extend(entries.values())
    return template


def add_to(entry: POEntry, message: str | tuple[str, ...], comments: list[str], path: str) -> None:
    """Note one more place where the entry's words are used."""
    if not isinstance(message, str):
        entry.msgid_plural, entry.msgstr_plural = message[1], {0: "", 1: ""}
    if (path, "") not in entry.occurrences:
        entry.occurrences.append((path, ""))
    entry.comment = "\n".join(dict.fromkeys([*entry.comment.splitlines(), *comments]))
    if "%" in entry.msgid and PLACEHOLDER.search(entry.msgid):
        entry.flags = ["python-format"]


def merged(path: Path, template: POFile) -> POFile:
    """Bring one language up to date with the words, in their order."""
    language = path.parent.parent.name
    catalogue = pofile(str(path), wrapwidth=100) if path.is_file() else POFile(wrapwidth=100)
    catalogue.metadata = {
        **HEADER,
        "Language": language,
        "Plural-Forms": get_plural(language).plural_forms,
        **catalogue.metadata,
    }
    catalogue.merge(template)
    order = {(entry.msgctxt, entry.msgid): place for place, entry in enumerate(template)}
    catalogue.sort(key=lambda entry: order.get((entry.msgctxt, entry.msgid), len(order)))
    for entry in catalogue.translated_entries():
        check_placeholders(entry, path)
    return catalogue


def check_placeholders(entry: POEntry, path: Path) -> None:
    """Refuse a translation that names a value which the page does not have."""
    known = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
    for text in [entry.msgstr, *entry.msgstr_plural.values()]:
        if unknown := set(PLACEHOLDER.findall(text)) - known:
            place = path.relative_to(ROOT)
            message = f"{place}: {sorted(unknown)} in the translation of {entry.msgid!r}"
            raise TranslationError(message)


def catalogues() -> dict[Path, bytes]:
    """Give the right contents of every file under translations/."""
    template = extracted()
    files = {TRANSLATIONS / "text.pot": f"{template}\n".encode()} if len(template) else {}
    for folder in sorted(TRANSLATIONS.glob("*/LC_MESSAGES")):
        catalogue = merged(folder / "text.po", template)
        files[folder / "text.po"] = f"{catalogue}\n".encode()
        files[folder / "text.mo"] = catalogue.to_binary()
    return files


def main() -> str | None:
    """Write or check, and say what is wrong."""
    settings.configure()
    try:
        stale = {
            path: contents
            for path, contents in catalogues().items()
            if not path.is_file() or path.read_bytes() != contents
        }
    except TranslationError as problem:
        return str(problem)
    if "--check" in sys.argv and stale:
        names = ", ".join(path.relative_to(ROOT).as_posix() for path in stale)
        return f"Not current: {names}. Run make i18n."
    for path, contents in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        print(f"Wrote {path.relative_to(ROOT).as_posix()}.")
    return None


if __name__ == "__main__":
    sys.exit(main())
