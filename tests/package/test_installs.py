"""Each way to install the package, from a fresh clone, carries every asset."""

import json
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.package

ROOT = Path(__file__).resolve().parents[2]
LINKED = ("static", "templates", "translations")
BUILT = {
    f"static/public/built/{audience}.{kind}"
    for audience in ("participant", "staff", "author")
    for kind in ("css", "js")
}
LIST_FILES = """
import importlib.resources, json
def walk(folder, prefix):
    for entry in folder.iterdir():
        name = prefix + entry.name
        yield from walk(entry, name + "/") if entry.is_dir() else [name]
print(json.dumps(list(walk(importlib.resources.files("matrix_xblock"), ""))))
"""


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}")
    return done.stdout


@pytest.fixture
def clone(tmp_path):
    """Copy every file that git knows or would add, links as links, nothing that a build made."""
    folder = tmp_path / "clone"
    listed = run("git", "ls-files", "-z", "-co", "--exclude-standard", cwd=ROOT)
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, folder / name
        if source.is_symlink() or source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)
    return folder


@pytest.fixture
def assets(clone):
    """Each file that the package has to carry, styles and scripts as they are written."""
    files = {path for name in LINKED for path in clone.glob(f"{name}/**/*") if path.is_file()}
    data = (clone / "matrix_xblock" / "frameworks").glob("*.json")
    return {
        "py.typed",
        *(path.relative_to(clone).as_posix() for path in files),
        *(f"frameworks/{path.name}" for path in data),
    }


@pytest.fixture
def small(assets):
    """Each file that an installed package has to carry: small files in the place of sources."""
    return {path for path in assets if not is_source(path)} | BUILT


def is_source(path):
    return path.startswith(("static/public/js/", "static/public/css/")) and "demo" not in path


@pytest.fixture
def files_once_installed(tmp_path):
    """Install without dependencies into a fresh environment and list the package's files."""

    def install(*what):
        environment = tmp_path / "environment"
        venv.create(environment)
        python = environment / "bin" / "python"
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
        run(*pip, "install", "--no-deps", *what, cwd=tmp_path)
        return set(json.loads(run(python, "-I", "-c", LIST_FILES, cwd=tmp_path)))

    return install


def without_links(clone):
    """Check out as Windows or an archive does: a link becomes a text file with its target."""
    for name in LINKED:
        link = clone / "matrix_xblock" / name
        target = link.readlink()
        link.unlink()
        link.write_text(str(target))


def commit(clone):
    git = ["git", "-c", "user.name=Tester", "-c", "user.email=tester@example.com"]
    run(*git, "init", "--quiet", cwd=clone)
    run(*git, "add", "--all", cwd=clone)
    run(*git, "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", "A commit", cwd=clone)


def built(kind, clone):
    """Build with what is here. That a build finds what it needs, those say that pip isolates."""
    command = [sys.executable, "-m", "build", kind, "--no-isolation", "--outdir", "dist", "."]
    run(*command, cwd=clone)
    [archive] = (clone / "dist").iterdir()
    return archive


def assert_small(installed, small):
    assert small <= installed
    assert {path for path in installed if is_source(path)} == set()


def test_a_wheel_carries_small_assets(clone, small, files_once_installed):
    assert_small(files_once_installed(clone), small)


def test_an_editable_install_carries_every_asset(clone, assets, files_once_installed):
    assert assets <= files_once_installed("--editable", clone)


def test_a_source_distribution_carries_small_assets(clone, small, files_once_installed):
    assert_small(files_once_installed(built("--sdist", clone)), small)


def test_an_install_from_a_git_address_carries_small_assets(clone, small, files_once_installed):
    commit(clone)

    assert_small(files_once_installed(f"git+{clone.as_uri()}"), small)


def test_a_checkout_without_links_carries_small_assets(clone, small, files_once_installed):
    without_links(clone)

    assert_small(files_once_installed(built("--wheel", clone)), small)


def test_an_editable_checkout_without_links_carries_every_asset(
    clone, assets, files_once_installed
):
    without_links(clone)

    assert assets <= files_once_installed("--editable", clone)


def test_a_build_without_what_makes_files_small_stops_and_says_so(clone):
    hidden = "import runpy, sys; sys.modules['rjsmin'] = None; sys.argv = ['setup.py', 'build_py']"
    command = [sys.executable, "-c", f"{hidden}; runpy.run_path('setup.py')"]

    done = subprocess.run(command, cwd=clone, text=True, capture_output=True, check=False)

    assert done.returncode == 1
    assert "matrix-xblock is built with rjsmin and rcssmin" in done.stderr
