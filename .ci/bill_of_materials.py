"""Write a software bill of materials (CycloneDX 1.6, JSON) of what requirements.txt pins.

`python .ci/bill_of_materials.py <file>`. The bank is the root; each package has its version,
package URL and the SHA-256 of every archive that is accepted, and says what it is there for.
"""

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
_PIN = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^    #\s+(?:via\s+)?([A-Za-z0-9._-]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pin:
    """One package as it is pinned: `via` are the packages that ask for it."""

    name: str
    version: str
    hashes: tuple[str, ...]
    via: tuple[str, ...]


def pins(text: str) -> list[Pin]:
    """Return what a requirements file with hashes pins."""
    return [
        Pin(
            canonicalize_name(name),
            version,
            tuple(_HASH.findall(rest)),
            tuple(canonicalize_name(via) for via in _VIA.findall(rest) if via != "via"),
        )
        for name, version, rest in _PIN.findall(text)
    ]


def bill(repository: Path = REPOSITORY) -> Bom:
    """Return the bill of what a production installation has."""
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    root = Component(
        name=project["name"], version=project["version"], type=ComponentType.APPLICATION
    )
    pinned = pins((repository / "requirements.txt").read_text())
    components = {each.name: _component(each) for each in pinned} | {root.name: root}
    found = Bom()
    found.metadata.component = root
    found.components = [components[each.name] for each in pinned]
    for asks in components.values():
        needed = [each.name for each in pinned if asks.name in each.via]
        found.register_dependency(asks, [components[name] for name in needed])
    return found


def _component(pin: Pin) -> Component:
    url = PackageURL("pypi", name=pin.name, version=pin.version)
    return Component(
        name=pin.name,
        version=pin.version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=url.to_string(),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in pin.hashes],
    )


def main() -> None:
    """Write the file named on the command line."""
    target = Path(sys.argv[1])
    target.parent.mkdir(parents=True, exist_ok=True)
    found = bill()
    target.write_text(JsonV1Dot6(found).output_as_string(indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(found.components)} packages")


if __name__ == "__main__":
    main()
