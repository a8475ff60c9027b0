"""What pyproject asks for is what the requirements files pin, with hashes."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bankcore.settings import env

PROJECT = tomllib.loads((env.REPOSITORY / "pyproject.toml").read_text())
RUN = PROJECT["project"]["dependencies"]
DEVELOP = [*RUN, *PROJECT["dependency-groups"]["dev"]]
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)


def pins(name: str) -> dict[str, tuple[str, str]]:
    """Return version and the lines beneath it (hashes, origins) of every pinned package."""
    found = PIN.findall((env.REPOSITORY / name).read_text())
    return {canonicalize_name(package): (version, rest) for package, version, rest in found}


@pytest.mark.parametrize(
    ("name", "asked"), [("requirements.txt", RUN), ("requirements-dev.txt", DEVELOP)]
)
def test_every_dependency_is_pinned_as_asked(name, asked):
    pinned = pins(name)
    for text in asked:
        requirement = Requirement(text)
        version, rest = pinned[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), f"{text}, pinned at {version}: make lock"
        assert "--hash=sha256:" in rest


@pytest.mark.parametrize(
    ("name", "asked"), [("requirements.txt", RUN), ("requirements-dev.txt", DEVELOP)]
)
def test_nothing_is_pinned_for_the_project_that_it_no_longer_asks_for(name, asked):
    asked_for = {canonicalize_name(Requirement(text).name) for text in asked}
    direct = {package for package, (_, rest) in pins(name).items() if "bankcore" in rest}
    assert direct == asked_for
