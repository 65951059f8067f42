"""The doses that are still due when an admission is closed, in words, and what can be said of them; no Qt."""

from collections.abc import Mapping

from hah_console.domain.closing.dose_end import DOSE_FATES, GIVEN, HANDED_ON
from hah_console.domain.drug import Formulary
from hah_console.domain.ids import DoseId
from hah_console.services.closure_desk import ClosureDesk, DueDose
from hah_console.ui.closing.closure_words import ToLocal
from hah_console.ui.forms.spec import Option
from hah_console.ui.i18n import Texts
from hah_console.ui.order_words import order_how
from hah_console.ui.wording import clock_text, near_clock

# i18n: orders.giver.*  # i18n: orders.why.*


def dose_lines(texts: Texts, local: ToLocal, desk: ClosureDesk, drugs: Formulary) -> Mapping[DoseId, str]:
    """A line for each dose: drug, amount, how, when it was due."""
    return {row.dose.dose_id: _line(texts, local, desk, row, drugs) for row in desk.doses}


def fate_options(texts: Texts) -> tuple[Option, ...]:
    """What can be said of a dose: given by whose hand, not given and why, handed on."""
    return tuple(Option(fate, {texts.language: _fate(texts, fate)}) for fate in DOSE_FATES)


def _fate(texts: Texts, fate: str) -> str:
    kind, _, code = fate.partition(".")
    if kind == HANDED_ON:
        return texts("closing.fate.handed_on")
    if kind == GIVEN:
        return texts("closing.fate.given", giver=texts.word("orders.giver", code))
    return texts("closing.fate.not_given", why=texts.word("orders.why", code))


def _line(texts: Texts, local: ToLocal, desk: ClosureDesk, row: DueDose, drugs: Formulary) -> str:
    dose, given = row.dose, row.order.medication
    drug = drugs.drugs.get(given.drug_id) if given else None
    name = drug.name if drug else given.drug_id if given else row.order.subject
    earliest, latest = clock_text(local(dose.window.earliest)), clock_text(local(dose.window.latest))
    return texts(
        "closing.dose.line",
        what=f"{name} {given.amount}" if given else name,
        how=order_how(texts, row.order),
        due=near_clock(local(dose.due_at), local(desk.at).date()),
        **{"from": earliest, "to": latest},
    )
