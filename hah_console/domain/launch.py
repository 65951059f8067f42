"""A launch from a hospital's system: the console is asked to show a patient of theirs, and does so only for certain."""

from hah_console.domain.errors import HahError
from hah_console.domain.identity_match import Candidate, IncomingIdentity, MatchCause, cause_of
from hah_console.domain.ids import PatientId

REASON_OF = {
    MatchCause.NO_NUMBER: "unknown_patient",
    MatchCause.DOUBTFUL_NUMBER: "doubtful_number",
    MatchCause.TWO_NUMBERS: "not_unique",
    MatchCause.SEVERAL: "not_unique",
    MatchCause.DIFFERS: "differs",
    MatchCause.REPLACED: "replaced_record",
}


class LaunchRefused(HahError):
    """Nothing is opened. Facts: reason (not_trusted, no_patient, unknown_patient, doubtful_number, not_unique, differs,
    replaced_record, another_stay)."""

    code = "launch_refused"


def launched_patient(incoming: IncomingIdentity, candidates: tuple[Candidate, ...]) -> PatientId:
    """The one patient of the house that a number tells for certain. Raises LaunchRefused.

    SAFETY(launched patient): by identifier only, with nothing that differs; nobody is guessed, and a choice is left to
    no one who has not seen both records.
    """
    cause = cause_of(incoming, candidates)
    if cause is not MatchCause.EXACT:
        raise LaunchRefused(reason=REASON_OF.get(cause, "unknown_patient"))
    return next(each.patient_id for each in candidates if each.certain)
