"""Referrals of a small site: somebody unknown, somebody the house knows, and one whose data were asked for."""

from collections.abc import Mapping

from hah_console.domain.actor import Actor
from hah_console.domain.ids import ReferralId
from hah_console.domain.referral import Referral, ReferralState
from hah_console.services.changes import Changes
from hah_console.services.referrals import accept_referral, return_referral, type_referral
from helpers.bedside import CHEN, NURSE, Bedside

UNKNOWN: Mapping[str, str] = {
    "mode": "C",
    "condition": "pneumonia",
    "problem": "發燒三天、咳嗽有膿痰，急診已給第一劑 ceftriaxone",
    "sender_organisation": "示範醫院急診",
    "sender_name": "李醫師",
    "sender_phone": "03-5551234",
    "name": "吳春梅",
    "sex": "female",
    "birth_date": "32/04/09",
    "national_id": "A234567893",
    "phone": "0912-345-678",
    "address": "新竹市東區示意路 12 號 3 樓",
    "access_note": "無電梯",
    "position": "24.8039, 120.9646",
    "caregiver_name": "吳大明",
    "caregiver_relationship": "兒子",
    "caregiver_phone": "0922-333-444",
    "allergy_state": "none_known",
    "weight_kg": "52",
}
"""Everything that an admission needs."""
SAME_NAME: Mapping[str, str] = {
    "mode": "A",
    "condition": "uti",
    "sender_organisation": "示範居家護理所",
    "name": "陳麗美",
    "birth_date": "1941-03-02",
    "sex": "female",
    "address": "新竹市東區光明里12鄰示意路38號5樓",
    "caregiver_phone": "0912345118",
}
"""Chen, as another house tells of her; not everything is told."""
FEW: Mapping[str, str] = {
    "mode": "B",
    "sender_organisation": "示範護理之家",
    "name": "黃金水",
    "condition": "soft_tissue",
}


def typed(bedside: Bedside, fields: Mapping[str, str], actor: Actor = NURSE) -> ReferralId:
    """A referral typed in."""
    return id_in(type_referral(bedside.ctx, actor, fields))


def id_in(changes: Changes) -> ReferralId:
    """The referral a command was about."""
    return ReferralId(next(item.entity_id for item in changes.items if item.entity == "referral"))


def stored(bedside: Bedside, referral_id: ReferralId) -> Referral:
    """A referral as it is in the store."""
    with bedside.store.unit_of_work() as uow:
        return uow.referrals.get(referral_id)


def all_referrals(bedside: Bedside) -> tuple[Referral, ...]:
    """Every referral that is open."""
    with bedside.store.unit_of_work() as uow:
        return uow.referrals.open()


def accepted(bedside: Bedside, referral_id: ReferralId) -> ReferralId:
    """The referral with its intake to be opened."""
    accept_referral(bedside.ctx, NURSE, referral_id, stored(bedside, referral_id).version)
    assert stored(bedside, referral_id).state is ReferralState.ACCEPTED
    return referral_id


def returned(bedside: Bedside, referral_id: ReferralId) -> ReferralId:
    """The referral with its sender asked for data."""
    version = stored(bedside, referral_id).version
    return_referral(bedside.ctx, NURSE, referral_id, version, ("birth_date", "address"), "請補生日與住址")
    return referral_id


KNOWN_PATIENT = CHEN
