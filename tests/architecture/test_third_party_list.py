"""The list of third-party packages names what the lock file locks."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
ROW = re.compile(r"^\| ([A-Za-z0-9._-]+) \| ([^|]+) \|", re.MULTILINE)


def test_every_locked_package_stands_in_the_list_with_its_version() -> None:
    locked = set(PIN.findall((ROOT / "requirements" / "runtime.txt").read_text("utf-8")))
    listed = {
        (name, version.strip())
        for name, versions in ROW.findall((ROOT / "THIRD_PARTY.md").read_text("utf-8"))
        for version in versions.split(",")
    }
    assert locked - listed == set(), "run: python installer/third_party.py"


def test_the_data_a_model_learned_from_are_cited_with_their_licence() -> None:
    listed = (ROOT / "THIRD_PARTY.md").read_text("utf-8")
    models = sorted((ROOT / "resources" / "models").glob("*.json"))
    assert models
    for path in models:
        model = json.loads(path.read_text("utf-8"))
        doi = re.search(r"doi:\S+?(?=[;,\s]|$)", model["citation"])
        assert doi is not None
        assert doi.group() in listed
        assert model["licence"].partition(" (")[0] in listed
