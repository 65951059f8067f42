"""Domain errors: a stable code and named facts; the words for people live in the translations."""

from collections.abc import Mapping
from types import MappingProxyType


class HahError(Exception):
    """Something the user can be told in one sentence.

    ``code`` selects the sentence (``errors.<code>`` in the translations), ``facts`` fill its named places.
    """

    code = "unexpected"

    def __init__(self, **facts: object) -> None:
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts))
        super().__init__(f"{self.code}: {dict(facts)}" if facts else self.code)


class IllegalTransition(HahError):
    """A state machine was asked for a move it does not have. Facts: entity, state, move."""

    code = "illegal_transition"


class VersionConflict(HahError):
    """Someone else changed the row first. Facts: entity, entity_id, expected, found."""

    code = "version_conflict"


class AlreadyTaken(HahError):
    """Somebody else has it already. Facts: entity, owner (the name)."""

    code = "already_taken"


class NotFound(HahError):
    """No such entity. Facts: entity, entity_id."""

    code = "not_found"


class NotPermitted(HahError):
    """The actor's role may not do this. Facts: action, role."""

    code = "not_permitted"


class InvalidInput(HahError):
    """Something typed or received cannot be used. Facts: field, value, reason."""

    code = "invalid_input"


class InvalidFields(HahError):
    """Fields of a form cannot be used; ``faults`` has each. Facts: count."""

    code = "invalid_fields"

    def __init__(self, faults: tuple[InvalidInput, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))


class AlreadyInCare(HahError):
    """This person has an admission that is not closed. Facts: name, episode."""

    code = "already_in_care"


class AnotherPerson(HahError):
    """Two records that were taken for one person differ. Facts: name, field."""

    code = "another_person"


class NotReady(HahError):
    """Something needed before this step is not there yet. Facts: step, missing (codes)."""

    code = "not_ready"

    def __init__(self, step: str, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(step=step, missing=", ".join(missing))


class SignInFailed(HahError):
    """User name or password do not match. No facts: which of the two is not told."""

    code = "sign_in_failed"


class SignInDelayed(HahError):
    """Too many failed sign-ins in a row; the password was not looked at. Facts: seconds."""

    code = "sign_in_delayed"


class DatabaseTooNew(HahError):
    """The database was written by a newer version. Facts: found, known."""

    code = "database_too_new"


class DatabaseUnusable(HahError):
    """The database cannot be opened or is damaged. Facts: location, reason."""

    code = "database_unusable"


class NoWritePermission(HahError):
    """A folder or file the program needs cannot be written. Facts: path."""

    code = "no_write_permission"


class PortInUse(HahError):
    """A network port is taken by another program. Facts: port."""

    code = "port_in_use"


class AlreadyRunning(HahError):
    """Another console of the same user and data folder is running."""

    code = "already_running"


class SitePackInvalid(HahError):
    """A site pack has errors. Facts: folder, count."""

    code = "site_pack_invalid"


class AnotherSite(HahError):
    """The database belongs to another site. Facts: found, wanted."""

    code = "another_site"


class PlanRejected(HahError):
    """A plan did not pass the independent check. Facts: plan, violations."""

    code = "plan_rejected"


class PlanOvertaken(HahError):
    """Another plan of the day was published after this draft was made. Facts: number, name, plan."""

    code = "plan_overtaken"


class HandRefused(HahError):
    """A change by hand that cannot even be tried. Facts: visit_id, reason (``begun`` or ``unknown``)."""

    code = "hand_refused"


class PlanningDataInvalid(HahError):
    """Something of what shall be planned cannot be planned with. Facts: place, why (both as the planner says them)."""

    code = "planning_data_invalid"


class CircularOrder(HahError):
    """Visits wait for each other in a circle. Facts: visit (as the planner says it)."""

    code = "circular_order"


class ShiftReversed(HahError):
    """A shift ends before it starts, or as it starts. Facts: name, starts, ends (local clock times)."""

    code = "shift_reversed"


class PlannerUnavailable(HahError):
    """The planner process could not run or died. Facts: reason."""

    code = "planner_unavailable"


class PlanningCancelled(HahError):
    """Planning was stopped before there was any plan."""

    code = "planning_cancelled"


class LeaseLost(HahError):
    """Another process is the active one now; nothing was written. Facts: name."""

    code = "lease_lost"
