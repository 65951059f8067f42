"""DNR and advance care plans over a real store: who, when and where it was seen; the last counts, nothing is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, DISPATCHER, NEAR, NURSE, PHYSICIAN, WANG, Bedside, open_bedside

from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.app.channel.papers import PackPapers
from hah_console.app.resources import resource_path
from hah_console.domain.case_event import CaseEventKind
from hah_console.domain.directive import DirectiveKind, DirectiveSource, DirectiveState
from hah_console.domain.errors import InvalidFields, InvalidInput, NotPermitted
from hah_console.domain.patient import CodeStatus
from hah_console.domain.transfer_pack import TransferPack
from hah_console.services import transfers
from hah_console.services.directives import Stated, read_directives, record_directive, typed_directive
from hah_console.services.transfer_packs import reissue_changed

SIGNED = Stated(DirectiveKind.DNR, DirectiveState.IN_FORCE, DirectiveSource.DOCUMENT, date(2026, 3, 5))
PLAN = Stated(DirectiveKind.ADVANCE_CARE_PLAN, DirectiveState.IN_FORCE, DirectiveSource.CARD, date(2025, 7, 1))


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Bedside]:
    ward = open_bedside(tmp_path, readings=False)
    yield ward
    ward.store.close()


def test_a_wish_is_kept_with_who_when_and_where_and_the_last_one_counts(ward: Bedside) -> None:
    record_directive(ward.ctx, NURSE, WANG, SIGNED)
    with ward.store.unit_of_work() as uow:
        assert uow.patients.get(WANG).code_status is CodeStatus.DNR
    ward.advance(30)
    record_directive(
        ward.ctx, PHYSICIAN, WANG, Stated(DirectiveKind.DNR, DirectiveState.WITHDRAWN, DirectiveSource.PATIENT)
    )
    ((last, by),) = read_directives(ward.ctx, NURSE, WANG)
    assert (last.state, last.source, last.signed_on, by) == (
        DirectiveState.WITHDRAWN, DirectiveSource.PATIENT, None, PHYSICIAN.name,
    )  # fmt: skip
    assert last.at == ward.clock.now()
    with ward.store.unit_of_work() as uow:
        assert uow.patients.get(WANG).code_status is CodeStatus.FULL
        events = [e for e in uow.case_events.of_entity(WANG) if e.kind is CaseEventKind.DIRECTIVE]
        trail = [e.entry for e in uow.audit.entries() if e.entry.action == "record_directive"]
    assert [event.fact("wish") for event in events] == ["in_force", "withdrawn"]
    assert [(e.actor, dict(e.facts).get("signed_on", "")) for e in trail] == [
        (NURSE.user_id, "2026-03-05"), (PHYSICIAN.user_id, ""),
    ]  # fmt: skip


def test_a_pack_that_said_not_recorded_is_issued_anew_and_says_it(ward: Bedside) -> None:
    transfers.decide_transfer(ward.ctx, NURSE, CHEN_STAY, "喘", NEAR)
    record_directive(ward.ctx, NURSE, CHEN, SIGNED)
    record_directive(ward.ctx, NURSE, CHEN, PLAN)
    (pack,) = reissue_changed(ward.ctx, NURSE)
    assert (pack.number, set(pack.changed)) == (2, {"background.code_status", "background.advance_care_plan"})
    assert rows(ward, pack) == {
        "急救意願（DNR）": "不施行心肺復甦術 (DNR) · 看到文件 · 2026-03-05 簽署",
        "預立醫療決定（ACP）": "已簽署、有效 · 健保卡註記 · 2025-07-01 簽署",
    }


def rows(ward: Bedside, pack: TransferPack) -> dict[str, str]:
    papers = PackPapers(ward.ctx, load_rule_packs(resource_path("rulepacks"), date(2026, 11, 23)))
    shown = (row for part in papers.sheet(pack).parts for row in part.rows)
    return {row.name: row.text for row in shown if "DNR" in row.name or "ACP" in row.name}


def test_nothing_is_taken_for_granted_and_no_day_to_come_is_believed(ward: Bedside) -> None:
    with pytest.raises(InvalidFields) as left_out:
        typed_directive({"kind": "dnr", "state": "", "source": "", "signed_on": "明年"})
    assert [fault.facts["field"] for fault in left_out.value.faults] == ["state", "source", "signed_on"]
    assert typed_directive({"kind": "dnr", "state": "in_force", "source": "document", "signed_on": "115/3/5"}) == SIGNED
    to_come = Stated(DirectiveKind.DNR, DirectiveState.IN_FORCE, DirectiveSource.CHART, date(2027, 1, 1))
    undated = Stated(DirectiveKind.DNR, DirectiveState.IN_FORCE, DirectiveSource.DOCUMENT)
    for stated in (to_come, undated):
        with pytest.raises(InvalidInput):
            record_directive(ward.ctx, NURSE, CHEN, stated)
    with pytest.raises(NotPermitted):
        record_directive(ward.ctx, DISPATCHER, CHEN, SIGNED)
    assert read_directives(ward.ctx, NURSE, CHEN) == ()
