"""A conflict and the changes that would end it, in plain words for the command line."""

from scheduling.backends.why_not import Change, Rule, WhyNot
from scheduling.commands.shared import Report, clock

_CONFLICT = {
    Rule.SKILL: "the skills it needs ({needed})",
    Rule.LEVEL: "the level of skill it needs ({level})",
    Rule.CAREGIVER: "whom it may be given to",
    Rule.PIN: "the decision about who goes or when it starts",
    Rule.ROAD: "the way to {place}",
    Rule.SHIFT: "the shifts",
    Rule.WINDOW: "its window",
    Rule.DAYLIGHT: "daylight",
    Rule.PAIR: "that several people must be there at once",
    Rule.DEPENDENCY: "the delay between it and what depends on it",
    Rule.KIT: "the units of its kit ({kit})",
    Rule.CAPACITY: "what can be carried at once",
    Rule.VISITS: "the visits somebody may do in a day",
    Rule.SPECIMEN: "the way to a laboratory with its specimen",
    Rule.COLD_CHAIN: "how long it may be under way",
    Rule.BREAK: "the breaks",
    Rule.OTHERS: "the other visits of the plan",
}
_FACTS = {
    "earlier_s": "its window opens {} minutes earlier",
    "later_s": "it may start {} minutes after its window",
    "dark_s": "it may be {} minutes outside daylight",
    "begins_earlier_s": "{caregiver} begins {} minutes earlier",
    "longer_s": "{caregiver} works {} minutes longer",
    "break_earlier_s": "the break of {caregiver} may be {} minutes earlier",
    "break_later_s": "the break of {caregiver} may be {} minutes later",
    "delay_s": "the delay is {} minutes",
    "cold_longer_s": "it may be {} minutes longer under way",
    "valid_longer_s": "it is valid {} minutes longer",
    "capacity_more": "{caregiver} carries {} more",
    "visits_more": "{caregiver} does {} visits more",
    "units_more": "{} more of the kit {kit}",
    "give_up": "{} is given up",
    "apart_from": "it is planned without {}",
    "persons": "{} person is enough",
    "pins": "{} is not bound any more",
    "specimen": "its specimen is taken away {}",
    "like": "one more caregiver like {}",
}
_MINUTES = 60


def conflict_words(why: WhyNot) -> str:
    """One sentence on what is in the way."""
    if not why.conflict:
        if why.changes:
            return "it fits; leaving it out is cheaper"
        found = "no rule alone, but no plan with it was found"
        return found if why.smallest else "the time was too short to find out"
    parts = [_CONFLICT[rule].format_map({**dict.fromkeys(("needed", "level", "kit", "place"), ""), **why.facts})
             for rule in why.conflict]  # fmt: skip
    return f"in the way: {' and '.join([', '.join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)}"


def change_words(change: Change) -> str:
    """What would have to change, and what comes of it."""
    who = " and ".join(change.caregiver_ids)
    moved = f", moves {', '.join(move.visit_id for move in change.moved)}" if change.moved else ""
    return f"{_what(change)}: {who} at {clock(change.start)}{moved}"


def _what(change: Change) -> str:
    if change.kind in ("place", "anew"):
        return "nothing has to change" if change.kind == "place" else "visits change hands"
    facts, parts = change.facts, []
    for name, value in facts.items():
        if name in _FACTS:
            shown = str(int(value) // _MINUTES) if name.endswith("_s") else value
            parts.append(_FACTS[name].format(shown, **{"caregiver": "", "kit": "", **facts}))
    if "skills" in facts and change.kind != "caregiver_more":
        parts.append(f"{facts['caregiver']} has {facts['skills']}")
    if change.kind == "caregiver":
        parts.append(f"{facts['caregiver']} may go")
    return " and ".join(parts) or change.kind.replace("_", " ")


def change_figures(change: Change) -> Report:
    """The change as JSON: seconds of the problem's clock, cost units."""
    return {
        "kind": change.kind,
        "facts": change.facts,
        "text": change_words(change),
        "caregivers": list(change.caregiver_ids),
        "start": change.start,
        "extra_cost": change.extra_cost,
        "given_up": list(change.given_up),
        "moved": [move.visit_id for move in change.moved],
    }
