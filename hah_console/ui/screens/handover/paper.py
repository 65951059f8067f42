"""The handover on paper: one page a patient, or a compact list; black on white, with who signed and when; no Qt."""

from collections.abc import Callable, Iterator
from datetime import datetime
from enum import StrEnum
from html import escape

from hah_console.domain.closing.isbar import IsbarField
from hah_console.services.handover_page import HandoverPage
from hah_console.ui.closing.isbar_text import FieldLine, field_lines, unsaid_names
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.handover.carried_text import carried_lines
from hah_console.ui.wording import near_clock

ToLocal = Callable[[datetime], datetime]


class Layout(StrEnum):
    """How it is set."""

    PAGES = "pages"
    COMPACT = "compact"


COMPACT_FIELDS = frozenset({
    IsbarField.WHY_NOW, IsbarField.NEWS2, IsbarField.ALARMS, IsbarField.STAY, IsbarField.ALLERGIES,
    IsbarField.CODE_STATUS, IsbarField.VITALS, IsbarField.RISK, IsbarField.ASKED, IsbarField.NEXT_DOSE,
    IsbarField.NEXT_VISIT,
})  # fmt: skip
"""What the compact list keeps; everything unsaid is named in both."""
_STYLE = (
    "body { font-size: 8.5pt; } h2 { font-size: 13pt; } td { padding: 0px 5px; vertical-align: top; }"
    " .name { font-size: 8pt; } .letter { font-weight: bold; } .small { font-size: 8pt; }"
)


def handover_html(
    texts: Texts, local: ToLocal, pages: tuple[HandoverPage, ...], layout: Layout, printed_by: str, now: datetime
) -> str:
    """The document; a page break stands between patients unless it is compact."""
    head = escape(texts("handover.paper.head", by=printed_by, at=f"{local(now):%Y-%m-%d %H:%M}"))
    parts = [f"<p class='small'>{head}</p>"]
    for place, page in enumerate(pages):
        turn = " style='page-break-before: always'" if place and layout is Layout.PAGES else ""
        parts.append(f"<div{turn}>{_patient(texts, local, page, layout, now)}</div>")
    return f"<html><head><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>"


def _patient(texts: Texts, local: ToLocal, page: HandoverPage, layout: Layout, now: datetime) -> str:
    who = page.identity
    title = texts("handover.title_of", name=who.name, born=who.birth_date.isoformat(), number=who.record_number)
    lines = field_lines(texts, local, page.isbar, now)
    if layout is Layout.COMPACT:
        lines = tuple(line for line in lines if line.key in COMPACT_FIELDS and not line.missing)
    rows = "".join(_row(line) for line in lines)
    unsaid = unsaid_names(texts, page.isbar)
    named = texts("handover.paper.unsaid", fields=unsaid) if unsaid else texts("handover.paper.whole")
    carried = "".join(f"<li>{escape(line)}</li>" for line in _carried(texts, local, page, now))
    heading = escape(texts("handover.paper.carried"))
    return (
        f"<h2>{escape(title)}</h2><p class='small'>{escape(_signatures(texts, local, page, now))}</p>"
        f"<table width='100%'>{rows}</table><p><b>{escape(named)}</b></p>"
        f"<p><b>{heading}</b></p><ul>{carried or '<li>' + escape(texts('handover.none')) + '</li>'}</ul>"
    )


def _row(line: FieldLine) -> str:
    shown = f"<b>{escape(line.text)}</b>" if line.missing else escape(line.text)
    detail = f" <span class='small'>{escape(line.detail)}</span>" if line.detail else ""
    return (
        f"<tr><td width='4%' class='letter'>{line.letter}</td><td width='20%' class='name'>{escape(line.name)}</td>"
        f"<td>{shown}{detail}</td></tr>"
    )


def _carried(texts: Texts, local: ToLocal, page: HandoverPage, now: datetime) -> Iterator[str]:
    for line in carried_lines(texts, local, page.carried, now):
        yield texts("handover.field_spoken", name=line.kind, text=line.text, detail=line.detail)


def _signatures(texts: Texts, local: ToLocal, page: HandoverPage, now: datetime) -> str:
    """Who gave, who took or refused, each with a time; that nobody has signed yet where it is so."""
    today = local(now).date()
    if page.given_at is None:
        return texts("handover.paper.not_signed")
    given = texts(
        "handover.paper.given", giver=page.giver, receiver=page.receiver, at=near_clock(local(page.given_at), today)
    )
    if page.answered_at is None:
        return f"{given} · {texts('handover.paper.not_answered')}"
    state = texts.word("handover.paper.answer", page.item_state)
    return f"{given} · {state} {near_clock(local(page.answered_at), today)} {page.reason}".rstrip()


# i18n: handover.paper.answer.*
