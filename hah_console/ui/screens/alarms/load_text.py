"""The load on the operators in words, and as bars to be painted; no Qt."""

from dataclasses import dataclass
from datetime import timedelta

from hah_console.services.alarm_load import BadActor, LoadHistory
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts
from hah_console.ui.rule_words import rule_about
from hah_console.ui.wording import clock_text


@dataclass(frozen=True, slots=True)
class Bar:
    """One span: alarms per operator, whether it was a flood, the hour it begins (empty between the labelled ones)."""

    value: float
    flood: bool
    label: str
    spoken: str


@dataclass(frozen=True, slots=True)
class ActorLine:
    """One patient and rule that makes many alarms."""

    key: str
    what: str
    count: str
    share: float
    chattering: str
    spoken: str


def bars(texts: Texts, ctx: Context, load: LoadHistory) -> tuple[Bar, ...]:
    """The spans, oldest first; whole hours are labelled."""
    found = []
    for bar in load.bars:
        local = ctx.local(bar.start)
        label = clock_text(local) if local.minute < load.window / timedelta(minutes=1) and local.hour % 2 == 0 else ""
        spoken = texts("alarms.load_bar", at=clock_text(local), count=bar.raised, operators=bar.operators)
        found.append(Bar(bar.per_operator, bar.per_operator > load.limit, label, spoken))
    return tuple(found)


def figures(texts: Texts, load: LoadHistory) -> tuple[tuple[str, str], ...]:
    """Label and value of the figures beside the bars."""
    minutes = int(load.window.total_seconds() // 60)
    now = load.bars[-1].per_operator if load.bars else 0.0
    return (
        (texts("alarms.load_fact.now", minutes=minutes), texts("alarms.load_fact.of", n=f"{now:g}", limit=load.limit)),
        (texts("alarms.load_fact.most"), f"{load.most:g}"),
        (texts("alarms.load_fact.flood"), f"{load.flood_share:.1%}"),
        (texts("alarms.load_fact.per_hour"), f"{load.per_operator_hour:.1f}"),
        (texts("alarms.load_fact.raised"), f"{load.raised}"),
        (texts("alarms.load_fact.chattering"), f"{load.chattering}"),
    )


def actor_lines(texts: Texts, load: LoadHistory) -> tuple[ActorLine, ...]:
    """Who and what makes the most alarms."""
    return tuple(_line(texts, actor) for actor in load.actors)


def _line(texts: Texts, actor: BadActor) -> ActorLine:
    rule = rule_about(texts, actor.rule_id, actor.subject)
    what = texts("alarms.what", name=actor.name or texts("alarms.system"), subject=rule)
    count = texts("alarms.load_actor", count=actor.raised, share=f"{actor.share:.0%}")
    again = texts("alarms.load_chatter", count=actor.chattering) if actor.chattering else ""
    key = f"{actor.patient_id or ''}:{actor.rule_id}:{actor.subject}"
    return ActorLine(key, what, count, actor.share, again, f"{what} {count} {again}".strip())
