"""A case is claimed whole or refused by name; limits are told before they break; cards wait until they are taken."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.domain.claims.caps import Cap, CapState, counted, with_one_more
from hah_console.domain.claims.card_upload import CardUpload, UploadState
from hah_console.domain.claims.claim import ClaimCase, ClaimSite, HolidaysUnknown, claim_of
from hah_console.domain.claims.visit_record import Emergency, VisitMode, VisitRecord
from hah_console.domain.clock import TAIPEI
from hah_console.domain.episode import Condition, Episode, EpisodeState, Mode
from hah_console.domain.errors import IllegalTransition, InvalidInput
from hah_console.domain.ids import EpisodeId, PatientId, StaffId, VisitRecordId
from hah_console.domain.patient import Patient, Sex
from hah_console.domain.place import Place
from hah_console.domain.staff import Profession

PACK = load_rule_packs(Path(__file__).parents[3] / "resources" / "rulepacks").claims
RULES = replace(
    PACK,
    codes={(Profession.NURSE, VisitMode.IN_PERSON): "N-1", (Profession.PHYSICIAN, VisitMode.VIDEO): "P-2"},
    departments={**PACK.departments, Profession.PHYSICIAN: "01"},
)
SITE = ClaimSite("0000000000", TAIPEI)
ARRIVED = datetime(2026, 11, 25, 10, 40, tzinfo=TAIPEI).astimezone(UTC)
PATIENT = Patient(
    PatientId("P-1"),
    "MRN-1",
    "陳阿嬌",
    Sex.FEMALE,
    date(1942, 12, 21),
    Place(24.8, 120.9, ""),
    national_id="A223456781",
)
EPISODE = Episode(
    EpisodeId("E-1"),
    PATIENT.patient_id,
    Condition.PNEUMONIA,
    Mode.EMERGENCY,
    EpisodeState.ACTIVE,
    ARRIVED,
    principal_diagnosis="J18.9",
)
VISIT = VisitRecord(
    VisitRecordId("VR-1"), EPISODE.episode_id, PATIENT.patient_id, StaffId("N-01"), Profession.NURSE, ARRIVED,
    arrived_at=ARRIVED, left_at=ARRIVED + timedelta(minutes=40),
)  # fmt: skip
UPLOAD = CardUpload(
    VISIT.visit_record_id, EPISODE.episode_id, PATIENT.patient_id, ARRIVED + timedelta(hours=24), UploadState.UPLOADED,
    receipt="OK-1",
)  # fmt: skip
CASE = ClaimCase(PATIENT, EPISODE, (VISIT,), (UPLOAD,))


def claimed(case, rules=RULES, site=SITE):
    return claim_of("2026-11", site, [case], rules)


def missing(case, rules=RULES, site=SITE):
    claim = claimed(case, rules, site)
    assert claim.lines == ()
    return [(lack.field, lack.visit and lack.visit.visit_record_id) for lack in claim.refused[0].missing]


def test_a_whole_case_has_a_line_for_each_order_carried_out():
    (line,) = claimed(CASE).lines
    assert (line.order_code, line.department, line.minutes, line.percent) == ("N-1", "EA", 40, 0)
    assert (line.identity, line.diagnosis, line.card_receipt) == ("A223456781", "J18.9", "OK-1")
    assert line.rules_version == PACK.info.version


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"arrived_at": None}, "arrived_at"),
        ({"left_at": None}, "left_at"),
        ({"mode": VisitMode.TELEPHONE}, "order_code"),
        ({"emergency": Emergency("fever")}, "assessment"),
    ],
)
def test_a_case_is_refused_for_what_a_visit_lacks(change, field):
    case = replace(CASE, visits=(replace(VISIT, **change),))
    assert missing(case) == [(field, "VR-1")]


def test_a_case_is_refused_for_what_it_lacks_itself():
    case = replace(
        CASE, patient=replace(PATIENT, national_id=""), episode=replace(EPISODE, principal_diagnosis=""), uploads=()
    )
    assert missing(case, site=replace(SITE, institution_code="")) == [
        ("institution_code", None), ("national_id", None), ("diagnosis", None), ("card_upload", "VR-1")
    ]  # fmt: skip


def test_one_case_that_lacks_something_does_not_hold_up_the_others():
    other = replace(CASE, visits=(replace(VISIT, arrived_at=None),))
    claim = claim_of("2026-11", SITE, [other, CASE], RULES)
    assert (len(claim.lines), [case.patient.name for case in claim.refused]) == (1, ["陳阿嬌"])


def emergency(**facts):
    seen = {"assessed_by": StaffId("MD-01"), "assessed_at": ARRIVED - timedelta(minutes=9), **facts}
    return replace(VISIT, emergency=Emergency("fever", **seen))


def test_an_emergency_visit_of_the_evening_carries_its_surcharge():
    evening = replace(emergency(), arrived_at=ARRIVED + timedelta(hours=8), left_at=ARRIVED + timedelta(hours=9))
    (line,) = claimed(replace(CASE, visits=(evening,))).lines
    assert (line.emergency, line.percent, line.band) == ("fever", 50, "night")


def test_an_assessment_after_the_arrival_does_not_count():
    late = emergency(assessed_at=ARRIVED + timedelta(minutes=1))
    assert missing(replace(CASE, visits=(late,))) == [("assessment", "VR-1")]


@pytest.mark.parametrize(("indication", "refused"), [("tube_problem", 0), ("fever", 1)])
def test_a_standing_order_replaces_the_assessment_only_for_tubes(indication, refused):
    visit = replace(VISIT, emergency=Emergency(indication, standing_order=True))
    assert len(claimed(replace(CASE, visits=(visit,))).refused) == refused


def test_a_second_emergency_visit_of_a_day_is_not_paid():
    again = replace(emergency(), visit_record_id=VisitRecordId("VR-2"))
    uploads = (UPLOAD, replace(UPLOAD, visit_record_id=VisitRecordId("VR-2")))
    assert missing(replace(CASE, visits=(emergency(), again), uploads=uploads)) == [("one_emergency_a_day", "VR-2")]


def test_a_year_whose_holidays_are_not_listed_makes_no_claim():
    with pytest.raises(HolidaysUnknown):
        claim_of("2031-01", SITE, [], RULES)


@pytest.mark.parametrize(
    ("count", "state"),
    [(5, CapState.BELOW), (6, CapState.NEAR), (8, CapState.REACHED), (9, CapState.BROKEN)],
)
def test_a_limit_is_told_before_it_breaks(count, state):
    used = counted(StaffId("MD-01"), Cap.VISITS_A_DAY, count, PACK.caps)
    assert (used.state, used.left) == (state, 8 - count)


def test_the_next_visit_is_asked_for_before_it_is_planned():
    used = counted(StaffId("MD-01"), Cap.CASES_AT_ONCE, 20, PACK.caps)
    assert with_one_more(used, PACK.caps).state is CapState.BROKEN


def test_a_card_stays_in_the_queue_until_the_payer_took_it():
    waiting = replace(UPLOAD, state=UploadState.WAITING, receipt="")
    failed = waiting.failed(ARRIVED, "E01")
    taken = failed.uploaded(ARRIVED + timedelta(hours=1), "OK-2")
    assert (failed.attempts, failed.failure, taken.attempts, taken.failure) == (1, "E01", 2, "")
    assert failed.late(failed.due_at + timedelta(seconds=1))
    assert not taken.late(ARRIVED + timedelta(days=9))
    for move in (lambda: taken.uploaded(ARRIVED, "x"), lambda: taken.failed(ARRIVED, "x")):
        with pytest.raises(IllegalTransition):
            move()


def test_a_visit_is_arrived_at_and_left_once_to_the_minute():
    planned = replace(VISIT, arrived_at=None, left_at=None)
    with pytest.raises(IllegalTransition):
        planned.left(ARRIVED)
    there = planned.arrived(ARRIVED + timedelta(seconds=31))
    over = there.left(ARRIVED + timedelta(minutes=20, seconds=5))
    assert (over.arrived_at, over.left_at) == (ARRIVED, ARRIVED + timedelta(minutes=20))
    for move in (there.arrived, over.left):
        with pytest.raises(IllegalTransition):
            move(ARRIVED)


@pytest.mark.parametrize("minutes", [-1, 12 * 60 + 1])
def test_times_that_cannot_be_those_of_one_visit_are_refused(minutes):
    with pytest.raises(InvalidInput):
        VISIT.with_times(ARRIVED, ARRIVED + timedelta(minutes=minutes))
