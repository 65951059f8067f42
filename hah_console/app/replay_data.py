"""Finds what a replay is asked for: the data of a file or folder, and rule sets by name."""

from pathlib import Path

from hah_console.adapters.rulepacks.fields import WHOLE_FILE, RulePackInvalid, read_fields
from hah_console.adapters.rulepacks.loader import alarm_rules_of
from hah_console.adapters.vitals.labelled import LabelledStays, is_labelled, read_labelled
from hah_console.adapters.vitals.recordings import RecordingUnusable, read_numerics, read_recordings, read_stay
from hah_console.app.resources import resource_path
from hah_console.domain.errors import HahError
from hah_console.domain.recording import Recording
from hah_console.services.replay.columns import columns_of_recordings
from hah_console.services.replay.compare import Data, NamedRules, Part
from hah_console.services.rule_sets import digest_of

DEFAULT = "default"


class RuleSetUnknown(HahError):
    """No rule set of that name ships, and it is no file. Facts: rule_set, known."""

    code = "rule_set_unknown"


def data_of(path: Path) -> tuple[Data, LabelledStays | None]:
    """A labelled table, a numerics file, a ``.psv`` or a folder of recordings; the table itself when it is one.

    Raises RecordingUnusable.
    """
    if path.is_dir():
        return _recorded(path.name, read_recordings(path)), None
    if not path.is_file():
        raise RecordingUnusable(file=path.name, line=0, reason="no_such_file")
    if path.suffix == ".psv":
        return _recorded(path.name, (read_stay(path),)), None
    if is_labelled(path):
        stays = read_labelled(path)
        parts = (Part(stays),)
        return Data(parts, len(stays.patient_ids), path.name, "labelled", 3600, "sepsis", stays.source), stays
    return _recorded(path.name, (read_numerics(path),)), None


def _recorded(name: str, recordings: tuple[Recording, ...]) -> Data:
    origins = "; ".join(sorted({recording.source for recording in recordings}))
    finest = round(min(recording.period_s for recording in recordings))
    parts = (Part(columns_of_recordings(recordings)),)
    return Data(parts, len(recordings), name, "recording", finest, citation=origins)


def named_rules(name: str) -> NamedRules:
    """The default rules, a set that ships, or a file ``….toml``. Raises RuleSetUnknown, RulePackInvalid."""
    path = _default() if name == DEFAULT else _named(name)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulePackInvalid(file=path.name, key=WHOLE_FILE, reason="unreadable") from error
    return NamedRules(path.stem if name.endswith(".toml") else name, digest_of(text), alarm_rules_of(text, path.name))


def _named(name: str) -> Path:
    asked = Path(name)
    if asked.suffix == ".toml" and asked.is_file():
        return asked
    found = {path.stem: path for path in resource_path("rulesets").glob("*.toml")}
    if name not in found:
        raise RuleSetUnknown(rule_set=name, known=", ".join([DEFAULT, *sorted(found)]))
    return found[name]


def _default() -> Path:
    """Of the alarm packs that ship the one that took effect last."""
    packs = resource_path("rulepacks").glob("alarms-*.toml")
    return max(packs, key=lambda path: read_fields(path).day("effective_from"))
