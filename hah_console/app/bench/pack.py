"""``bench pack``: how long the pre-arrival pack of a transfer takes on paper, typeface loaded."""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from math import sin

from hah_console.app.bench.row import BenchRow, at_most, slowness
from hah_console.domain.closing.isbar import FIELDS
from hah_console.domain.ids import HospitalId, TransferId, UserId
from hah_console.domain.reading import Vital
from hah_console.domain.transfer_pack import PackContent, PackItem, PackPart, PackSeries, TransferPack

RUNS, TARGET_S = 20, 1.0
DRUGS, BINS, BIN_MS = 12, 96, 900_000
_NOW = datetime(2026, 11, 23, 3, 12, tzinfo=UTC)


def rows() -> Iterator[BenchRow]:
    """The middle and the slowest of twenty papers with every field, twelve drugs and six vitals."""
    taken = sorted(_taken_s())
    slow = slowness()
    note = f"{RUNS} packs, {DRUGS} drugs, {len(Vital)} vitals"
    yield at_most("pack: PDF of a transfer, p50", statistics.median(taken), "s", TARGET_S, slow=slow, note=note)
    yield at_most("pack: PDF of a transfer, slowest", taken[-1], "s", TARGET_S, slow=slow)


def _taken_s() -> Iterator[float]:
    from hah_console.adapters.documents.pdf_pack import pack_pdf
    from hah_console.adapters.documents.pdf_style import load_ink, use_fonts
    from hah_console.adapters.rulepacks.loader import load_rule_packs
    from hah_console.app.channel.pack_words import PackWords
    from hah_console.app.resources import resource_path
    from hah_console.ui.i18n import Texts

    use_fonts(resource_path("fonts"))
    ink, texts = load_ink(resource_path("themes", "light.json")), Texts()
    words = PackWords(texts, load_rule_packs(resource_path("rulepacks")), lambda moment: moment, {"H-1": "示範醫院"})
    for number in range(RUNS):
        pack = _pack(number + 1)
        began_s = time.perf_counter()
        pack_pdf(words.sheet(pack), (texts("pack.signatures"),), ink)
        yield time.perf_counter() - began_s


def _pack(number: int) -> TransferPack:
    content = _content()
    issued, by = _NOW + timedelta(minutes=number), UserId("U-1")
    digest, transfer = content.digest(), TransferId("TR-0123456789ab")
    return TransferPack(f"PK-{number}", transfer, number, HospitalId("H-1"), issued, by, content, digest)


def _content() -> PackContent:
    told = (
        PackItem(PackPart(part.value), field.value, ("血氧下降，氧氣後未改善",), _NOW)
        for part, fields in FIELDS.items()
        for field in fields
        if field.value not in {"allergies", "code_status", "cultures", "stay", "next_dose", "next_visit"}
    )
    own = (
        PackItem(PackPart.BACKGROUND, "allergies", ("known", "盤尼西林（皮疹）")),
        PackItem(PackPart.BACKGROUND, "code_status", ("full",)),
        PackItem(PackPart.REFERRAL, "issued_on", ("2026-11-23",)),
    )
    return PackContent((*told, *own, *(_drug(number) for number in range(DRUGS))), tuple(map(_series, Vital)))


def _drug(number: int) -> PackItem:
    given = _NOW.isoformat()
    values = ("drug:ceftriaxone", "amount:2 g", "route:iv", "every_hours:24", f"last:{given}", f"next:{given}")
    return PackItem(PackPart.MEDICATION, f"O-{number}", values, _NOW)


def _series(vital: Vital) -> PackSeries:
    start = round(_NOW.timestamp() * 1000) - BINS * BIN_MS
    points = ((start + n * BIN_MS, 90 + 5 * sin(n / 9), 93 + 5 * sin(n / 9)) for n in range(BINS))
    return PackSeries(vital, tuple(points))
