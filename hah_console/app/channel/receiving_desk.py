"""What the page for receiving hospitals shows and takes, in words, over the services."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hah_console.app.channel.papers import PackPapers
from hah_console.domain.errors import HahError, InvalidInput
from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.ids import HospitalId
from hah_console.domain.pack_sheet import PackSheet, SheetChart, SheetPart
from hah_console.domain.receiving import CodeRefused
from hah_console.services.context import Context
from hah_console.services.receiving import InboundCase, answer, look, open_case, tell_beds
from hah_console.ui.i18n import Texts

# i18n: receive.page.* receive.offer.* receive.needs.* words.transfer_stage.* pathway.side.* pathway.means.*
_WORDS = (
    "title", "code", "enter", "hint", "words", "paper", "ended", "offline", "beds", "tell_beds", "beds_thanks",
    "ward_beds", "icu_beds", "ed_waiting", "diversion", "diversion_unsaid", "diversion_none", "diversion_partial",
    "diversion_full",
)  # fmt: skip
_NEEDS = frozenset({"refuse", "sign", "receive"})


@dataclass(frozen=True, slots=True)
class Offer:
    """One answer; ``needs`` is the sentence when its words are missing, empty when none are needed."""

    what: str
    name: str
    needs: str


@dataclass(frozen=True, slots=True)
class CaseView:
    """The case in words; ``version`` goes back with every answer."""

    head: str
    stage: str
    exercise: str
    version: int
    offers: tuple[Offer, ...]
    lead: tuple[str, ...]
    changes: str
    parts: tuple[SheetPart, ...]
    chart_title: str
    charts: tuple[SheetChart, ...]
    chart_from: int
    chart_to: int
    paper: bool
    foot: str


@dataclass
class WordedReceivingDesk:
    """Used by the worker threads of the server."""

    ctx: Context
    papers: PackPapers
    texts: Texts

    def words(self) -> Mapping[str, str]:
        """The words of the empty page."""
        return {name: self.texts(f"receive.page.{name}") for name in _WORDS}

    def open(self, slip_id: str, code: str) -> str:
        """Raises CodeRefused."""
        return open_case(self.ctx, slip_id, code)

    def case(self, slip_id: str, session: str) -> CaseView:
        """Raises CodeRefused."""
        found = look(self.ctx, slip_id, session)
        return self._view(found, self.papers.sheet(found.pack) if found.pack else None)

    def answer(self, slip_id: str, session: str, seen_version: int, what: str, words: str) -> None:
        """Raises CodeRefused and what the answer itself raises."""
        answer(self.ctx, slip_id, session, seen_version, what, words)

    def beds(self, slip_id: str, session: str, told: Mapping[str, str]) -> None:
        """Raises CodeRefused, InvalidInput."""
        now = self.ctx.clock.now()
        tell_beds(self.ctx, slip_id, session, lambda hospital, by: _news(hospital, by, told, now))

    def paper(self, slip_id: str, session: str) -> bytes:
        """The newest version as a PDF; the look is audited. Raises CodeRefused, also when there is none."""
        found = look(self.ctx, slip_id, session)
        if found.pack is None:
            raise CodeRefused
        return self.papers.pdf(found.pack)

    def sentence(self, error: HahError) -> str:
        """What a person reads."""
        return self.texts.error(error)

    def _view(self, found: InboundCase, sheet: PackSheet | None) -> CaseView:
        texts, transfer = self.texts, found.transfer
        stage = texts.word("words.transfer_stage", transfer.stage)
        since = f"{self.ctx.local(transfer.history[-1].at):%H:%M}"
        number = found.pack.number if found.pack else 0
        head = texts("receive.head", case=transfer.transfer_id, hospital=found.hospital, number=number)
        until = texts("receive.until", at=f"{self.ctx.local(found.until):%m-%d %H:%M}")
        return CaseView(
            head=head,
            stage=" · ".join((texts("receive.stage", stage=stage, since=since), *self._signed(found))),
            exercise=texts("pack.exercise") if transfer.exercise else "",
            version=transfer.version,
            offers=tuple(self._offer(what) for what in self._offers(found)),
            lead=tuple(f"{row.name}：{row.text}" for row in sheet.lead) if sheet else (),
            changes=sheet.changes if sheet else "",
            parts=sheet.parts if sheet else (),
            chart_title=sheet.chart_title if sheet else "",
            charts=sheet.charts if sheet else (),
            chart_from=sheet.chart_from if sheet else 0,
            chart_to=sheet.chart_to if sheet else 1,
            paper=sheet is not None,
            foot=f"{sheet.foot} {until}" if sheet else until,
        )

    def _offers(self, found: InboundCase) -> tuple[str, ...]:
        waits = found.pack is not None and not found.received_by and bool(found.offers)
        return (*found.offers, *(["receive"] if waits else []))

    def _offer(self, what: str) -> Offer:
        needs = self.texts(f"receive.needs.{what}") if what in _NEEDS else ""
        return Offer(what, self.texts(f"receive.offer.{what}"), needs)

    def _signed(self, found: InboundCase) -> tuple[str, ...]:
        texts = self.texts
        signed = tuple(
            texts("receive.signed", side=texts.word("pathway.side", one.side), name=one.name)
            for one in found.transfer.signatures
        )
        received = (texts("receive.received", name=found.received_by),) if found.received_by else ()
        return (*signed, *received)


def _news(hospital: str, by: str, told: Mapping[str, str], now: datetime) -> HospitalNews:
    """The report of typed fields; an empty one was not told. Raises InvalidInput."""
    diversion = told.get("diversion", "")
    if diversion and diversion not in set(Diversion):
        raise InvalidInput(field="diversion", value=diversion[:20], reason="unknown_word")
    beds = {name: _count(name, told.get(name, "")) for name in ("ward_beds", "icu_beds", "ed_waiting")}
    news_id = f"HN-{uuid.uuid4().hex[:16]}"
    return HospitalNews(
        news_id,
        HospitalId(hospital),
        now,
        by,
        True,
        beds["ward_beds"],
        beds["icu_beds"],
        beds["ed_waiting"],
        Diversion(diversion) if diversion else None,
    )


def _count(name: str, typed: str) -> int | None:
    written = typed.strip()
    if not written:
        return None
    if not written.isdecimal():
        raise InvalidInput(field=name, value=written[:20], reason="not_a_number")
    return int(written)
