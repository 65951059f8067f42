"""Whom a launch is about: the hospital's patient found among those of the house, and the stay, if it names one."""

from collections.abc import Collection

from hah_console.domain.errors import NotFound
from hah_console.domain.identity_match import IncomingIdentity
from hah_console.domain.ids import EpisodeId, PatientId
from hah_console.domain.launch import LaunchRefused, launched_patient
from hah_console.services.context import Context
from hah_console.services.identity_matches import candidates_of


def patient_of_launch(ctx: Context, incoming: IncomingIdentity, stays: Collection[str] = ()) -> PatientId:
    """The patient a launch is about; ``stays`` are ids of our admissions its encounter names. Nothing is written.

    Raises LaunchRefused, also for a stay that is not this patient's or not known.
    """
    with ctx.store() as uow:
        patient_id = launched_patient(incoming, candidates_of(uow, incoming))
        for each in stays:
            try:
                owner = uow.episodes.get(EpisodeId(each)).patient_id
            except NotFound:
                raise LaunchRefused(reason="another_stay") from None
            if owner != patient_id:
                raise LaunchRefused(reason="another_stay")
    return patient_id
