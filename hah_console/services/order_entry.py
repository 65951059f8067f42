"""An order as typed into a form: read field by field into a request, and a stored order written back as fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from unicodedata import normalize

from hah_console.domain.calendar import parse_near_moment
from hah_console.domain.care_rules import CareRules
from hah_console.domain.drug import Amount, AmountUnit, Regimen, Route
from hah_console.domain.errors import InvalidInput
from hah_console.domain.field_check import FieldCheck
from hah_console.domain.home_feasibility import HomeSetting
from hah_console.domain.home_told import HOME, HomeTold, home_fields
from hah_console.domain.ids import EpisodeId, OrderId
from hah_console.domain.medication_check import FirstDose, Medication
from hah_console.domain.order import Order, OrderKind, WorkWish
from hah_console.domain.timing import Timing
from hah_console.domain.written import ungrouped, written_line, written_note, written_number
from hah_console.services.context import Context
from hah_console.services.orders import OrderRequest

YES = "yes"
ROUTES = {OrderKind.IV_DOSE: Route.IV, OrderKind.ORAL_DOSE: Route.ORAL}
LONGEST_DAYS, MOST_HOURS, MOST_MINUTES, MOST_VISITS = 31, 168, 1440, 12
_COLDEST, _WARMEST = Decimal(5), Decimal(45)
_FALLBACK = Amount(Decimal(1), AmountUnit.G)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form asks for. ``home`` is None while the temperature of the room is not written."""

    request: OrderRequest
    home: HomeSetting | None


def read_entry(
    ctx: Context,
    rules: CareRules,
    episode_id: EpisodeId,
    fields: Mapping[str, str],
    staff_hours: Decimal,
    replaces: OrderId | None = None,
    words: str = "",
) -> Entry:
    """The order of a form. Raises InvalidFields with every field that cannot be used."""
    check = FieldCheck(fields)
    if not check.text("kind"):
        check.add("kind", "empty")
    kind = check.choice("kind", OrderKind, OrderKind.IV_DOSE)
    timing = _timing(check, ctx, kind)
    medication = _medication(check, rules, ROUTES[kind]) if kind in ROUTES else None
    subject = check.read("subject", written_line, "") if medication is None else ""
    if kind is OrderKind.SPECIMEN:
        subject = check.text("specimen")
        if not subject:
            check.add("specimen", "empty")
    wish = _wish(check)
    note = check.read("note", written_note, "")
    home = _home(check, staff_hours) if kind is OrderKind.IV_DOSE else None
    check.require_none()
    request = OrderRequest(episode_id, kind, timing, medication, subject, note, words, wish, replaces)
    return Entry(request, home)


def entry_fields(order: Order, ctx: Context, first: datetime) -> dict[str, str]:
    """The fields of a form that ask for the same again, from ``first`` on."""
    timing, given, wish = order.timing, order.medication, order.wish
    left = (timing.until - first) / timedelta(days=1) if timing.until and timing.until > first else 1.0
    fields = {
        "kind": order.kind.value,
        "subject": order.subject,
        "specimen": order.subject if order.kind is OrderKind.SPECIMEN else "",
        "every_hours": str(timing.every_hours or ""),
        "first": f"{ctx.local(first):%Y-%m-%d %H:%M}",
        "days": str(max(1, round(left))) if timing.every_hours else "",
        "window": str(wish.window_minutes or ""),
        "minutes": str(wish.minutes or ""),
        "note": order.note,
    }
    return fields | (_medication_fields(given) if given else {})


def home_entry_fields(home: HomeTold) -> dict[str, str]:
    """What the intake found out about the home, as a form begins with it; a field nobody told of stays empty."""
    told = home_fields(home)
    return {ours: told[f"{HOME}{theirs}"] for ours, theirs in _OF_HOME.items() if f"{HOME}{theirs}" in told}


def regimen_fields(regimen: Regimen) -> dict[str, str]:
    """What a regimen of the pack fills in."""
    return {
        "amount": str(regimen.amount),
        "every_hours": str(regimen.interval_hours),
        "infusion": str(regimen.infusion_minutes or ""),
        "continuous": YES if regimen.continuous else "",
        "preparation": regimen.preparation,
        "minutes": str(regimen.bedside_minutes or ""),
    }


