"""The board's rules out of the rule packs."""

from hah_console.domain.reading import Vital
from hah_console.domain.rulepack import RulePacks
from hah_console.services.board import BoardRules

CONTINUOUS = frozenset({Vital.HEART_RATE, Vital.SPO2, Vital.RESPIRATORY_RATE})
"""What the wearable sends all the time; the other vitals are spot measurements that stay valid for longer."""


def board_rules(packs: RulePacks) -> BoardRules:
    """What the census needs of the rule packs."""
    silent = packs.alarms.silence.after
    validity = packs.news2.vital_validity
    return BoardRules(
        programme_days=packs.programme.days,
        silent_after=silent,
        stale_after={vital: silent if vital in CONTINUOUS else validity[vital] for vital in Vital},
        score_yellow=packs.news2.yellow_from,
        score_orange=packs.news2.orange_from,
        score_red=packs.news2.red_from,
        single_item=packs.news2.single_item,
        version=packs.version,
        drug_names={drug_id: drug.name for drug_id, drug in packs.care.drugs.drugs.items()},
    )
