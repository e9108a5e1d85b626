"""A release as `make release` builds it: what is in it, what it is made of, and who made it."""

import json
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = {"Django", "XBlock", "edx-submissions", "icalendar", "lxml", "PyYAML"}


def run(*command, cwd=ROOT, check=True, **options):
    done = subprocess.run(command, cwd=cwd, text=True, capture_output=True, check=False, **options)
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def key(tmp_path_factory):
    key = tmp_path_factory.mktemp("key") / "release"
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "release", "-f", key)
    return key


@pytest.fixture(scope="module")
def released(tmp_path_factory, key):
    """Make a release, with what it said."""
    folder = tmp_path_factory.mktemp("released")
    done = run(ROOT / ".ci" / "release", folder, key)
    return folder, done.stdout


def the(folder, pattern):
    [one] = folder.glob(pattern)
    return one


def verified(folder, key, tmp_path):
    """Verify the list of hashes as somebody does who knows the public key."""
    signers = tmp_path / "signers"
    signers.write_text(f"release {key.with_suffix('.pub').read_text()}")
    return run(
        *("ssh-keygen", "-Y", "verify", "-f", signers, "-I", "release", "-n", "matrix-xblock"),
        *("-s", folder / "SHA256SUMS.sig"),
        input=folder.joinpath("SHA256SUMS").read_text(),
        check=False,
    )


def test_a_release_is_a_wheel_its_sources_what_it_is_made_of_and_a_signed_list(released):
    names = {re.sub(r"\d+\.\d+\.\d+", "N", each.name) for each in released[0].iterdir()}
    assert names == {
        "matrix_xblock-N-py3-none-any.whl",
        "matrix_xblock-N.tar.gz",
        "matrix_xblock-N.cdx.json",
        "SHA256SUMS",
        "SHA256SUMS.sig",
    }


def test_the_hashes_are_those_of_the_files(released):
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=released[0])


def test_the_list_is_signed_with_the_key(released, key, tmp_path):
    assert verified(released[0], key, tmp_path).returncode == 0


def test_a_list_that_was_changed_is_not_signed(released, key, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    for name in ("SHA256SUMS", "SHA256SUMS.sig"):
        other.joinpath(name).write_bytes(released[0].joinpath(name).read_bytes())
    listed = other / "SHA256SUMS"
    listed.write_text(listed.read_text().replace("0", "1", 1))
    assert verified(other, key, tmp_path).returncode != 0


def test_it_was_installed_with_the_versions_of_each_supported_release(released):
    for cell in ("Teak", "Ulmo", "Verawood", "Willow"):
        assert re.search(rf"(loads with|Open edX) .*{cell}", released[1])


def test_the_list_of_parts_names_what_the_block_asks_of_the_platform(released):
    bill = json.loads(the(released[0], "*.cdx.json").read_text())
    parts = {each["name"].lower().replace("_", "-") for each in bill["components"]}
    assert {each.lower() for each in PLATFORM} <= parts
    assert "matrix-xblock" in parts
    assert not {"pytest", "twine", "playwright"} & parts


def test_the_wheel_holds_the_package_and_nothing_beside_it(released):
    with zipfile.ZipFile(the(released[0], "*.whl")) as wheel:
        tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {re.sub(r"-.*", "", each) for each in tops} == {"matrix_xblock"}


def test_the_list_of_parts_names_no_place_on_the_machine_that_built_it(released):
    assert "file:" not in the(released[0], "*.cdx.json").read_text()


def test_nothing_in_the_wheel_names_the_machine_that_built_it(released):
    with zipfile.ZipFile(the(released[0], "*.whl")) as wheel:
        texts = [wheel.read(name) for name in wheel.namelist()]
    assert not [text for text in texts if str(ROOT).encode() in text]


def test_the_same_commit_makes_the_same_wheel(released, tmp_path):
    time = run("git", "log", "-1", "--format=%ct").stdout.strip()
    python = ROOT / ".venv-release" / "bin" / "python"
    run(
        *(python, "-m", "build", "--wheel", "--outdir", tmp_path),
        env={"PATH": "/usr/bin:/bin", "SOURCE_DATE_EPOCH": time},
    )
    assert the(tmp_path, "*.whl").read_bytes() == the(released[0], "*.whl").read_bytes()


def test_a_commit_with_the_tag_of_another_version_is_not_released(tmp_path):
    clone = tmp_path / "clone"
    run("git", "clone", "--quiet", "--shared", ROOT, clone)
    run("git", "tag", "v0.8.9", cwd=clone)

    done = run(clone / ".ci" / "release", tmp_path / "folder", check=False)

    assert done.returncode == 1
    assert "This commit has the tag v0.8.9, and its version is" in done.stderr


def test_a_release_is_not_made_over_another(released):
    done = run(ROOT / ".ci" / "release", released[0], check=False)
    assert done.returncode == 1
    assert "There is something in" in done.stderr