def parse_amount(text: str, field: str = "amount") -> Amount:
    """``2 g``, ``750mg``, ``18 MU``, full-width as well. Raises InvalidInput: empty, no_number, unknown_unit."""
    written = normalize("NFKC", text).strip()
    number = ungrouped("".join(sign for sign in written if sign.isdigit() or sign in ".,"))
    unit = written.lstrip("0123456789.,").strip().casefold()
    if not written:
        raise InvalidInput(field=field, value="", reason="empty")
    known = {each.value.casefold(): each for each in AmountUnit}
    if unit not in known:
        raise InvalidInput(field=field, value=text, reason="amount_unit")
    try:
        return Amount(Decimal(number), known[unit])
    except InvalidOperation as error:
        raise InvalidInput(field=field, value=text, reason="no_number") from error


def _medication_fields(given: Medication) -> dict[str, str]:
    return {
        "drug": given.drug_id,
        "amount": str(given.amount),
        "infusion": str(given.infusion_minutes or ""),
        "continuous": YES if given.continuous else "",
        "preparation": given.preparation,
        "diluent": given.diluent,
        "first_dose": FirstDose.ELSEWHERE.value,
    }


def _timing(check: FieldCheck, ctx: Context, kind: OrderKind) -> Timing:
    now = ctx.clock.now()
    first = check.read("first", lambda text, name: parse_near_moment(text, ctx.today(), ctx.zone, name), now)
    every = _whole(check, "every_hours", 1, MOST_HOURS, 0)
    days = _whole(check, "days", 1, LONGEST_DAYS, 0)
    if every and not days:
        check.add("days", "empty")
    if kind in ROUTES and days and not every:
        check.add("every_hours", "empty")
    local_end = ctx.local(first).replace(tzinfo=None) + timedelta(days=days)
    until = local_end.replace(tzinfo=ctx.zone).astimezone(first.tzinfo) if every and days else None
    try:
        return Timing(first, every if until else 0, until)
    except InvalidInput as fault:
        check.add(str(fault.facts["field"]), str(fault.facts["reason"]), fault.facts["value"])
        return Timing(first)


def _medication(check: FieldCheck, rules: CareRules, route: Route) -> Medication:
    drug_id = check.text("drug")
    if not drug_id:
        check.add("drug", "empty")
    elif drug_id not in rules.drugs.drugs:
        check.add("drug", "unknown_drug", drug_id)
    amount = check.read("amount", parse_amount, _FALLBACK)
    iv = route is Route.IV
    if iv and not check.text("first_dose"):
        check.add("first_dose", "empty")
    return Medication(
        drug_id=drug_id,
        amount=amount,
        route=route,
        infusion_minutes=_whole(check, "infusion", 0, MOST_MINUTES, 0) if iv else 0,
        continuous=iv and check.text("continuous") == YES,
        preparation=check.text("preparation"),
        diluent=check.text("diluent") if iv else "",
        first_dose=check.choice("first_dose", FirstDose, FirstDose.ELSEWHERE) if iv else FirstDose.ELSEWHERE,
    )


def _wish(check: FieldCheck) -> WorkWish:
    window, minutes = _whole(check, "window", 0, MOST_MINUTES, -1), _whole(check, "minutes", 1, MOST_MINUTES, -1)
    return WorkWish(minutes=minutes if minutes >= 0 else None, window_minutes=window if window >= 0 else None)


_OF_HOME = {
    "ambient": "ambient_c", "visits": "visits_per_day", "pump": "pump_at_hand", "caregiver": "trained_caregiver",
}  # fmt: skip


def _home(check: FieldCheck, staff_hours: Decimal) -> HomeSetting | None:
    """SAFETY(room temperature): how warm the room gets is never assumed; without it nothing is said of a pump."""
    visits = _whole(check, "visits", 0, MOST_VISITS, 1)
    low, high = _COLDEST, _WARMEST
    ambient = check.read_if_written("ambient", lambda text, name: written_number(text, name, low, high), None)
    if ambient is None:
        return None
    return HomeSetting(visits, staff_hours, check.text("pump") == YES, ambient, check.text("caregiver") == YES)


def _whole(check: FieldCheck, field: str, low: int, high: int, default: int) -> int:
    """A whole number, or ``default`` when nothing was typed."""
    found = check.read_if_written(
        field, lambda text, name: written_number(text, name, Decimal(low), Decimal(high)), Decimal(default)
    )
    if found != int(found):
        check.add(field, "out_of_range", found)
    return int(found)
