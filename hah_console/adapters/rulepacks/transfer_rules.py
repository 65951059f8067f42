"""Reads a transfer rule pack: minutes of the stages, time-critical pathways with their clocks."""

from hah_console.adapters.rulepacks.fields import Fields
from hah_console.domain.alarm import Priority
from hah_console.domain.hospital_rank import RankRules
from hah_console.domain.pathway import Pathway, PathwayClock
from hah_console.domain.rulepack import TransferRules
from hah_console.domain.transfer import ENDED, TransferStage

_LASTING = frozenset(stage.value for stage in TransferStage if stage not in ENDED)
_WORD = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


def read_transfer_rules(fields: Fields) -> TransferRules:
    """The rules of a pack; one without pathways has none. Raises RulePackInvalid."""
    minutes = fields.table("stage_minutes")
    minutes.only(_LASTING)
    return TransferRules(
        fields.info(),
        {TransferStage(key): minutes.minutes(key) for key in minutes.keys()},  # noqa: SIM118  Fields is not a mapping
        _pathways(fields),
        _priority(fields, "stage_priority", Priority.MEDIUM),
        _priority(fields, "pathway_priority", Priority.HIGH),
        _ranking(fields.table("hospitals")) if fields.has("hospitals") else RankRules(),
    )


def _ranking(row: Fields) -> RankRules:
    row.only({"levels", "level_step_minutes", "other_network_minutes", "stale_minutes"})
    return RankRules(
        row.word_list("levels"),
        row.minutes("level_step_minutes"),
        row.minutes("other_network_minutes"),
        row.minutes("stale_minutes"),
    )


def _priority(fields: Fields, key: str, default: Priority) -> Priority:
    return fields.priority(key) if fields.has(key) else default


def _pathways(fields: Fields) -> dict[str, Pathway]:
    found: dict[str, Pathway] = {}
    for row in fields.some_tables("pathway"):
        row.only({"id", "item", "clock"})
        name = _word(row, "id")
        if name in found:
            raise row.wrong("id", "written_twice")
        found[name] = Pathway(name, row.text_or("item"), tuple(_clock(clock) for clock in row.tables("clock")))
    return found


def _clock(row: Fields) -> PathwayClock:
    row.only({"id", "from", "to", "minutes", "source", "confirmed"})
    limit = row.minutes("minutes")
    if not limit:
        raise row.wrong("minutes", "not_positive")
    moments = _word(row, "from"), _word(row, "to")
    return PathwayClock(_word(row, "id"), *moments, limit, row.text("source"), row.truth_or("confirmed"))


def _word(row: Fields, key: str) -> str:
    word = row.text(key)
    if not word or not set(word) <= _WORD:
        raise row.wrong(key, "unknown_word")
    return word
