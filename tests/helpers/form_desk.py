"""A form with one field of each kind, over a real store."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pytestqt.qtbot import QtBot

from hah_console.domain.actor import Actor
from hah_console.domain.draft import Draft
from hah_console.domain.patient import Sex
from hah_console.services.drafts import read_draft
from hah_console.ui.forms.draft_form import DraftForm
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, SectionSpec, Side, options_of
from hah_console.ui.screen import Desk
from helpers.bedside import NURSE, Bedside

SUBJECT = "R-1"
STORED = {"name": "陳麗美", "sex": "female", "item.fever": "yes"}


def spec() -> FormSpec:
    """One field of each kind, in two sections; the words are those of the rule packs' way."""
    person = (
        FieldSpec("name", {"en": "Name", "zh_TW": "姓名"}, needed=True),
        FieldSpec("birth_date", {"en": "Born", "zh_TW": "出生日期"}, Kind.DATE, hint="forms.pattern.date"),
        FieldSpec("sex", {"en": "Sex", "zh_TW": "性別"}, Kind.CHOICE, options_of("words.sex", Sex)),
        FieldSpec("weight_kg", {"en": "Weight", "zh_TW": "體重"}, Kind.NUMBER, unit={"en": "kg", "zh_TW": "公斤"}),
    )
    case = (
        FieldSpec("item.fever", {"en": "Fever above 38 °C", "zh_TW": "體溫高於 38 °C"}, Kind.ANSWER, side=Side.LEFT),
        FieldSpec("item.falls", {"en": "Fell last week", "zh_TW": "上週曾跌倒"}, Kind.ANSWER, side=Side.LEFT),
        FieldSpec("note", {"en": "Note", "zh_TW": "備註"}, Kind.NOTE),
        FieldSpec("signed_at", {"en": "Signed", "zh_TW": "簽署時間"}, Kind.MOMENT),
        FieldSpec("copy", {"en": "The family has a copy", "zh_TW": "家屬已取得副本"}, Kind.CHECK),
    )
    return FormSpec(
        "sample",
        (
            SectionSpec("person", {"en": "Person", "zh_TW": "個人資料"}, person, columns=2),
            SectionSpec("case", {"en": "Case", "zh_TW": "個案"}, case, {"en": "As told", "zh_TW": "依轉介內容"}),
        ),
    )


@dataclass
class Sample:
    """A form in sight with the desk and the store below it."""

    desk: Desk
    form: DraftForm
    bedside: Bedside
    asked: list[dict[str, str]] = field(default_factory=list)

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: self.desk.tasks.idle)

    def stored(self, subject: str = SUBJECT, actor: Actor = NURSE) -> Draft | None:
        return read_draft(self.bedside.ctx, actor, "sample", subject)

    def error(self, name: str) -> str:
        return self.form.form.rows[name].error.text()


OpenForm = Callable[..., Sample]
