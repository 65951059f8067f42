"""One handover, closure and form of each kind, with no field left at its default."""

from datetime import UTC, date, datetime, timedelta

from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.closing.closure import Closure, ClosureForm, HomeCareStage, ReturnPath, WatchEvent
from hah_console.domain.closing.handover import (
    Answer,
    Carried,
    CarriedKind,
    Handover,
    HandoverItem,
    HandoverState,
    ItemState,
    Signature,
)
from hah_console.domain.closing.hospital_referral import (
    Attendance,
    HospitalReferral,
    Receiver,
    ReferralContent,
    ReferralPurpose,
)
from hah_console.domain.closing.isbar import Isbar, IsbarEntry, IsbarField
from hah_console.domain.closing.ltc_referral import Enrolment, EnrolmentCheck, LtcReferral, LtcResult, LtcUnit
from hah_console.domain.closing.summary import DischargeSummary, Said, SectionText, SummarySection
from hah_console.domain.episode import Outcome

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ISBAR = Isbar((IsbarEntry(IsbarField.NEWS2, ("7",), NOW), IsbarEntry(IsbarField.ALARMS, ())))
ITEM = HandoverItem(
    "E-1", "P-1", "U-3", ISBAR, (Carried(CarriedKind.TASK, "T-1"),), ItemState.REFUSED,
    Answer(Signature("U-2", NOW + 2 * HOUR), "滿床", True), Signature("U-3", NOW + HOUR),
)  # fmt: skip
HANDOVER = Handover(
    "HO-1", "U-1", "U-2", NOW - HOUR, (ITEM,), HandoverState.RECEIVED, Signature("U-1", NOW),
    Signature("U-2", NOW + 2 * HOUR), NOW + 3 * HOUR, "名單有誤",
)  # fmt: skip
SUMMARY = DischargeSummary(
    (
        SectionText(SummarySection.COURSE, Said.TEXT, "退燒 🙂"),
        SectionText(SummarySection.FOLLOW_UP, Said.NOT_ASSESSED),
    )
)
CLOSURE = Closure(
    "CL-1", "E-1", "P-1", ClosureForm(Outcome.OTHER, "移居", SUMMARY, ReturnPath.HOME_CARE, HomeCareStage.HOSPICE),
    NOW, "U-2", NOW + HOUR, NOW + 14 * DAY, ("T-1", "T-0"), "不再需要",
    (WatchEvent(CaseEventKind.READMITTED, NOW + DAY, "U-1"),), NOW + 15 * DAY,
)  # fmt: skip
LTC_REFERRAL = LtcReferral(
    "LF-1", "E-1", "P-1", LtcUnit("LTC-1", "長照管理中心"), "夜間照顧", "U-1", NOW,
    EnrolmentCheck(Enrolment.NOT_ENROLLED, NOW, "無"), NOW + HOUR, NOW + 2 * HOUR, NOW + 3 * HOUR, LtcResult.UNABLE,
    "人力不足", "LF-0", "LF-2",
)  # fmt: skip
HOSPITAL_REFERRAL = HospitalReferral(
    "HF-1", "E-1", "P-1",
    ReferralContent(ReferralPurpose.EXAMINATION, "腎盂腎炎", Receiver("新竹醫院", "泌尿科", "經國路", "03-5")),
    "U-2", NOW, date(2026, 3, 5), date(2026, 6, 3), "R-77", NOW + HOUR, Attendance.INPATIENT, NOW + DAY, NOW + 3 * DAY,
    NOW + 4 * DAY, "已出院",
)  # fmt: skip
CLOSING_ROWS = {
    "handovers": HANDOVER, "closures": CLOSURE, "ltc_referrals": LTC_REFERRAL, "hospital_referrals": HOSPITAL_REFERRAL,
}  # fmt: skip
