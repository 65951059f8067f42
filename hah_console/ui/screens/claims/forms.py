"""The forms of the claims screen: a visit, its times put right, and what became of a card; no Qt."""

from collections.abc import Callable, Mapping
from datetime import datetime

from hah_console.domain.claims.rules import Indication
from hah_console.domain.claims.visit_record import VisitMode, VisitRecord
from hah_console.services.claim_board import ClaimBoard
from hah_console.ui.forms.spec import FieldSpec, FormSpec, Kind, Option, SectionSpec, options_of
from hah_console.ui.i18n import Texts

# i18n: claims.mode.* claims.indication.* words.profession.*
VISIT, TIMES, TAKEN, REFUSED = "claims.visit", "claims.times", "claims.taken", "claims.refused_card"
PATTERN = "%Y-%m-%d %H:%M"
_ARRIVED = FieldSpec("arrived_at", "claims.field.arrived_at", Kind.MOMENT, needed=True)


def visit_spec(board: ClaimBoard, texts: Texts) -> FormSpec:
    """A visit that was made: who, with whom, from when to when."""
    language = texts.language
    cases = tuple(
        Option(one.episode_id, {language: f"{board.names[one.patient_id]}　{board.numbers[one.patient_id]}"})
        for one in sorted(board.in_care, key=lambda one: board.names[one.patient_id])
    )
    team = tuple(
        Option(key, {language: f"{one.name}　{texts.word('words.profession', one.profession)}"})
        for key, one in sorted(board.staff.items())
    )
    visit = (
        FieldSpec("episode", "claims.field.episode", Kind.CHOICE, cases, needed=True),
        FieldSpec("staff", "claims.field.staff", Kind.CHOICE, team, needed=True),
        _ARRIVED,
        FieldSpec("left_at", "claims.field.left_at", Kind.MOMENT, hint="claims.hint.left_at"),
        FieldSpec("mode", "claims.field.mode", Kind.CHOICE, options_of("claims.mode", VisitMode), needed=True),
        FieldSpec("card_read", "claims.field.card_read", Kind.CHECK),
    )
    emergency = (
        FieldSpec("indication", "claims.field.indication", Kind.CHOICE, options_of("claims.indication", Indication)),
        FieldSpec("assessed_by", "claims.field.assessed_by", Kind.CHOICE, team),
        FieldSpec("assessed_at", "claims.field.assessed_at", Kind.MOMENT),
        FieldSpec("standing_order", "claims.field.standing_order", Kind.CHECK),
    )
    return FormSpec(
        VISIT,
        (
            SectionSpec("visit", "claims.section.visit", visit, "claims.section.visit_hint", columns=2),
            SectionSpec("emergency", "claims.section.emergency", emergency, "claims.section.emergency_hint", columns=2),
        ),
    )


def times_spec() -> FormSpec:
    """Times put right by name, with the reason."""
    fields = (
        _ARRIVED,
        FieldSpec("left_at", "claims.field.left_at", Kind.MOMENT, needed=True),
        FieldSpec("reason", "claims.field.reason", needed=True, wide=True),
    )
    return FormSpec(TIMES, (SectionSpec("times", "claims.section.times", fields, "claims.section.times_hint", 2),))


def taken_spec() -> FormSpec:
    """The payer took the card data."""
    fields = (FieldSpec("receipt", "claims.field.receipt", needed=True),)
    return FormSpec(TAKEN, (SectionSpec("taken", "claims.section.taken", fields, "claims.section.taken_hint"),))


def refused_spec() -> FormSpec:
    """The payer refused the card data."""
    fields = (FieldSpec("failure", "claims.field.failure", needed=True, hint="claims.hint.failure"),)
    return FormSpec(REFUSED, (SectionSpec("refused", "claims.section.refused", fields, "claims.section.refused_hint"),))


def times_of(visit: VisitRecord, local: Callable[[datetime], datetime]) -> Mapping[str, str]:
    """The times as they stand, to be put right."""
    moments = {"arrived_at": visit.arrived_at, "left_at": visit.left_at}
    return {name: f"{local(at):{PATTERN}}" for name, at in moments.items() if at is not None}
