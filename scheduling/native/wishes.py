"""What a visit wishes of its caregiver, and what it costs to give it another one."""

from scheduling.problem import Caregiver, Visit, Weights


def strangeness(weights: Weights, visit: Visit, caregiver: Caregiver) -> int:
    """The price of a caregiver the visit does not prefer, and of each wish she does not meet."""
    strange = bool(visit.preferred_caregivers) and caregiver.caregiver_id not in visit.preferred_caregivers
    return weights.not_preferred * strange + weights.wish_broken * wishes_broken(visit, caregiver)


def wishes_broken(visit: Visit, caregiver: Caregiver) -> int:
    """How many wishes of the visit (gender, language) this caregiver does not meet."""
    gender = bool(visit.wished_gender) and visit.wished_gender != caregiver.gender
    return gender + (bool(visit.wished_languages) and not visit.wished_languages & caregiver.languages)
