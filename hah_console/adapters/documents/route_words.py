"""What a route's papers say, word by word; the same for page, calendar and track."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hah_console.domain.drug import Route
from hah_console.domain.patient import AllergyState, Precaution
from hah_console.domain.route_paper import (
    Bring,
    PaperDose,
    PaperHalt,
    PaperItem,
    PaperPerson,
    PaperSpecimen,
    PaperStop,
    RoutePaper,
)
from hah_console.services.paper_ports import Words

PARTS = " · "
# i18n: words.task_kind.*  # i18n: words.profession.*  # i18n: words.vehicle.*  # i18n: words.sex.*
# i18n: route_paper.bring.*  # i18n: route_paper.role.*  # i18n: words.precaution.*  # i18n: route_paper.weekday.*


class RouteWords:
    """Sentences of one paper in one language, times local to its site."""

    def __init__(self, paper: RoutePaper, texts: Words) -> None:
        self.paper, self.texts = paper, texts
        self._zone = ZoneInfo(paper.zone)

    def clock(self, moment: datetime) -> str:
        """``09:10``; with the day where it is another one."""
        local = moment.astimezone(self._zone)
        return f"{local:%H:%M}" if local.date() == self.paper.day else f"{local:%m-%d %H:%M}"

    def stamp(self, moment: datetime) -> str:
        """Day and time."""
        return f"{moment.astimezone(self._zone):%Y-%m-%d %H:%M}"

    def span(self, start: datetime, end: datetime) -> str:
        """From when to when."""
        return f"{self.clock(start)}–{self.clock(end)}"

    def day(self) -> str:
        """The day with its weekday."""
        weekday = self.texts.word("route_paper.weekday", self.paper.day.isoweekday())
        return self.texts("route_paper.day", day=self.paper.day.isoformat(), weekday=weekday)

    def site(self) -> str:
        """The site's name in the language of the paper."""
        return self.paper.site_name(self.texts.language)

    def worker(self) -> str:
        """Name and profession."""
        return f"{self.paper.name} {self.texts.word('words.profession', self.paper.profession)}"

    def version(self) -> str:
        """Which publication this is."""
        return self.texts("route_paper.version", number=self.paper.number, at=self.stamp(self.paper.published_at))

    def halt(self, halt: PaperHalt) -> str:
        """When, what is done there, and for whom."""
        texts = self.texts
        what = texts.word("route_paper.halt", halt.kind)  # i18n: route_paper.halt.*
        names = texts("route_paper.comma").join(dict.fromkeys(halt.names))
        return f"{self.span(halt.start, halt.departure)}　{what}" + (f"：{names}" if names else "")

    def kind(self, stop: PaperStop) -> str:
        """What is to be done."""
        return self.texts.word("words.task_kind", stop.kind) if stop.kind else self.texts("route_paper.gone")

    def window(self, stop: PaperStop) -> str:
        """When it may begin, and whether that may be missed."""
        if stop.earliest is None or stop.latest is None:
            return ""
        span = self.span(stop.earliest, stop.latest)
        return self.texts("route_paper.firm", span=span) if stop.firm else self.texts("route_paper.flexible", span=span)

    def person(self, person: PaperPerson) -> str:
        """Whom to ask for, and what to compare."""
        return self.texts(
            "route_paper.person",
            born=person.birth_date.isoformat(),
            age=person.age_years,
            sex=self.texts.word("words.sex", person.sex),
            number=person.record_number,
        )

    def contact(self, person: PaperPerson) -> str:
        """Whose phone it is."""
        who = " ".join(part for part in (person.contact_name, person.contact_relationship) if part)
        return PARTS.join(part for part in (person.contact_phone, who) if part)

    def dose(self, dose: PaperDose) -> str:
        """Drug, amount, route, how fast, when."""
        given, texts = dose.medication, self.texts
        window = self.span(dose.window.earliest, dose.window.latest)
        parts = [
            f"{dose.drug} {given.amount}",
            texts.word("orders.route", given.route),
            self._rate(dose),
            texts("orders.every", hours=dose.every_hours) if dose.every_hours else "",
            texts.word("orders.diluent", given.diluent) if given.diluent else "",
            texts("route_paper.due", span=window, at=self.clock(dose.due_at)),
            texts("route_paper.first_dose") if dose.first else "",
        ]  # fmt: skip
        return PARTS.join(part for part in parts if part)

    def _rate(self, dose: PaperDose) -> str:
        given = dose.medication
        if given.continuous:
            return self.texts("orders.continuous")
        runs = given.route is Route.IV and given.infusion_minutes
        return self.texts("orders.runs_in", minutes=given.infusion_minutes) if runs else ""

    def specimen(self, one: PaperSpecimen) -> str:
        """Its name and how it may travel."""
        name = dict(one.names).get(self.texts.language, one.kind)
        ways = self.texts("route_paper.comma").join(self.texts.word("results.transport", way) for way in one.ways)
        return f"{name}{PARTS}{ways}" if ways else name  # i18n: results.transport.*

    def bring(self, stop: PaperStop) -> str:
        """Everything to have along."""
        return self.texts("route_paper.comma").join(self._item(stop, item) for item in stop.bring)

    def _item(self, stop: PaperStop, item: PaperItem) -> str:
        word = self.texts.word("route_paper.bring", item.kind)
        if item.kind is Bring.CONTAINER:
            named = {one.kind: dict(one.names).get(self.texts.language, one.kind) for one in stop.specimens}
            return self.texts("route_paper.for_what", thing=word, what=named.get(item.what, item.what))
        return item.what if item.kind is Bring.DRUG else word

    def warnings(self, stop: PaperStop) -> Iterator[str]:
        """What to know before ringing: SAFETY(paper allergies): what is not recorded is said, never left out."""
        texts, person = self.texts, stop.person
        if stop.withdrawn:
            yield texts("route_paper.withdrawn")
        for rule in stop.home_rules:
            yield texts(
                "route_paper.unsafe", what=self._home_rule(rule.two_persons, rule.daylight_only), why=rule.reason
            )
        if stop.clinical:
            yield self.allergies(person)
        if measures := [one for one in person.precautions if one is not Precaution.STANDARD]:
            named = texts("route_paper.comma").join(texts.word("words.precaution", one) for one in measures)
            yield texts("route_paper.isolation", what=named)
        elif not person.precautions:
            yield texts("route_paper.isolation_unknown")

    def allergies(self, person: PaperPerson) -> str:
        """In one of four states."""
        named = self.texts("route_paper.comma").join(person.allergies)
        state = self.texts.word("words.allergy_state", person.allergy_state)  # i18n: words.allergy_state.*
        return self.texts("route_paper.allergies", what=named) if person.allergies else state

    def is_grave(self, stop: PaperStop) -> bool:
        """Whether a warning says more than that nothing is known to warn of."""
        calm = not stop.clinical or stop.person.allergy_state is AllergyState.NONE_KNOWN
        calm = calm and bool(stop.person.precautions)
        measures = any(one is not Precaution.STANDARD for one in stop.person.precautions)
        return not calm or measures or bool(stop.home_rules) or stop.withdrawn

    def _home_rule(self, two_persons: bool, daylight_only: bool) -> str:
        parts = [("two_persons", two_persons), ("daylight_only", daylight_only)]
        return self.texts("route_paper.comma").join(
            self.texts(f"route_paper.home.{name}") for name, holds in parts if holds
        )
