"""From what a real hospital server holds to what the desk says, with the service's own thread between them."""

import threading
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.bedside import CHEN, CHEN_STAY, LIN, NURSE, WANG, Bedside, open_bedside
from helpers.fhir_reading import UNITS
from helpers.hospital_side import MOI, as_told, crp, national_id, numbered
from helpers.processes import until

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.client.transport import Transport
from hah_console.app.exchange.parts import exchange_parts
from hah_console.app.exchange.reading import Reading
from hah_console.domain.episode import EpisodeState
from hah_console.domain.hospital_facts import TYPE_OF, FactKind
from hah_console.domain.identity_match import MatchCause
from hah_console.domain.ids import PatientId
from hah_console.services.exchange_board import read_exchange
from hah_console.services.page_openings import PageOpenings
from hah_console.ui.i18n import Texts
from hah_console.ui.reference_text import reference_words
from hah_console.ui.screens.exchange.presenter import ExchangePresenter
from hah_console.ui.screens.matches.presenter import MatchesPresenter
from hah_console.ui.screens.patient.hospital.presenter import HospitalPresenter

pytestmark = pytest.mark.alone
FEED = "示範醫院"
SYSTEM = "https://hospital.example.tw"
ACTIVE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]}
ALLERGIC = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]
}
TOLD = {
    FactKind.CONDITION: ("肺炎", "J18.9"), FactKind.ALLERGY: ("顯影劑", "蕁麻疹 (high)"),
    FactKind.MEDICATION: ("Ceftriaxone 2 g", "2 g IV q24h"), FactKind.LAB: ("1988-5", "8.6 mg/dL（= 86 mg/L）"),
    FactKind.ENCOUNTER: ("住院", "示範醫院胸腔內科"),
}  # fmt: skip


@dataclass
class Desk:
    """The console's store, read by the presenters of its screens; the hospital beside it."""

    bedside: Bedside
    hospital: FhirClient
    texts: Texts
    service: Reading

    def tab(self, patient_id: PatientId) -> HospitalPresenter:
        """The tab of hospital data of one patient."""
        it = HospitalPresenter(self.bedside.ctx, NURSE, self.texts, PageOpenings(self.bedside.ctx, NURSE))
        it.begin(patient_id)
        it.take(it.read())
        return it

    def facts(self, patient_id: PatientId) -> int:
        """How many statements the tab has."""
        page = self.tab(patient_id).page
        return sum(len(kind.facts) for kind in page.kinds) if page else 0

    def note(self, patient_id: PatientId, kind: FactKind) -> str:
        """What the tab says beside the one statement of a kind."""
        tab = self.tab(patient_id)
        tab.kind = kind
        (line,) = tab.facts(self.bedside.clock.now())
        return line.note

    def matches(self) -> MatchesPresenter:
        """The screen of records to be matched."""
        it = MatchesPresenter(self.bedside.ctx, NURSE, self.texts, PageOpenings(self.bedside.ctx, NURSE))
        it.rows = it.read()
        return it

    def exchange(self) -> str:
        """What the exchange screen says of the feed that is read."""
        it = ExchangePresenter(NURSE, self.texts, read_exchange(self.bedside.ctx))
        lines = {line.key: line.spoken for line in it.heads(self.bedside.clock.now())}
        return lines.get(f"feed:{FEED}-in", "")

    def later(self) -> None:
        """A day later everything is due again, a second look for people who are linked, too."""
        self.bedside.advance(25 * 60)


@pytest.fixture
def desk(tmp_path: Path, real: FhirClient, real_base: str) -> Iterator[Desk]:
    """The service's thread that reads the feed of an ``exchange.toml`` once it is started, in quick turns."""
    bedside = open_bedside(tmp_path, readings=False)
    for each in (CHEN, LIN, WANG):
        numbered(bedside, each)
    (tmp_path / "exchange.toml").write_text(
        f'root = "https://hah.example.tw/{tmp_path.name}"\norganisation = "示範"\n[[feed]]\nname = "{FEED}"\n'
        f'base = "{real_base}"\nsign_in = "open"\nread = true\n', "utf-8",
    )  # fmt: skip
    with exchange_parts(bedside.ctx, tmp_path, {}, bedside.store.change_feed, UNITS) as (part,):
        assert part.inbound is not None
        service = Reading([part.inbound], threading.Event(), 0.1)
        yield Desk(bedside, real, Texts("zh_TW"), service)
        service.close()
    bedside.store.close()


def patient_of(desk: Desk, patient_id: PatientId, **parts: object) -> str:
    """One of ours in the hospital's records, under a number of its own."""
    with desk.bedside.ctx.store() as uow:
        told = as_told(uow.patients.get(patient_id))
    own = {"system": f"{SYSTEM}/chart", "value": uuid.uuid4().hex}
    return desk.hospital.create({**told, "identifier": [own, *told["identifier"]], **parts}).reference  # type: ignore[misc]


