"""The chapter of the exchange: a made-up hospital on this machine, read and told by the real service."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hah_console.adapters.site import load_site
from hah_console.adapters.web.demo_hospital import demo_hospital
from hah_console.app.bootstrap import DEMO_SITE, Core
from hah_console.app.decision_desk import FILE
from hah_console.app.options import writable_folder
from hah_console.app.resources import resource_path
from hah_console.app.tour.chapter import Act, PlayedChapter, play_chapter
from hah_console.app.tour.exchange_act import FEED, ExchangeAct
from hah_console.app.tour.report import Expectation
from hah_console.app.tour.stage import TourOrder
from hah_console.app.tour.walk import FALLING
from hah_console.demo.hospital_words import RECORDS, alike, told_of
from hah_console.domain.clock import TAIPEI
from hah_console.domain.ids import PatientId

EXCHANGE = "exchange"
BEGINS = datetime(2026, 11, 23, 10, 0, tzinfo=TAIPEI)
MAYBE = PatientId("P004")
NOT_TAKEN, WHY_NOT = "E003", "care plan: goal of another programme"
"""What the hospital does not take, of the patient the tour follows, and what it says."""
SETUP = """root = "https://hah.example.tw"
organisation = "示範在宅團隊"
record_system = "{records}"

[[feed]]
name = "{feed}"
base = "{base}"
sign_in = "open"
read = true
"""


@dataclass(frozen=True, slots=True)
class ExchangeFacts(PlayedChapter):
    """What the act left behind; ``facts`` came of the hospital and ``sent`` went there."""

    facts: int
    sent: int

    def measured(self) -> dict[str, float | str]:
        """For the report."""
        return {"exchange_facts": self.facts, "exchange_sent": self.sent, "exchange_trouble": self.chapter.trouble}

    def expectations(self) -> tuple[Expectation, ...]:
        """The act was played, and the exchange went both ways."""
        return (
            Expectation("the screens of the exchange were gone through", self.chapter.trouble == ""),
            Expectation("facts of the hospital came in and resources went out", self.facts > 0 and self.sent > 0),
        )


def play_exchange(order: TourOrder, home: Path) -> ExchangeFacts:
    """Play the act; raises as ``play`` does."""
    found: list[tuple[int, int]] = []

    def read(core: Core) -> None:
        with core.ctx.store() as uow:
            found.append((uow.hospital_facts.count(FEED), uow.exchange.counts(FEED).sent))

    folder = order.site or resource_path(DEMO_SITE)
    patients = {each.patient_id: each for each in load_site(folder).patients}
    resources = (*told_of(patients[FALLING], BEGINS), alike(patients[MAYBE]))
    with demo_hospital(resources, _refusal) as (_, base):
        (writable_folder(home) / FILE).write_text(SETUP.format(records=RECORDS, feed=FEED, base=base), "utf-8")
        played = play_chapter(order, EXCHANGE, home, (Act(BEGINS, ExchangeAct),), read)
    facts, sent = found[-1] if found else (0, 0)
    return ExchangeFacts(played, facts, sent)


def _refusal(told: dict[str, Any]) -> str:
    numbers = [str(each.get("value", "")) for each in told.get("identifier", [])]
    return WHY_NOT if told["resourceType"] == "CarePlan" and NOT_TAKEN in numbers else ""
