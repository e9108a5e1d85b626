"""Frameworks that can be chosen: those of the package, and those in a folder of the site."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from matrix_xblock.codec.framework import authored
from matrix_xblock.domain.errors import Invalid, Problem
from matrix_xblock.domain.framework.framework import Framework
from matrix_xblock.domain.values.untrusted_json import read_json
from matrix_xblock.host import services

__all__ = ["FrameworkCatalogue", "catalogue", "of_folder", "preset", "presets"]

FOLDER_SETTING = "frameworks_dir"


@dataclass(frozen=True)
class FrameworkCatalogue:
    """Frameworks by id, and the names of files that hold none that could be used."""

    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    broken: tuple[str, ...] = ()


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
    taken = tuple(key for key in site.frameworks if key in own)
    return FrameworkCatalogue({**site.frameworks, **own}, (*site.broken, *taken))


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
        paths = sorted(Path(folder).glob("*.json"))
        as_changed = tuple((str(path), path.stat().st_mtime_ns) for path in paths)
    except OSError:
        return FrameworkCatalogue(broken=(folder,))
    return _read(as_changed)


@cache
def _read(as_changed: tuple[tuple[str, int], ...]) -> FrameworkCatalogue:
    frameworks, broken = {}, []
    for name, _ in as_changed:
        path = Path(name)
        try:
            framework = authored.read_framework(read_json(path.read_text(encoding="utf-8")))
        except (Invalid, OSError, ValueError):
            broken.append(path.name)
        else:
            frameworks[framework.id] = framework
    return FrameworkCatalogue(frameworks, tuple(broken))
