"""The desks of the tour: a morning at the dispatch desk, then a patient who worsens goes through the green channel."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hah_console.app.bootstrap import Core
from hah_console.app.tour.browser import browser_there
from hah_console.app.tour.chapter import Act, PlayedChapter, play_chapter
from hah_console.app.tour.consult_scene import RECORDED_LINE
from hah_console.app.tour.dispatch_act import DispatchAct
from hah_console.app.tour.green_act import GreenAct, transfer_of_falling
from hah_console.app.tour.report import Expectation
from hah_console.app.tour.stage import TourOrder
from hah_console.domain.clock import TAIPEI
from hah_console.domain.transfer import Side, Transfer, TransferStage

DESK = "desk"
ACTS = (
    Act(datetime(2026, 11, 23, 7, 0, tzinfo=TAIPEI), DispatchAct),
    Act(datetime(2026, 11, 23, 8, 38, tzinfo=TAIPEI), GreenAct, rate=12.0),
)
IN_BROWSER = ("phone_page.png", "phone_page_on_the_way.png", "receiving_page.png", "receiving_page_signed.png")
ON_PAPER = ("pack.pdf", "pack_page_1.png")


@dataclass(frozen=True, slots=True)
class DeskFacts(PlayedChapter):
    """What the acts left behind: ``transfer`` is that of the patient who worsened, ``files`` are all in the folder."""

    transfer: Transfer | None
    files: frozenset[str]

    def measured(self) -> dict[str, float | str]:
        """For the report."""
        return {"desk_pictures": len(self.pictures), "desk_trouble": self.chapter.trouble}

    def expectations(self) -> tuple[Expectation, ...]:
        """The acts were played, the transfer came to its end with both signatures, papers and pages were seen."""
        transfer = self.transfer
        signed = transfer is not None and all(transfer.signature(side) for side in Side)
        over = transfer is not None and transfer.reached_at(TransferStage.HANDED_OVER) is not None
        pages = (Expectation(f"{name} was taken in a browser", name in self.files) for name in IN_BROWSER)
        return (
            Expectation("the dispatch desk and the green channel were gone through", self.chapter.trouble == ""),
            Expectation("a specialist was asked, heard, and stands in the chart", any(map(_recorded, self.happened))),
            Expectation("the patient who worsened was handed over with both signatures", signed and over),
            *(Expectation(f"{name} was written", name in self.files) for name in ON_PAPER),
            *(pages if browser_there() else ()),
        )


def _recorded(line: str) -> bool:
    return line.endswith(RECORDED_LINE)


def play_desk(order: TourOrder, home: Path) -> DeskFacts:
    """Play both acts; raises as ``play`` does."""
    for name in (*IN_BROWSER, *ON_PAPER):
        (order.out / DESK / name).unlink(missing_ok=True)
    found: list[Transfer | None] = []

    def read(core: Core) -> None:
        with core.ctx.store() as uow:
            found.append(transfer_of_falling(uow))

    played = play_chapter(order, DESK, home, ACTS, read, pages=True)
    files = frozenset(path.name for path in (order.out / DESK).iterdir())
    return DeskFacts(played, found[-1] if found else None, files)
