"""A prescription as a document: whose, what, the square and its code, until when."""

from datetime import datetime
from html import escape

from hah_console.services.dispensary import PrescriptionRow
from hah_console.ui.i18n import Texts
from hah_console.ui.prescriptions.qr_code import png_of
from hah_console.ui.prescriptions.rx_words import ToLocal, code_words, line_words, state_words

PAPER_SQUARE_PX = 190


def prescription_html(texts: Texts, local: ToLocal, row: PrescriptionRow, now: datetime) -> str:
    """One page; without the square once the code was used."""
    one, person = row.prescription, row.identity
    born, number = person.birth_date.isoformat(), person.record_number
    who = texts("rx.who", name=person.name, born=born, number=number)
    lines = "".join(f"<li>{escape(line_words(texts, line))}</li>" for line in row.lines)
    issued = texts("rx.issued", at=f"{local(one.issued_at):%Y-%m-%d %H:%M}", who=row.issued_by)
    until = texts("rx.valid_until", at=f"{local(one.valid_until):%Y-%m-%d %H:%M}")
    parts = [
        f"<h2>{escape(texts('rx.paper_title'))}</h2>",
        f"<p><b>{escape(who)}</b></p>",
        f"<p>{escape(_allergies(texts, row))}</p>",
        f"<p>{escape(texts('rx.number', number=one.prescription_id))}　{escape(issued)}</p>",
        f"<ul>{lines}</ul>",
        f"<p>{escape(until)}</p>",
        _square(texts, one.qr_text(), one.code) or f"<p><b>{escape(state_words(texts, one, now))}</b></p>",
        f"<p>{escape(texts('rx.once'))}</p>",
    ]
    return "".join(parts)


def _allergies(texts: Texts, row: PrescriptionRow) -> str:
    person = row.identity
    state = texts.word("words.allergy_state", person.allergy_state)
    return (
        texts("orders.allergy", state=state, what=texts("rx.comma").join(person.allergies))
        if person.allergies
        else state
    )


def _square(texts: Texts, text: str, code: str) -> str:
    if not text:
        return ""
    picture = f'<img src="{png_of(text)}" width="{PAPER_SQUARE_PX}" height="{PAPER_SQUARE_PX}">'
    return f"<p>{picture}</p><p><b>{escape(texts('rx.code', code=code_words(code)))}</b></p>"
