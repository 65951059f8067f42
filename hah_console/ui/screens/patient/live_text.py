"""The words of the risk forecast and of shelved alarms on the patient page; no Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hah_console.domain.shelf import Shelf
from hah_console.services.forecast.risk import RiskInput, RiskRow
from hah_console.services.patient_live import PatientLive
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, clock_text, with_unit

# i18n: words.subject.* words.vital.* words.unit.*
MOST_INPUTS = 4
NO_EFFECT = 0.005


@dataclass(frozen=True, slots=True)
class RiskCard:
    """``notice`` says that it is no diagnosis; it stands wherever the figure does."""

    title: str
    notice: str
    figure: str
    inputs: str
    version: str

    @property
    def spoken(self) -> str:
        """The whole panel as a sentence."""
        return "。".join(part for part in (self.title, self.notice, self.figure, self.inputs, self.version) if part)


def risk_card(texts: Texts, live: PatientLive | None, now: datetime) -> RiskCard | None:
    """The panel of the forecast; None while it is off.

    SAFETY(forecast): never without the words that it is no diagnosis, its version, inputs and age.
    """
    if live is None or not live.forecast_on:
        return None
    title, notice = texts("live.risk.title"), texts("live.risk.notice")
    if live.risk is None:
        return RiskCard(title, notice, texts("live.risk.too_little"), "", "")
    risk = live.risk
    what = texts.word("live.predicts", risk.model) if texts.has(f"live.predicts.{risk.model}") else risk.predicts
    figure = texts("live.risk.figure", what=what, percent=f"{100 * risk.risk:.1f}", times=f"{risk.times_average:g}")
    version = texts("live.risk.version", model=risk.model, version=risk.version, age=age_text(texts, now - risk.at))
    return RiskCard(title, notice, figure, _inputs(texts, risk), version)


def shelf_lines(texts: Texts, local: Callable[[datetime], datetime], live: PatientLive | None) -> tuple[str, ...]:
    """One line for each alarm that is kept quiet: which, by whom, until when."""
    return tuple(_shelf(texts, local, shelf) for shelf in live.shelves) if live else ()


def _inputs(texts: Texts, risk: RiskRow) -> str:
    """What raises or lowers it most."""
    known = sorted((i for i in risk.inputs if i.value is not None), key=lambda i: -abs(i.adds))
    missing = [texts.word("words.vital", i.vital) for i in risk.inputs if i.value is None]
    parts = [_input(texts, one) for one in known[:MOST_INPUTS]]
    if missing:
        parts.append(texts("live.risk.missing", names="、".join(missing)))
    return " · ".join(parts)


def _input(texts: Texts, one: RiskInput) -> str:
    way = "same" if abs(one.adds) < NO_EFFECT else "up" if one.adds > 0 else "down"
    value = f"{texts.word('words.vital', one.vital)} {with_unit(texts, one.vital, one.value)}"
    return texts(f"live.risk.{way}", value=value, hours=(one.hours_ago or 0) + 1)


# i18n: live.predicts.*
# i18n: live.risk.up live.risk.down live.risk.same
def _shelf(texts: Texts, local: Callable[[datetime], datetime], shelf: Shelf) -> str:
    subject = texts.word("words.subject", shelf.subject)
    until = clock_text(local(shelf.until))
    return texts("live.shelved", subject=subject, until=until, who=shelf.shelved_by)