def known_of(her: str) -> Iterator[dict[str, object]]:
    """A resource of each kind a hospital knows, as it writes them."""
    base, subject = [{"system": f"{SYSTEM}/record", "value": her}], {"reference": her}
    yield {
        "resourceType": "Condition", "identifier": base, "subject": subject, "clinicalStatus": ACTIVE,
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J18.9"}], "text": "肺炎"},
        "recordedDate": "2026-11-19", "note": [{"text": "J18.9"}],
    }  # fmt: skip
    yield {
        "resourceType": "AllergyIntolerance", "identifier": base, "patient": subject, "clinicalStatus": ALLERGIC,
        "code": {"text": "顯影劑"}, "criticality": "high", "recordedDate": "2019-05-02",
        "reaction": [{"manifestation": [{"text": "蕁麻疹"}]}],
    }  # fmt: skip
    yield {
        "resourceType": "MedicationRequest", "identifier": base, "subject": subject, "status": "active",
        "intent": "order", "medicationCodeableConcept": {"text": "Ceftriaxone 2 g"}, "authoredOn": "2026-11-20",
        "dosageInstruction": [{"text": "2 g IV q24h"}],
    }  # fmt: skip
    yield {
        "resourceType": "Encounter", "identifier": base, "subject": subject, "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "type": [{"text": "住院"}], "serviceProvider": {"display": "示範醫院胸腔內科"},
        "period": {"start": "2026-11-18T09:00:00+08:00", "end": "2026-11-20T11:00:00+08:00"},
    }  # fmt: skip


def test_what_a_hospital_writes_stands_on_the_desk_and_whoever_is_in_doubt_waits_for_a_person(desk: Desk) -> None:
    hers, another = patient_of(desk, CHEN), patient_of(desk, WANG)
    result, *_ = [desk.hospital.create(each) for each in (crp(hers, 8.6, 20), *known_of(hers), crp(another, 1, 3))]
    desk.service.start()
    until(lambda: desk.facts(CHEN) == len(TOLD) and desk.facts(WANG) == 1 and bool(desk.exchange()))
    require_told(desk, hers)
    Transport(desk.hospital.base).send("DELETE", result.reference)
    require_death_and_doubts_are_told(desk, hers, another)
    until(lambda: "▲" in desk.note(CHEN, FactKind.LAB))


def require_told(desk: Desk, hers: str) -> None:
    """Every kind on the tab with value, origin and age; what nobody wrote is not said to be none."""
    now, tab = desk.bedside.advance(3), desk.tab(CHEN)
    for kind, (name, value) in TOLD.items():
        tab.kind = kind
        (line,) = tab.facts(now)
        assert (line.name, line.value) == (name, value)
        assert line.origin.startswith(f"{FEED} · {reference_words(desk.texts, TYPE_OF[kind] + '/')}")
        assert line.origin.endswith("第 1 版 · 3 分前收到")
        assert "前" in line.when, "how old it is"
    said = {line.key: line.said for line in tab.kinds(now)}
    assert said[FactKind.REPORT] == desk.texts("hospital_tab.knowledge.not_provided")
    assert reference_words(desk.texts, hers) in tab.linked()
    assert desk.texts("exchange.reading") in desk.exchange()
    good = desk.texts("exchange.good", age="|").split("|")[0]
    assert good in desk.exchange(), "with how long ago the last answer was"


def require_death_and_doubts_are_told(desk: Desk, hers: str, another: str) -> None:
    """A death, another number, a second record with her number, and one of somebody born on another day."""
    second, stranger = patient_of(desk, CHEN), patient_of(desk, LIN, birthDate="1949-07-09")
    desk.hospital.create(crp(second, 99, 4))
    told = desk.hospital.read(hers)
    desk.hospital.update({**told, "deceasedDateTime": "2026-11-22T10:00:00+08:00"}, version_of(told))
    other = [{"system": MOI, "value": national_id(uuid.uuid4().int)}]
    changed = desk.hospital.read(another)
    desk.hospital.update({**changed, "identifier": other}, version_of(changed))
    desk.later()
    waiting = {second: MatchCause.SEVERAL, stranger: MatchCause.DIFFERS, another: MatchCause.NUMBER_CHANGED}
    until(lambda: causes(desk) == waiting)
    matches = desk.matches()
    assert matches.waiting() == len([line for line in matches.lines() if line.waits]) == len(waiting)
    assert desk.facts(CHEN) == len(TOLD), "nothing of the second record is hers"
    assert desk.facts(WANG) == 0, "nothing is shown of a record that is in question"
    assert desk.texts("hospital_tab.notice.deceased") in desk.tab(CHEN).notices()
    assert desk.texts("hospital_tab.notice.number_changed") in desk.tab(WANG).notices()
    with desk.bedside.ctx.store() as uow:
        assert uow.episodes.get(CHEN_STAY).state is EpisodeState.ACTIVE, "what follows from a death is for people to do"


def causes(desk: Desk) -> dict[str, MatchCause]:
    """The records that wait for a person, and why."""
    rows = desk.matches().rows or ()
    return {row.case.incoming.reference: row.case.cause for row in rows if row.waits}


def version_of(resource: Mapping[str, object]) -> str:
    """The version a resource was read in."""
    return str(resource["meta"]["versionId"])  # type: ignore[index]
