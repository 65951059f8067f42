"""The hospital offers a patient back once she is stable: a referral that says what the house knows of her already."""

from dataclasses import replace

from hah_console.domain.actor import Action, Actor, require
from hah_console.domain.episode import Condition, Mode
from hah_console.domain.errors import IllegalTransition
from hah_console.domain.ids import TransferId
from hah_console.domain.patient import Patient
from hah_console.domain.person import Person
from hah_console.domain.referral import Channel, Sender
from hah_console.domain.referral_form import ReferralForm
from hah_console.domain.transfer import TransferStage
from hah_console.domain.written import written_note
from hah_console.services.changes import Changes
from hah_console.services.context import Context, record
from hah_console.services.referrals import add_referral

THERE = frozenset({TransferStage.HANDED_OVER, TransferStage.CLOSED})
"""Stages of a patient who is at the hospital."""


def offer_back(
    ctx: Context, actor: Actor, transfer_id: TransferId, problem: str, condition: Condition | None = None
) -> Changes:
    """A referral for early supported discharge from the hospital of the transfer, the person as on record and matched.

    Its intake begins with these answers. Raises NotPermitted, NotFound, InvalidInput without a problem,
    IllegalTransition unless the patient was handed over there, or while an offer of this transfer is open.
    """
    require(actor, Action.TAKE_REFERRAL)
    now, words = ctx.clock.now(), written_note(problem, "problem", needed=True)
    with ctx.store() as uow:
        uow.take_turn()
        transfer = uow.transfers.get(transfer_id)
        known = any(r.external_id == transfer_id and not r.ended for r in uow.referrals.all())
        if transfer.stage not in THERE or transfer.hospital_id is None or known:
            raise IllegalTransition(entity="transfer", state=transfer.stage.value, move="offer_back")
        hospital, episode = uow.hospitals.get(transfer.hospital_id), uow.episodes.get(transfer.episode_id)
        patient = uow.patients.get(transfer.patient_id)
        sender = Sender(hospital.name, phone=hospital.phone)
        suspected = condition or episode.condition
        form = ReferralForm(Mode.EARLY_DISCHARGE, sender, _person(patient), suspected, words)
        made = add_referral(uow, actor, now, form, Channel.TYPED, external_id=transfer_id)
        uow.referrals.save(replace(uow.referrals.get(made.referral_id), patient_id=patient.patient_id))
        about = made.referral_id
        record(uow, actor, now, "offer_back", "referral", about, patient.patient_id, transfer=transfer_id)
        return uow.commit()


def _person(patient: Patient) -> Person:
    return Person(
        name=patient.name,
        sex=patient.sex,
        birth_date=patient.birth_date,
        national_id=patient.national_id,
        record_number=patient.medical_record_number,
        phone=patient.caregiver_phone,
        address=patient.home.address,
        access_note=patient.home.access_note,
        position=(patient.home.lat, patient.home.lon),
        caregiver_name=patient.caregiver_name,
        caregiver_relationship=patient.caregiver_relationship,
        caregiver_phone=patient.caregiver_phone,
        allergy_state=patient.allergy_state,
        allergies=patient.allergies,
    )
