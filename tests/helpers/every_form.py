"""Every form that keeps a draft, opened in its real screen by keyboard over one store with somebody at each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from hah_console.adapters.db.store import Store
from hah_console.app.screens import SCREENS
from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.closing.isbar import IsbarField
from hah_console.domain.ids import ReferralId, StaffId, UserId
from hah_console.domain.intake import Decision
from hah_console.domain.user import User
from hah_console.services.consents import sign_consent
from hah_console.services.handovers import draft_handover
from hah_console.services.intake_board import intake_of_referral
from hah_console.services.intakes import decide_intake, open_intake, save_answers
from hah_console.ui.chart.contact_form import ContactForm
from hah_console.ui.forms.draft_dialog import DraftDialog
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.orders.order_form import OrderForm
from hah_console.ui.preferences import Preferences
from hah_console.ui.screens.handover.view import HandoverScreen
from hah_console.ui.screens.intake.view import IntakeScreen
from hah_console.ui.screens.patient.notes.tab import NotesTab
from hah_console.ui.screens.patient.referral.tab import ReferralTab
from hah_console.ui.screens.referrals.view import ReferralsScreen
from hah_console.ui.screens.round.view import RoundScreen
from helpers.bedside import CHEN, CHEN_STAY, LIN, NURSE, PHYSICIAN, Bedside
from helpers.bedside_desk import BedsideConsole, open_console
from helpers.chart_desk import chart_parts, tab_of, write
from helpers.closing_desk import OTHER, open_closing
from helpers.intakes import PAPER, good_fields
from helpers.referral_desk import UNKNOWN, accepted, typed
from helpers.typed_form import TypedForm
from helpers.ward import RULES

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SECOND = Actor(UserId("U-physician2"), "何醫師", Role.PHYSICIAN, "WS-6")
ANOTHER = {"name": "黃金水", "sex": "male", "national_id": "A123456789"}
SIGNED = {
    "explained_by": NURSE.user_id, "explained_at": "115/11/23 01:30", "signer_name": "吳大明", "relation": "child",
    "why_not_self": "意識不清", "signed_at": "2026-11-23 01:45",
}  # fmt: skip


@dataclass
class House:
    """The store, a referral on its way to an intake, and one whose intake is decided for."""

    bedside: Bedside
    folder: Path
    asked: ReferralId
    decided: ReferralId


def open_house(folder: Path) -> House:
    """Two nurses, two physicians, three patients in care, two referrals, a note and a handover begun."""
    bedside = open_closing(folder)
    with bedside.store.unit_of_work() as uow:
        uow.users.save(User(SECOND.user_id, SECOND.user_id, SECOND.name, SECOND.role, "hash", staff_id=StaffId("MD-1")))
        uow.commit()
    asked = accepted(bedside, typed(bedside, UNKNOWN))
    decided = decided_for(bedside, accepted(bedside, typed(bedside, {**UNKNOWN, **ANOTHER})))
    write(bedside)
    draft_handover(bedside.ctx, NURSE, OTHER.user_id, [CHEN_STAY])
    return House(bedside, folder, asked, decided)


def reopened(house: House) -> House:
    """The same house through another store, as after the program has been started again."""
    store, clock = Store(f"sqlite:///{house.folder / 'hah.db'}"), ManualClock(house.bedside.clock.now())
    return replace(house, bedside=Bedside(store, clock, house.bedside.travel))


def decided_for(bedside: Bedside, referral_id: ReferralId) -> ReferralId:
    """Answered, signed, decided for."""
    open_intake(bedside.ctx, NURSE, referral_id)
    intake = intake_of_referral(bedside.ctx, referral_id)
    assert intake is not None
    save_answers(bedside.ctx, NURSE, RULES, intake.intake_id, 1, good_fields())
    sign_consent(bedside.ctx, NURSE, intake.intake_id, SIGNED, "consent.pdf", PAPER)
    decide_intake(bedside.ctx, NURSE, RULES, intake.intake_id, 2, Decision.ELIGIBLE)
    return referral_id


def console_of(qtbot: QtBot, house: House, actor: Actor, language: str = "zh_TW") -> BedsideConsole:
    """The whole console with ``actor`` at it."""
    preferences = Preferences(language=language)
    console = open_console(qtbot, house.bedside, actor, preferences, screens=SCREENS, chart=chart_parts())
    console.window.resize(1440, 900)
    return console


def typed_form(qtbot: QtBot, console: BedsideConsole, form: DraftForm) -> TypedForm:
    """Once it can be filled in."""
    qtbot.waitUntil(lambda: form.form.isEnabled() and form.isVisible())
    console.settle(qtbot)
    return TypedForm(qtbot, console, form)


def modal(qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    """The window that has opened."""
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    found.activateWindow()
    qtbot.waitUntil(found.isActiveWindow)
    return found


def referral(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    console.alt(qtbot, Key.Key_9)
    console.settle(qtbot)
    console.alt(qtbot, Key.Key_F5)
    return typed_form(qtbot, console, console.screen("referrals", ReferralsScreen).form.form)


def intake_screen(qtbot: QtBot, console: BedsideConsole, referral_id: ReferralId) -> IntakeScreen:
    console.frame.navigate("intake", referral_id)
    screen = console.screen("intake", IntakeScreen)
    qtbot.waitUntil(lambda: screen.presenter.live is not None)
    console.settle(qtbot)
    return screen


def answers(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    screen = intake_screen(qtbot, console, house.asked)
    screen.index.setFocus()
    assert screen.index.choose("case")
    console.press(qtbot, Key.Key_Return)
    return typed_form(qtbot, console, screen.answers.form)


def consent(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    screen = intake_screen(qtbot, console, house.asked)
    console.alt(qtbot, Key.Key_F7)
    return typed_form(qtbot, console, screen.consents.form)


def decision(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    screen = intake_screen(qtbot, console, house.asked)
    console.alt(qtbot, Key.Key_F8)
    return typed_form(qtbot, console, screen.decision.form)


def admission(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    screen = intake_screen(qtbot, console, house.decided)
    console.alt(qtbot, Key.Key_F9)
    return typed_form(qtbot, console, screen.admission.form)


def patient_tab(qtbot: QtBot, console: BedsideConsole, where: str) -> None:
    console.frame.navigate("patient", where)
    for _ in range(3):
        console.settle(qtbot)


def order(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    patient_tab(qtbot, console, f"{LIN}#medication")
    console.alt(qtbot, Key.Key_F10)
    form = modal(qtbot, OrderForm)
    assert isinstance(form, OrderForm)
    return typed_form(qtbot, console, form.form)


def note(qtbot: QtBot, console: BedsideConsole, house: House, key: Key = Key.Key_F5) -> TypedForm:
    patient_tab(qtbot, console, f"{CHEN}#notes")
    tab = tab_of(console, NotesTab)
    assert isinstance(tab, NotesTab)
    console.alt(qtbot, key)
    return typed_form(qtbot, console, tab.form)


def correction(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    return note(qtbot, console, house, Key.Key_F10)


def round_screen(qtbot: QtBot, console: BedsideConsole) -> RoundScreen:
    console.frame.navigate("round", CHEN)
    screen = console.screen("round", RoundScreen)
    qtbot.waitUntil(lambda: screen.presenter.sight is not None and screen.presenter.sight.patient_id == CHEN)
    console.settle(qtbot)
    return screen


def round_note(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    screen = round_screen(qtbot, console)
    console.press(qtbot, Key.Key_D, CTRL)
    return typed_form(qtbot, console, screen.page.decision.form)


def contact(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    round_screen(qtbot, console)
    console.alt(qtbot, Key.Key_F5)
    form = modal(qtbot, ContactForm)
    assert isinstance(form, ContactForm)
    return typed_form(qtbot, console, form.form)


def on_referral_tab(key: Key) -> Callable[[QtBot, BedsideConsole, House], TypedForm]:
    """The window that a key of the tab 轉介 opens."""

    def opened(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
        patient_tab(qtbot, console, f"{CHEN}#referral")
        tab = tab_of(console, ReferralTab)
        assert isinstance(tab, ReferralTab)
        qtbot.waitUntil(lambda: tab.presenter.read is not None)
        console.settle(qtbot)
        console.alt(qtbot, key)
        dialog = modal(qtbot, DraftDialog)
        assert isinstance(dialog, DraftDialog)
        return typed_form(qtbot, console, dialog.form)

    return opened


def handover_field(qtbot: QtBot, console: BedsideConsole, house: House) -> TypedForm:
    console.alt(qtbot, Key.Key_8)
    screen = console.screen("handover", HandoverScreen)
    qtbot.waitUntil(lambda: screen.presenter.page is not None)
    screen.show_entity(CHEN_STAY)
    qtbot.waitUntil(lambda: screen.presenter.page is not None and screen.presenter.page.editable)
    console.settle(qtbot)
    screen.fields.setFocus()
    assert screen.fields.choose(IsbarField.WHY_NOW)
    console.press(qtbot, Key.Key_Return)
    dialog = modal(qtbot, DraftDialog)
    assert isinstance(dialog, DraftDialog)
    return typed_form(qtbot, console, dialog.form)


Opener = Callable[[QtBot, BedsideConsole, House], TypedForm]


@dataclass(frozen=True)
class Kept:
    """A form by its name: who writes, who else could, how it is opened, and what is typed, valid or not."""

    name: str
    open: Opener
    fields: Mapping[str, str]
    writer: Actor = NURSE
    other: Actor | None = OTHER


MINE_ALONE = None
"""A form only its owner can open: nobody else has a way to it."""
KEPT = (
    Kept("referral", referral, {"name": "林 😀 𠮷", "birth_date": "民國３０年", "weight_kg": "７００"}),
    Kept("answers", answers, {"summary": "喘 😮‍💨\n第二行", "weight_kg": "abc"}),
    Kept("consent", consent, {"signer_name": "吳大明 𠮷", "signed_at": "昨天"}),
    Kept("decision", decision, {"reason": "家屬再想想 🤔"}),
    Kept("admission", admission, {"begins_at": "明天早上"}, PHYSICIAN, SECOND),
    Kept("order", order, {"kind": "iv_dose", "note": "慢滴 🩸"}, PHYSICIAN, SECOND),
    Kept("note", note, {"subjective": "咳嗽減少 😀\n𠮷", "plan": "續用"}),
    Kept("correction", correction, {"reason": "左右寫反", "plan": "停用"}, NURSE, MINE_ALONE),
    Kept("round note", round_note, {"plan": "續用，明日再看 🙂"}, PHYSICIAN, SECOND),
    Kept("contact", contact, {"note": "女兒接聽 📞", "started_at": "下午"}, PHYSICIAN, SECOND),
    Kept("closure", on_referral_tab(Key.Key_F11), {"summary.follow-up": "一週後門診 😀"}, PHYSICIAN, SECOND),
    Kept("care referral", on_referral_tab(Key.Key_F5), {"unit": "示範長照中心", "needs": "協助沐浴 🛁"}),
    Kept("medical referral", on_referral_tab(Key.Key_F7), {"history": "肺炎第 3 天 😷", "valid_until": "一月"},
         PHYSICIAN, SECOND),
    Kept("handover field", handover_field, {"words": "需要氧氣 😀"}, NURSE, MINE_ALONE),
)  # fmt: skip
