"""The bill of materials tells what an installation has."""

import json
import runpy

from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bankcore.settings import env
from tests.architecture.test_requirements import pins

CI = runpy.run_path(str(env.REPOSITORY / ".ci" / "bill_of_materials.py"))


def written() -> str:
    return JsonV1Dot6(CI["bill"]()).output_as_string()


def test_the_bill_names_every_pinned_package_with_its_hashes():
    told = {each["name"]: each for each in json.loads(written())["components"]}
    pinned = pins("requirements.txt")
    assert {name: each["version"] for name, each in told.items()} == {
        name: version for name, (version, _) in pinned.items()
    }
    for name, (version, rest) in pinned.items():
        hashes = {each["content"] for each in told[name]["hashes"]}
        assert len(hashes) == rest.count("--hash=sha256:") > 0
        assert all(f"--hash=sha256:{each}" in rest for each in hashes)
        assert told[name]["purl"] == f"pkg:pypi/{name}@{version}"


def test_the_bill_says_which_package_needs_which():
    told = json.loads(written())
    needs = {each["ref"].split("@")[0]: each.get("dependsOn", []) for each in told["dependencies"]}
    named = {each.split("@")[0] for each in needs["pkg:pypi/webauthn"]}
    assert {"pkg:pypi/cryptography", "pkg:pypi/cbor2"} <= named
    root = next(each for each in told["dependencies"] if "pypi" not in each["ref"])
    assert any(each.startswith("pkg:pypi/django@") for each in root["dependsOn"])
    assert not any(each.startswith("pkg:pypi/cbor2@") for each in root["dependsOn"])


def test_the_bill_is_cyclonedx():
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written()) is None
