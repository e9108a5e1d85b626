"""Package matrix-xblock; the settings of every tool are in pyproject.toml."""

import re
import runpy
import shutil
from collections.abc import Callable
from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
PACKAGE = ROOT / "matrix_xblock"
LINKED = ("static", "templates", "translations")
ASSETS = runpy.run_path(str(PACKAGE / "host" / "assets.py"))


def read(name: str) -> str:
    """Read a text file of the project, or nothing where a build leaves it out."""
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def version() -> str:
    """Read the version from its one place, without importing the package."""
    return re.search(r'^__version__ = "(.+)"$', read("matrix_xblock/__init__.py"), re.MULTILINE)[1]


def copy_where_links_are_missing() -> None:
    """Stand in for the symbolic links of the package: Windows and .zip checkouts have none."""
    for name in LINKED:
        inner = PACKAGE / name
        if inner.is_symlink() or not (ROOT / name).is_dir():
            continue
        if inner.is_file():
            inner.unlink()
        shutil.copytree(ROOT / name, inner, dirs_exist_ok=True)


def minifiers() -> dict[str, Callable[[str], str]]:
    """Return what makes scripts and style sheets small: build requirements of ours."""
    try:
        from rcssmin import cssmin  # noqa: PLC0415 - an editable build does without
        from rjsmin import jsmin  # noqa: PLC0415
    except ImportError:
        raise SystemExit(
            "matrix-xblock is built with rjsmin and rcssmin: let pip isolate the build, "
            "or install both."
        ) from None
    return {"js": jsmin, "css": cssmin}


def put_together(static: Path) -> None:
    """Make one small file of each kind for an audience, in the place of their sources."""
    small = minifiers()
    for kind, lists in (("js", ASSETS["SCRIPTS"]), ("css", ASSETS["STYLES"])):
        for audience, sources in lists.items():
            whole = "\n".join((static / name).read_text(encoding="utf-8") for name in sources)
            target = static / ASSETS["built"](audience, kind)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(small[kind](whole).strip() + "\n", encoding="utf-8")
        for name in {name for sources in lists.values() for name in sources}:
            (static / name).unlink()


class BuildWithAssets(build_py):
    """Bring the assets into the package; where it is not edited in place, make them small."""

    def run(self) -> None:
        copy_where_links_are_missing()
        super().run()
        if not self.editable_mode:
            put_together(Path(self.build_lib, PACKAGE.name, "static"))


DEMO = ["xblock-sdk>=0.14", "XBlock[django]"]
TEST = [
    *DEMO,
    "axe-playwright-python",
    "build",
    "edx-django-utils",
    "edx-opaque-keys",
    "hypothesis",
    "jsonschema",
    "openedx-events",  # the platform's, optional for us: tests see what its receivers get
    "playwright",
    "polib",
    "pytest",
    "pytest-cov",
    "pytest-xdist",
    "rcssmin",
    "rjsmin",
    "web-fragments",  # ours by way of XBlock, which carries it itself since 6.2
]
DEV = [
    *TEST,
    "babel",
    "django-stubs",
    "import-linter",
    "lizard",
    "lxml-stubs",
    "mutmut",
    "mypy",
    "psycopg2-binary",  # the driver that the platform pins
    "pymysql",
    "ruff",
]
BENCH = [*DEV, "xblock-poll"]
PLUGIN_APP = "matrix_review = matrix_xblock.plugin.apps:MatrixReviewConfig"
ANALYTICS = [
    *DEMO,
    "chdb",
    "edx-django-utils",
    "edx-event-routing-backends",
    "edx-opaque-keys",
    "hypothesis",
    "openedx-events",
    "pytest",
    "ralph-malph",
    "web-fragments",
]
AUDIT = ["hypothesis", "pandas", "pytest", "scipy"]
RELEASE = [
    "build",
    "cyclonedx-bom",
    "hypothesis",
    "pip-audit",
    "pytest",
    "pytest-xdist",
    "tutor",
    "twine",
]

setup(
    name="matrix-xblock",
    version=version(),
    description="A development matrix for NPQ participants in Open edX: self-review and CPD log",
    long_description=read("README.md"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    license_files=["LICENSE"],
    classifiers=[
        "Development Status :: 4 - Beta",
        "Framework :: Django",
        "Framework :: Django :: 4.2",
        "Framework :: Django :: 5.2",
        "Intended Audience :: Education",
        "Natural Language :: English",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Typing :: Typed",
    ],
    python_requires=">=3.11",
    # No upper pins: an operator's platform decides. What we test is in .ci/constraints.
    install_requires=[
        "Django>=4.2",
        "XBlock>=5.1",
        "edx-submissions>=3.11",
        "icalendar>=5",
        "lxml>=5.3",
        "openpyxl>=3.1",
        "PyYAML>=6",
    ],
    extras_require={
        "demo": DEMO,
        "test": TEST,
        "dev": DEV,
        "bench": BENCH,
        "analytics": ANALYTICS,
        "audit": AUDIT,
        "release": RELEASE,
    },
    packages=find_packages(include=["matrix_xblock", "matrix_xblock.*"]),
    package_data={
        "matrix_xblock": [
            "frameworks/*.json",
            "plugin/clickhouse/*.sql",
            "schema/*.json",
            "py.typed",
            "static/**/*",
            "templates/**/*",
            "translations/**/*",
        ],
    },
    entry_points={
        "xblock.v1": ["matrix_review = matrix_xblock.block:MatrixReviewXBlock"],
        "lms.djangoapp": [PLUGIN_APP],
        "cms.djangoapp": [PLUGIN_APP],
    },
    cmdclass={"build_py": BuildWithAssets},
    zip_safe=False,
)
