"""Orders and what comes of them are found by admission, person, period and state, on both engines."""

from dataclasses import replace

import pytest
from order_samples import DOSE, HOUR, LAB_RESULT, NOW, ORDER, PRESCRIPTION, SPECIMEN
from samples import PARENTS, TASK

from hah_console.domain.dose import DoseState
from hah_console.domain.errors import VersionConflict
from hah_console.domain.order import OrderState
from hah_console.domain.prescription import PrescriptionState
from hah_console.domain.specimen import SpecimenState


@pytest.fixture
def kept(unit):
    rows = (
        ("orders", replace(ORDER, order_id="O-2", state=OrderState.ACTIVE)),
        ("prescriptions", replace(PRESCRIPTION, state=PrescriptionState.ISSUED, receipt=None)),
        ("prescriptions", replace(PRESCRIPTION, prescription_id="RX-2")),
        ("specimens", replace(SPECIMEN, state=SpecimenState.TAKEN, culture=None)),
        ("specimens", replace(SPECIMEN, specimen_id="SP-2")),
        ("lab_results", LAB_RESULT),
    )
    with unit() as uow:
        for name, row in (*PARENTS, *rows):
            getattr(uow, name).save(row)
        due = replace(DOSE, state=DoseState.DUE, at=None, by=None)
        uow.doses.add_many([replace(due, dose_id="D-2", due_at=NOW + 24 * HOUR), due, replace(DOSE, dose_id="D-0")])
        uow.tasks.add_many([TASK, replace(TASK, task_id="T-2", order_id=None)])
        uow.commit()
    return unit


def test_orders_are_found_by_admission_person_and_state(kept):
    with kept() as uow:
        assert [o.order_id for o in uow.orders.of_episode("E-1")] == ["O-1", "O-2"]
        assert [o.order_id for o in uow.orders.of_patient("P-1")] == ["O-1", "O-2"]
        assert [o.order_id for o in uow.orders.running()] == ["O-2"]
        assert [t.task_id for t in uow.tasks.of_order("O-1")] == ["T-1"]


def test_doses_come_in_order_of_when_they_are_due(kept):
    with kept() as uow:
        assert [d.dose_id for d in uow.doses.of_order("O-1")] == ["D-0", "D-1", "D-2"]
        assert [d.dose_id for d in uow.doses.of_episode("E-1")] == ["D-0", "D-1", "D-2"]
        assert [d.dose_id for d in uow.doses.of_patient("P-1", NOW, NOW + HOUR)] == ["D-0", "D-1"]
        assert [d.dose_id for d in uow.doses.due_before(NOW + HOUR)] == ["D-1"]


def test_what_waits_is_found_without_what_is_done(kept):
    with kept() as uow:
        assert [p.prescription_id for p in uow.prescriptions.waiting()] == ["RX-1"]
        assert [p.prescription_id for p in uow.prescriptions.of_episode("E-1")] == ["RX-1", "RX-2"]
        assert [s.specimen_id for s in uow.specimens.on_the_way()] == ["SP-1"]
        assert [s.specimen_id for s in uow.specimens.of_order("O-1")] == ["SP-1", "SP-2"]
        assert [s.specimen_id for s in uow.specimens.of_episode("E-1")] == ["SP-1", "SP-2"]


def test_results_are_found_by_when_the_specimen_was_taken(kept):
    with kept() as uow:
        assert uow.lab_results.of_patient("P-1", NOW, NOW + HOUR) == (replace(LAB_RESULT, version=1),)
        assert uow.lab_results.of_patient("P-1", NOW + HOUR, NOW + 2 * HOUR) == ()


def test_two_pharmacies_cannot_dispense_one_prescription(kept):
    with kept() as first, kept() as second:
        seen = second.prescriptions.get("RX-1")
        first.prescriptions.save(replace(first.prescriptions.get("RX-1"), state=PrescriptionState.DISPENSED))
        first.commit()
        with pytest.raises(VersionConflict):
            second.prescriptions.save(replace(seen, state=PrescriptionState.DISPENSED))
