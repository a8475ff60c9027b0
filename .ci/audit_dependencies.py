"""Ask the public database of vulnerabilities about every pinned dependency.

Fails where one is known to be vulnerable. Where the database cannot be reached, or knows none of
the packages, it says so and passes: a machine without the internet must be able to check the rest.
"""

import json
import subprocess
import sys

COMMAND = (
    *(sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt"),
    *("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json"),
)


def main() -> int:
    """Return 1 where a dependency is known to be vulnerable."""
    done = subprocess.run(COMMAND, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    try:
        asked = json.loads(done.stdout)["dependencies"]
    except ValueError:
        print("Dependencies: not audited, the database of vulnerabilities is not reachable.")
        return 0
    known = [each for each in asked if "skip_reason" not in each]
    print(f"Dependencies: {len(known)} of {len(asked)} audited.")
    vulnerable = [each for each in known if each["vulns"]]
    for each in vulnerable:
        print(f"  {each['name']} {each['version']}: {', '.join(v['id'] for v in each['vulns'])}")
    return 1 if vulnerable else 0


if __name__ == "__main__":
    sys.exit(main())
