"""Frameworks that can be chosen: those of the package, and those in a folder of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from matrix_xblock.codec.framework import authored
from matrix_xblock.codec.framework.framework_json import LARGEST, parse, unknown_keys, unwrapped
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.authoring import check_framework
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.values.wordless import wordless
from matrix_xblock.host import services

__all__ = ["FrameworkCatalogue", "FrameworkFault", "catalogue", "of_folder", "preset", "presets"]

FOLDER_SETTING = "frameworks_dir"


@wordless
@dataclass(frozen=True)
class FrameworkFault:
    """A file whose framework cannot be chosen and why; `causes` are the rules that it breaks."""

    file: str
    problem: Problem
    causes: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class FrameworkCatalogue:
    """Frameworks by id, the files they are in, and those files that hold none that can be chosen.

    `others` are files of the folder that are not looked at; `remarks` are by file what an
    author would have to put right in a framework that can be chosen, and keys that nobody reads.
    """

    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    faults: tuple[FrameworkFault, ...] = ()
    others: tuple[str, ...] = ()
    remarks: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)


@cache
def presets() -> tuple[str, ...]:
    """Return the ids of the frameworks that come with the package."""
    folder = files("matrix_xblock") / "frameworks"
    return tuple(
        sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json"))
    )


@cache
def _of_package(framework_id: str) -> Framework:
    text = (files("matrix_xblock") / "frameworks" / f"{framework_id}.json").read_text(
        encoding="utf-8"
    )
    return authored.read_framework(json.loads(text))


def preset(framework_id: str, block: Any = None) -> Framework:
    """Return a framework of the package, or one of the site that the block is on.

    Raises `Invalid` for an id that is neither.
    """
    if framework_id in presets():
        return _of_package(framework_id)
    framework = _of_site(block).frameworks.get(framework_id) if block is not None else None
    if framework is None:
        raise Invalid(Problem("framework_id", "unknown_framework"))
    return framework


def catalogue(block: Any) -> FrameworkCatalogue:
    """Return everything that can be chosen. Those of the package win over the site's."""
    site = _of_site(block)
    own = {framework_id: _of_package(framework_id) for framework_id in presets()}
    return FrameworkCatalogue({**site.frameworks, **own}, faults=site.faults)


def _of_site(block: Any) -> FrameworkCatalogue:
    """Read the folder that the operator has set. It is read again when a file in it changes."""
    service = services.service(block, "settings")
    bucket = (service.get_settings_bucket(block) if service else None) or {}
    return of_folder(bucket.get(FOLDER_SETTING) if isinstance(bucket, Mapping) else None)


def of_folder(folder: object) -> FrameworkCatalogue:
    """Return the frameworks in a folder, and what is broken in it; without a folder nothing."""
    if not isinstance(folder, str) or not folder:
        return FrameworkCatalogue()
    try:
        paths = sorted(path for path in Path(folder).iterdir() if _is_file(path))
    except (OSError, ValueError):
        problem = Problem("", "framework_broken")
        return FrameworkCatalogue(faults=(FrameworkFault(folder, problem),))
    ours = [path for path in paths if path.suffix == ".json"]
    others = tuple(path.name for path in paths if path not in ours)
    return replace(_read(tuple((str(path), _changed(path)) for path in ours)), others=others)


def _is_file(path: Path) -> bool:
    """Tell whether it is a file, or a link that leads nowhere: who put it there wants to know."""
    return path.is_file() or (path.is_symlink() and not path.exists())


def _changed(path: Path) -> int:
    """Return when a file was changed; nothing where it cannot be seen, or has gone just now."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def _content(path: Path) -> bytes:
    """Read a file, and no more of it than is enough to call it too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError:
        raise Invalid(Problem("file", "file_cannot_be_opened")) from None


@cache
def _read(as_changed: tuple[tuple[str, int], ...]) -> FrameworkCatalogue:
    """Read files in the order of their names. Of two with one id the last is used, and said so."""
    frameworks: dict[str, Framework] = {}
    names: dict[str, str] = {}
    faults: list[FrameworkFault] = []
    remarks: dict[str, tuple[Problem, ...]] = {}
    for path in (Path(name) for name, _ in as_changed):
        try:
            body = unwrapped(parse(_content(path)))
            framework = authored.read_framework(body)
        except Invalid as broken:
            problem = Problem("", "framework_broken")
            faults.append(FrameworkFault(path.name, problem, broken.problems))
            continue
        key = framework.id
        if key in presets():
            of_package = Problem("", "framework_id_of_package", {"id": key})
            faults.append(FrameworkFault(path.name, of_package))
            continue
        if key in names:
            twice = Problem("", "framework_id_twice", {"file": path.name})
            faults.append(FrameworkFault(names[key], twice))
        frameworks[key], names[key] = framework, path.name
        if wrong := (*unknown_keys(body), *check_framework(framework)):
            remarks[path.name] = wrong
    return FrameworkCatalogue(frameworks, names, tuple(faults), remarks=remarks)
