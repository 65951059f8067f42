"""Handovers, closures and forms are found by admission, person, period and state, on both engines."""

from dataclasses import replace

import pytest
from closing_samples import CLOSURE, DAY, HANDOVER, HOSPITAL_REFERRAL, HOUR, ITEM, LTC_REFERRAL, NOW
from samples import EPISODE, PARENTS

from hah_console.domain.closing.handover import HandoverState, ItemState
from hah_console.domain.errors import InvalidInput

WAITING = replace(ITEM, episode_id="E-2", state=ItemState.WAITING, answer=None, kept=None)
OPEN = replace(
    HANDOVER, handover_id="HO-2", drafted_at=NOW, items=(ITEM, WAITING), state=HandoverState.SENT, received=None
)


@pytest.fixture
def kept(unit):
    rows = (
        ("episodes", replace(EPISODE, episode_id="E-2")),
        ("handovers", HANDOVER),
        ("handovers", OPEN),
        ("closures", CLOSURE),
        ("closures", replace(CLOSURE, closure_id="CL-2", episode_id="E-2", watch_ended_at=None)),
        ("ltc_referrals", LTC_REFERRAL),
        ("ltc_referrals", replace(LTC_REFERRAL, form_id="LF-2", episode_id="E-2", issued_at=NOW + DAY)),
        ("hospital_referrals", HOSPITAL_REFERRAL),
        ("hospital_referrals", replace(HOSPITAL_REFERRAL, form_id="HF-2", episode_id="E-2", issued_at=NOW + DAY)),
    )
    with unit() as uow:
        for name, row in (*PARENTS, *rows):
            getattr(uow, name).save(row)
        uow.commit()
    return unit


def test_handovers_are_found_by_state_admission_and_period(kept):
    with kept() as uow:
        assert [h.handover_id for h in uow.handovers.open()] == ["HO-2"]
        assert [h.handover_id for h in uow.handovers.of_episode("E-1")] == ["HO-1", "HO-2"]
        assert uow.handovers.of_episode("E-2") == (replace(OPEN, version=1),)
        assert [h.handover_id for h in uow.handovers.between(NOW, NOW + HOUR)] == ["HO-2"]


def test_every_answer_is_kept_with_its_patient(kept):
    with kept() as uow:
        answered = uow.handovers.get("HO-2").accepted("E-2", "U-2", NOW + 3 * HOUR, read_back=True)
        assert uow.handovers.save(answered).version == 2
        uow.commit()
    with kept() as uow:
        assert uow.handovers.get("HO-2") == replace(answered, version=2)
        assert uow.handovers.get("HO-1") == replace(HANDOVER, version=1)


def test_closures_are_found_by_admission_and_by_their_watch(kept):
    with kept() as uow:
        assert uow.closures.of_episode("E-1") == replace(CLOSURE, version=1)
        assert uow.closures.of_episode("E-9") is None
        assert [c.closure_id for c in uow.closures.watching()] == ["CL-2"]


def test_an_admission_is_closed_once(kept):
    with kept() as uow, pytest.raises(InvalidInput):
        uow.closures.save(replace(CLOSURE, closure_id="CL-3"))


@pytest.mark.parametrize(
    ("name", "first", "second"), [("ltc_referrals", "LF-1", "LF-2"), ("hospital_referrals", "HF-1", "HF-2")]
)
def test_forms_of_each_kind_are_found_by_person_admission_and_period(kept, name, first, second):
    with kept() as uow:
        forms = getattr(uow, name)
        assert [form.form_id for form in forms.of_patient("P-1")] == [first, second]
        assert [form.form_id for form in forms.of_episode("E-2")] == [second]
        assert [form.form_id for form in forms.between(NOW, NOW + HOUR)] == [first]
