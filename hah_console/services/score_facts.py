"""Gathers the inputs of a score from what is known of a patient at a moment: the newest of each that is not too old."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from hah_console.domain.clock import TAIPEI
from hah_console.domain.episode import Mode
from hah_console.domain.errors import InvalidInput
from hah_console.domain.lab import LabResult
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.quantity import Quantity, Unit, UnitRules, quantity
from hah_console.domain.reading import LatestValue, LatestVitals, Quality, StaffObservation, Vital
from hah_console.domain.rulepack import RulePacks
from hah_console.domain.score.inputs import Absence, Input, Inputs, Seen, Value
from hah_console.domain.score.names import ScoreName

VITALS: Final[Mapping[Vital, tuple[Input, Unit]]] = {
    Vital.HEART_RATE: (Input.PULSE, Unit.PER_MINUTE),
    Vital.SPO2: (Input.SPO2, Unit.PERCENT),
    Vital.RESPIRATORY_RATE: (Input.RESPIRATORY_RATE, Unit.PER_MINUTE),
    Vital.SYSTOLIC: (Input.SYSTOLIC, Unit.MMHG),
    Vital.DIASTOLIC: (Input.DIASTOLIC, Unit.MMHG),
    Vital.TEMPERATURE: (Input.TEMPERATURE, Unit.CELSIUS),
}
OXYGEN_IN_AIR: Final = Decimal("0.21")
_LAB_INPUTS: Final = {name.value: name for name in Input}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person found, counted or chose for one input."""

    asked: Input
    value: Value
    at: datetime
    by: str = ""


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """Everything a score may look at. ``zone``: where the age is counted."""

    patient: Patient
    mode: Mode | None = None
    latest: LatestVitals | None = None
    observation: StaffObservation | None = None
    labs: tuple[LabResult, ...] = ()
    answers: tuple[Answer, ...] = ()
    zone: ZoneInfo = field(default=TAIPEI)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The inputs that can be used, and why each of the others cannot."""

    inputs: Inputs
    absent: Mapping[Input, Absence]


def inputs_for(score: ScoreName, facts: ScoreFacts, now: datetime, packs: RulePacks) -> Gathered:
    """The inputs of a score other than NEWS2 at ``now``.

    The newest of each counts, even when somebody has to be asked about its unit: an older one never takes its place in
    silence. What is older than the pack allows is missing.
    """
    newest = _newest(_known(facts, now))
    inputs: dict[Input, Seen] = {}
    absent: dict[Input, Absence] = {}
    for asked in packs.scores.table(score).inputs():
        found = newest.get(asked)
        reason = _absence(asked, found, now, packs)
        if found is None or found.seen is None or reason is not None:
            absent[asked] = reason or Absence.NEVER
        else:
            inputs[asked] = found.seen
    return Gathered(inputs, absent)


def has_laboratory(facts: ScoreFacts, now: datetime, packs: RulePacks) -> bool:
    """Whether there is a laboratory result that may still be used."""
    validity = packs.score_plan.validity
    return any(
        (limit := validity.get(name)) is None or now - result.specimen_at <= limit
        for result in facts.labs
        if (name := _LAB_INPUTS.get(result.analyte)) is not None
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """A value of one input with its time; None: something was there that is no value, as a sensor that is off."""

    asked: Input
    at: datetime
    seen: Seen | None


def _known(facts: ScoreFacts, now: datetime) -> Iterator[_Found]:
    yield from _of_patient(facts, now)
    if facts.latest:
        yield from (_of_vital(vital, last) for vital, last in facts.latest.values.items())
    if facts.observation:
        yield from _of_observation(facts.observation)
    for result in sorted(facts.labs, key=lambda one: one.reported_at):
        if result.analyte in _LAB_INPUTS:
            seen = Seen(result.quantity, result.specimen_at, result.comparator, bool(result.confirmed_by))
            yield _Found(_LAB_INPUTS[result.analyte], result.specimen_at, seen)
    for answer in facts.answers:
        yield _Found(answer.asked, answer.at, Seen(answer.value, answer.at))


def _of_patient(facts: ScoreFacts, now: datetime) -> Iterator[_Found]:
    """Age, sex, and whether she lives in an institution as far as the mode of the admission says."""
    age = facts.patient.age_years(now.astimezone(facts.zone).date())
    yield _Found(Input.AGE, now, Seen(quantity(age, Unit.YEARS), now))
    if facts.patient.sex in (Sex.FEMALE, Sex.MALE):
        yield _Found(Input.SEX, now, Seen(facts.patient.sex.value, now))
    if facts.mode in (Mode.INSTITUTION, Mode.HOME_CARE):
        yield _Found(Input.NURSING_HOME, now, Seen(facts.mode is Mode.INSTITUTION, now))


def _of_vital(vital: Vital, last: LatestValue) -> _Found:
    """A monitor's value; its decoder has looked at its size and unit."""
    asked, unit = VITALS[vital]
    if last.value is None or last.quality is not Quality.GOOD:
        return _Found(asked, last.as_of, None)
    return _Found(asked, last.as_of, Seen(quantity(last.value, unit), last.as_of, confirmed=True))


def _of_observation(seen: StaffObservation) -> Iterator[_Found]:
    at = seen.observed_at
    if seen.consciousness is not None:
        yield _Found(Input.CONSCIOUSNESS, at, Seen(seen.consciousness.value, at))
    if seen.on_oxygen is False:
        yield _Found(Input.FIO2, at, Seen(Quantity(OXYGEN_IN_AIR, Unit.FRACTION), at, confirmed=True))


def _newest(known: Iterable[_Found]) -> Mapping[Input, _Found]:
    """The newest of each input; of two of the same time the later one in the row."""
    newest: dict[Input, _Found] = {}
    for found in known:
        before = newest.get(found.asked)
        if before is None or found.at >= before.at:
            newest[found.asked] = found
    return newest


def _absence(asked: Input, found: _Found | None, now: datetime, packs: RulePacks) -> Absence | None:
    if found is None:
        return Absence.NEVER
    limit: timedelta | None = packs.score_plan.validity[asked]
    if found.seen is None:
        return Absence.UNUSABLE
    if limit is not None and now - found.at > limit:
        return Absence.TOO_OLD
    return None if _possible(asked, found.seen, packs.units) else Absence.UNUSABLE


def _possible(asked: Input, seen: Seen, units: UnitRules) -> bool:
    """Whether a quantity has a listed unit and a possible size; those that must be asked about do."""
    if not isinstance(seen.value, Quantity):
        return True
    try:
        units.scale(asked).doubt(seen.value)
    except InvalidInput:
        return False
    return True
