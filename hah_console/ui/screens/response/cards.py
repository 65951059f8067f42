"""The four choices in words, each with its price; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hah_console.domain.escalation_rules import Decision, EscalationRules
from hah_console.domain.rulepack import TransferRules
from hah_console.domain.transfer import TransferStage
from hah_console.services.context import Context
from hah_console.services.hospital_board import HospitalRow
from hah_console.services.response_desk import Physician, ResponseDesk
from hah_console.services.urgent_pricing import UrgentPrices, VisitPrice
from hah_console.ui.hospitals.hospital_words import news_text, reasons_text
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.response.lines import CardText, OptionLine
from hah_console.ui.wording import NOTHING, age_text, clock_text

# i18n: words.leg_source.* hospitals.diversion.* response.bed.* response.busy.* words.department.* words.duty.*
MORE_SLIPS = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What has been read by now; None: not yet. ``unpriced`` is why no visit could be priced."""

    desk: ResponseDesk
    prices: UrgentPrices | None = None
    hospitals: tuple[HospitalRow, ...] | None = None
    unpriced: str = ""
    improved: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class CardWords:
    """Makes the cards of one desk; ``severe`` is the NEWS2 total from which waiting is not advised."""

    ctx: Context
    texts: Texts
    rules: EscalationRules
    transfer: TransferRules
    severe: int

    def cards(self, known: Known, picked: dict[Decision, str]) -> tuple[CardText, ...]:
        """Nurse, physician, green channel, telephone; ``picked`` is the way chosen of each."""
        return (
            self.visit(known, picked.get(Decision.URGENT_VISIT, "")),
            self.video(known, picked.get(Decision.TELE_CONSULT, "")),
            self.green(known, picked.get(Decision.TRANSFER, "")),
            self.advice(known),
        )

    def visit(self, known: Known, picked: str) -> CardText:
        """Who is there first, and what the others lose by it."""
        texts, title = self.texts, self.texts("response.visit.title")
        prices = known.prices
        if prices is None:
            headline = texts("response.visit.unpriced" if known.unpriced else "response.visit.pricing")
            return CardText(Decision.URGENT_VISIT, title, headline, (), known.unpriced, pending=not known.unpriced)
        way = next((w for w in prices.ways if w.staff_id == picked), prices.best)
        if way is None:
            key = "response.visit.no_plan" if prices.plan_number is None else "response.visit.nobody"
            return CardText(Decision.URGENT_VISIT, title, texts(key), (), "")
        headline = texts("response.visit.there", at=self._clock(way.arrives))
        options = tuple(self._way(one) for one in prices.ways)
        return CardText(
            Decision.URGENT_VISIT, title, headline, self._visit_facts(way), self._visit_price(known, way), options
        )  # fmt: skip

    def _visit_facts(self, way: VisitPrice) -> tuple[tuple[str, str], ...]:
        texts = self.texts
        source = texts.word("words.leg_source", way.source)
        trip = texts("response.visit.minutes", n=_minutes(way.travel), source=source)
        if way.left_out:
            moved = texts("response.visit.left_out", names="、".join(way.left_out))
        elif way.slips:
            moved = texts("response.visit.moved", n=len(way.slips), worst=_minutes(way.worst))
        else:
            moved = texts("response.visit.nobody_moved")
        broken = sum(slip.breaks_dose for slip in way.slips)
        doses = texts("response.visit.doses_broken", n=broken) if broken else texts("response.visit.doses_kept")
        if way.specimens_late:
            doses += texts("response.visit.specimens_late", n=max(1, _minutes(way.specimens_late)))
        return (
            (way.name, way.phone or NOTHING),
            (texts("response.visit.trip"), trip),
            (texts("response.visit.affected"), moved),
            (texts("response.visit.doses"), doses),
        )

    def _visit_price(self, known: Known, way: VisitPrice) -> str:
        texts = self.texts
        drive = texts("response.visit.drive", n=round(way.driving.total_seconds() / 60))
        slips = sorted(way.slips, key=lambda slip: slip.before - slip.after)[:MORE_SLIPS]
        named = (f"{s.name} {self._clock(s.before)} → {self._clock(s.after)}" for s in slips)
        how = texts("response.visit.improved" if known.improved else "response.visit.priced", s=f"{known.seconds:.1f}")
        return " · ".join((drive, *named, how))

    def _way(self, way: VisitPrice) -> OptionLine:
        texts = self.texts
        at, n = self._clock(way.arrives), _minutes(way.travel)
        slip = texts("response.visit.slip", n=len(way.slips), worst=_minutes(way.worst))
        detail = f"{texts('response.visit.short', n=n)} · {slip if way.slips else texts('response.visit.nobody_moved')}"
        return OptionLine(way.staff_id, at, way.name, detail, f"{way.name} {at} {detail}")

    def video(self, known: Known, picked: str) -> CardText:
        """The physician now, and the specialists on call."""
        texts, people = self.texts, known.desk.physicians
        free = next((p for p in people if not p.busy and not p.department), None)
        who = next((p for p in people if p.staff_id == picked), free or (people[0] if people else None))
        if who is None:
            return CardText(
                Decision.TELE_CONSULT, texts("response.video.title"), texts("response.video.nobody"), (), ""
            )  # fmt: skip
        headline = texts("response.video.now" if not who.busy else "response.video.busy")
        called = dict.fromkeys(code for person in people for code in person.on_call)
        specialists = [texts.word("words.department", code) for code in called]
        facts = (
            (who.name, who.phone or NOTHING),
            (texts("response.video.state"), self._busy(who)),
            (texts("response.video.identity"), texts("response.video.identity_due")),
            (texts("response.video.on_call"), "、".join(specialists) or texts("response.video.none_on_call")),
        )
        hint = texts("response.video.price")
        return CardText(
            Decision.TELE_CONSULT, texts("response.video.title"), headline, facts, hint,
            tuple(self._physician(p) for p in people),
        )  # fmt: skip

    def _busy(self, who: Physician) -> str:
        return self.texts(f"response.busy.{who.busy or 'free'}")

    def _physician(self, who: Physician) -> OptionLine:
        duty = () if who.department else (self.texts.word("words.duty", who.role),)
        role = "、".join((*duty, *(self.texts.word("words.department", code) for code in who.on_call)))
        big = self.texts("response.video.short" if not who.busy else "response.video.short_busy")
        detail = f"{role} · {self._busy(who)}"
        return OptionLine(who.staff_id, big, who.name, detail, f"{who.name} {detail}")

    def green(self, known: Known, picked: str) -> CardText:
        """The hospital, the ambulance, and the clocks that begin."""
        texts, title = self.texts, self.texts("response.green.title")
        rows = known.hospitals
        if rows is None:
            return CardText(Decision.TRANSFER, title, texts("response.green.reading"), (), "", pending=True)
        row = next((r for r in rows if r.hospital_id == picked), rows[0] if rows else None)
        if row is None:
            return CardText(Decision.TRANSFER, title, texts("response.green.none"), (), "")
        minutes = NOTHING if row.minutes is None else texts("response.green.minutes", n=row.minutes)
        return CardText(
            Decision.TRANSFER, title, f"{row.name} {minutes}", self._green_facts(known, row), self._clocks(),
            tuple(self._hospital(r, known.desk.at) for r in rows),
        )  # fmt: skip

    def _green_facts(self, known: Known, row: HospitalRow) -> tuple[tuple[str, str], ...]:
        texts, ride = self.texts, known.desk.ambulance
        source = texts("response.green.of_rides", n=ride.rides) if ride.rides else texts("response.green.of_pack")
        wait = texts("response.green.ambulance", n=_minutes(ride.wait), source=source)
        departments = "、".join(row.departments) or texts("response.green.not_told")
        return (
            (texts("response.green.level"), row.level or texts("response.green.not_told")),
            (texts("response.green.beds"), news_text(texts, row, known.desk.at)),
            (texts("response.green.departments"), departments),
            (texts("response.green.called"), wait),
        )

    def _hospital(self, row: HospitalRow, now: datetime) -> OptionLine:
        """Level and telephone, then beds and diversion with their age."""
        texts = self.texts
        big = NOTHING if row.minutes is None else texts("response.green.minutes", n=row.minutes)
        parts = [row.level or texts("response.green.level_unknown"), row.phone or texts("response.green.no_phone")]
        if row.source:
            parts.append(texts.word("words.leg_source", row.source))
        detail, more = " · ".join(parts), self._beds(row, now)
        against = reasons_text(texts, row)
        spoken = " ".join(part for part in (row.name, big, detail, more, against) if part)
        return OptionLine(row.hospital_id, big, row.name, detail, spoken, more)

    def _beds(self, row: HospitalRow, now: datetime) -> str:
        """Age, diversion and beds in the room of one line; that nothing was heard is said."""
        texts, news = self.texts, row.news
        if news is None:
            return texts("hospitals.no_news")
        counts = (("ward", news.ward_beds), ("icu", news.icu_beds))
        beds = " ".join(texts(f"response.bed.{name}", n=n) for name, n in counts if n is not None)
        age = texts("response.bed.stale" if row.stale else "response.bed.age", age=age_text(texts, news.age(now)))
        diverts = texts.word("hospitals.diversion", news.diversion) if news.diversion is not None else ""
        return " · ".join(part for part in (age, diverts, beds) if part)

    def _clocks(self) -> str:
        targets = self.transfer.stage_targets
        wanted = (TransferStage.DECIDED, TransferStage.ASKED, TransferStage.ACCEPTED)
        minutes = [_minutes(targets[stage]) if stage in targets else NOTHING for stage in wanted]
        return self.texts("response.green.clocks", decided=minutes[0], asked=minutes[1], accepted=minutes[2])

    def advice(self, known: Known) -> CardText:
        """By telephone: looked at again soon, and not advised for who is very ill."""
        texts, who = self.texts, known.desk.page.identity
        again = texts("response.advice.minutes", n=_minutes(self.rules.acting[Decision.ADVICE]))
        facts = (
            (texts("response.advice.again"), again),
            (texts("response.advice.caregiver"), f"{who.caregiver_name} {who.caregiver_phone}".strip() or NOTHING),
        )
        warned = " · ".join(self._warnings(known))
        hint = "\n".join(part for part in (warned, texts("response.advice.support")) if part)
        title, headline = texts("response.advice.title"), texts("response.advice.headline")
        return CardText(Decision.ADVICE, title, headline, facts, hint)

    def _warnings(self, known: Known) -> Iterator[str]:
        score = known.desk.page.score
        if score is not None and score.result.lower >= self.severe:
            yield self.texts("response.advice.severe", score=score.result.lower)

    def _clock(self, moment: datetime) -> str:
        return clock_text(self.ctx.local(moment))


def _minutes(span: timedelta) -> int:
    return -(-int(span.total_seconds()) // 60)
