"""Files are short and named for what is in them."""

import subprocess

from bankcore.settings import env
from tests.architecture.source import PACKAGES, files, text

NAMELESS = {"util", "utils", "helper", "helpers", "common", "misc", "shared", "stuff", "lib"}
LONGEST, LONGEST_TEST = 400, 600


def test_no_file_of_code_is_longer_than_400_lines():
    # A first migration is made by Django, of models that are short.
    read = [path for path in files(*PACKAGES) if path.name != "0001_tables.py"]
    lengths = {path: text(path).count("\n") for path in read}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}
    assert len(lengths) > 100


def test_no_file_of_tests_is_longer_than_600_lines():
    lengths = {path: text(path).count("\n") for path in files("tests")}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_TEST} == {}


def test_no_file_or_folder_has_a_name_that_says_nothing():
    nameless = [
        path
        for path in files(*PACKAGES, "tests")
        if NAMELESS & {part.removesuffix(".py") for part in path.parts}
    ]
    assert nameless == []


def test_every_folder_of_code_is_a_package():
    folders = {path.parent for path in files(*PACKAGES)}
    tracked = {
        folder for folder in folders if not (env.REPOSITORY / folder / "__init__.py").exists()
    }
    assert tracked == set()


def test_nothing_generated_is_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=env.REPOSITORY, capture_output=True, text=True, check=False
    )
    names = listed.stdout.splitlines()
    assert [name for name in names if name.endswith((".pyc", ".log", ".sqlite3"))] == []
    assert [name for name in names if name.startswith((".data/", ".venv/"))] == []
