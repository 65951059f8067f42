"""What scores look at: one vocabulary for all of them, each input with its unit, its time and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hah_console.domain.lab import Comparator
from hah_console.domain.quantity import Quantity


class Input(StrEnum):
    """Everything a score can ask for. Laboratory inputs have the name of their analyte."""

    RESPIRATORY_RATE = "respiratory_rate"
    PULSE = "pulse"
    SYSTOLIC = "systolic"
    DIASTOLIC = "diastolic"
    MAP = "map"
    TEMPERATURE = "temperature"
    SPO2 = "spo2"
    OXYGEN = "oxygen"
    CONSCIOUSNESS = "consciousness"
    GCS = "gcs"
    AMT = "amt"
    AGE = "age"
    SEX = "sex"
    NURSING_HOME = "nursing_home"
    NEOPLASM = "neoplasm"
    LIVER_DISEASE = "liver_disease"
    HEART_FAILURE = "heart_failure"
    CEREBROVASCULAR = "cerebrovascular"
    RENAL_DISEASE = "renal_disease"
    PLEURAL_EFFUSION = "pleural_effusion"
    CRP = "crp"
    WBC = "wbc"
    BANDS = "bands"
    HAEMOGLOBIN = "haemoglobin"
    HAEMATOCRIT = "haematocrit"
    PLATELETS = "platelets"
    UREA = "urea"
    CREATININE = "creatinine"
    SODIUM = "sodium"
    GLUCOSE = "glucose"
    BILIRUBIN = "bilirubin"
    PH = "ph"
    PAO2 = "pao2"
    PACO2 = "paco2"
    FIO2 = "fio2"
    PF_RATIO = "pf_ratio"
    RESPIRATORY_SUPPORT = "respiratory_support"
    URINE_OUTPUT = "urine_output"
    VASOACTIVE = "vasoactive"
    DOPAMINE = "dopamine"
    DOBUTAMINE = "dobutamine"
    EPINEPHRINE = "epinephrine"
    NOREPINEPHRINE = "norepinephrine"
    SOFA_BASELINE = "sofa_baseline"
    ASYMMETRY = "asymmetry"
    LOWER_LIMB = "lower_limb"
    ABSCESS = "abscess"
    PENETRATING_TRAUMA = "penetrating_trauma"
    BURN = "burn"
    DIABETIC_ULCER = "diabetic_ulcer"
    IMPLANTED_DEVICE = "implanted_device"
    POST_OPERATIVE = "post_operative"
    RECENT_IV_ANTIBIOTIC = "recent_iv_antibiotic"
    ILL_APPEARING = "ill_appearing"
    COMPLICATING_DISEASE = "complicating_disease"
    UNSTABLE_COMORBIDITY = "unstable_comorbidity"
    LIMB_THREATENING = "limb_threatening"
    LIFE_THREATENING = "life_threatening"
    ALERTNESS = "alertness"
    AMT4 = "amt4"
    ATTENTION = "attention"
    ACUTE_CHANGE = "acute_change"
    ACUTE_OR_FLUCTUATING = "acute_or_fluctuating"
    INATTENTION = "inattention"
    DISORGANISED_THINKING = "disorganised_thinking"
    ALTERED_LEVEL = "altered_level"
    FEEDING = "feeding"
    BATHING = "bathing"
    GROOMING = "grooming"
    DRESSING = "dressing"
    BOWELS = "bowels"
    BLADDER = "bladder"
    TOILET = "toilet"
    TRANSFER = "transfer"
    MOBILITY = "mobility"
    STAIRS = "stairs"


class Absence(StrEnum):
    """Why an input is missing."""

    NEVER = "never"
    TOO_OLD = "too_old"
    UNUSABLE = "unusable"
    ASK = "ask"


Value = Quantity | bool | str


@dataclass(frozen=True, slots=True)
class Seen:
    """One input: a quantity, yes or no, or the name of a level; ``at`` is when it was measured, taken or seen.

    ``comparator``: the device only says that the value is below or above what it printed. ``confirmed``: the size of
    the value in its unit has been looked at, by a person or by the decoder of a monitor.
    """

    value: Value
    at: datetime | None = None
    comparator: Comparator = Comparator.EXACT
    confirmed: bool = False


Inputs = Mapping[Input, Seen]


def written(value: Value) -> tuple[str, str]:
    """The value and its unit as text; yes and no as words of the vocabulary."""
    if isinstance(value, Quantity):
        number, _, unit = str(value).partition(" ")
        return number, unit
    if isinstance(value, bool):
        return ("yes" if value else "no"), ""
    return value, ""
