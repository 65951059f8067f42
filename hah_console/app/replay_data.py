"""Finds what a replay is asked for: the data of a file or folder, and rule sets by name."""

from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.rulepacks.fields import RulePackInvalid, read_fields
from hah_console.adapters.rulepacks.loader import alarm_rules_of
from hah_console.adapters.vitals.labelled import is_labelled, read_labelled
from hah_console.adapters.vitals.recordings import RecordingUnusable, read_numerics, read_recordings, read_stay
from hah_console.app.resources import resource_path
from hah_console.domain.errors import HahError
from hah_console.domain.recording import Recording
from hah_console.services.replay.columns import VitalColumns, columns_of_recordings
from hah_console.services.replay.compare import NamedRules, source_of
from hah_console.services.replay.report import ReplaySource
from hah_console.services.rule_sets import digest_of

DEFAULT = "default"


class RuleSetUnknown(HahError):
    """No rule set of that name ships, and it is no file. Facts: rule_set, known."""

    code = "rule_set_unknown"


@dataclass(frozen=True, slots=True)
class ReplayData:
    """The columns to walk over and what the report says of them."""

    columns: VitalColumns
    source: ReplaySource


def data_of(path: Path) -> ReplayData:
    """A labelled table, a numerics file, a ``.psv`` or a folder of recordings. Raises RecordingUnusable."""
    if path.is_dir():
        return _recorded(path.name, read_recordings(path))
    if not path.is_file():
        raise RecordingUnusable(file=path.name, line=0, reason="no_such_file")
    if path.suffix == ".psv":
        return _recorded(path.name, (read_stay(path),))
    if is_labelled(path):
        stays = read_labelled(path)
        labelled = source_of(stays, path.name, "labelled", tier_s=3600, event_kind="sepsis", citation=stays.source)
        return ReplayData(stays, labelled)
    return _recorded(path.name, (read_numerics(path),))


def _recorded(name: str, recordings: tuple[Recording, ...]) -> ReplayData:
    columns = columns_of_recordings(recordings)
    origins = "; ".join(sorted({recording.source for recording in recordings}))
    finest = round(min(recording.period_s for recording in recordings))
    return ReplayData(columns, source_of(columns, name, "recording", tier_s=finest, citation=origins))


def named_rules(name: str) -> NamedRules:
    """The default rules, a set that ships, or a file ``….toml``. Raises RuleSetUnknown, RulePackInvalid."""
    path = _default() if name == DEFAULT else _shipped(name)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RulePackInvalid(file=path.name, key="", reason="unreadable") from error
    return NamedRules(path.stem if name.endswith(".toml") else name, digest_of(text), alarm_rules_of(text))


def _shipped(name: str) -> Path:
    asked = Path(name)
    if asked.suffix == ".toml":
        return asked
    found = {path.stem: path for path in resource_path("rulesets").glob("*.toml")}
    if name not in found:
        raise RuleSetUnknown(rule_set=name, known=", ".join([DEFAULT, *sorted(found)]))
    return found[name]


def _default() -> Path:
    """Of the alarm packs that ship the one that took effect last."""
    packs = resource_path("rulepacks").glob("alarms-*.toml")
    return max(packs, key=lambda path: read_fields(path).day("effective_from"))
