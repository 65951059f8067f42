"""What the rules that ship do on the public set of CinC 2019 B: no more than the target, reaching no fewer."""

from pathlib import Path

import pytest

from hah_console import __version__
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.replay_data import data_of, named_rules
from hah_console.app.replay_run import TARGET_PER_PATIENT_DAY, facts, holds
from hah_console.app.resources import resource_path
from hah_console.services.replay.compare import ReplayTerms, compare

TABLE = load_rule_packs(resource_path("rulepacks")).news2


@pytest.mark.shared_data
def test_the_default_rules_are_heard_within_the_target_and_reach_no_fewer_than_plain_news2(shared_data: Path) -> None:
    data, stays = data_of(shared_data / "vitals" / "cinc2019_setB_vitals_public.csv.gz")
    assert stays is not None
    rules, against = named_rules("default"), named_rules("news2-5")
    report = compare(data, rules, against, TABLE, ReplayTerms(), made_at=None, program_version=__version__)
    assert holds(report)
    assert report.rules.alarms_per_patient_day <= TARGET_PER_PATIENT_DAY < report.against.alarms_per_patient_day
    told = facts(report)
    assert told["quiet_per_patient_day"] == report.rules.quiet_per_patient_day > 1
    assert sum(report.rules.by_priority.values()) == report.rules.alarms
    assert "low" not in report.rules.by_priority
