"""PDF, iCalendar and GPX of real routes: what stands in them, in both languages, and what must not."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import gpxpy
import pypdfium2 as pdfium
import pytest
from helpers.command_line import Command
from helpers.papers import FILES, Papers
from icalendar import Calendar

from hah_console.adapters.documents.route_calendar import uid_of
from hah_console.adapters.documents.route_words import RouteWords
from hah_console.domain.patient import AllergyState, masked_name
from hah_console.domain.route_paper import RoutePaper
from hah_console.ui.i18n import LANGUAGES, Texts


def pages_of(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(BytesIO(content))
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def joined(content: bytes) -> str:
    return "".join(pages_of(content)).replace("\n", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_stand_in_order_and_every_dose_with_route_and_rate(papers: Papers, language: str) -> None:
    paper, texts = papers.longest, Texts(language)
    words, text = RouteWords(paper, texts), joined(FILES.pdf(paper, texts))
    places = [
        text.index(f"{stop.order}　{words.span(stop.start, stop.departure)}　{stop.person.name}")
        for stop in paper.stops
    ]
    assert places == sorted(places)
    for stop in paper.stops:
        assert stop.person.home.address.replace(" ", "") in text.replace(" ", "")
        assert stop.person.contact_phone in text
        for dose in stop.doses:
            assert words.dose(dose).replace(" ", "") in text.replace(" ", "")
            assert f"{dose.drug} {dose.medication.amount}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_names_the_version_and_that_it_may_be_superseded(papers: Papers, language: str) -> None:
    paper, texts = papers.longest, Texts(language)
    pages = pages_of(FILES.pdf(paper, texts))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert RouteWords(paper, texts).version() in page
        assert texts("route_paper.superseded") in page.replace("\n", "")
        assert texts("route_paper.page", page=number, pages=len(pages)) in page
    assert "119" in pages[0]


def test_typefaces_are_embedded_and_nothing_of_another_worker_is_inside(papers: Papers) -> None:
    paper = papers.longest
    content = FILES.pdf(paper, Texts("zh_TW"))
    assert content.count(b"/FontFile2") >= 2
    assert b"/Helvetica" not in content
    text, own = joined(content), {stop.person.name for stop in paper.stops}
    others = {stop.person.name for other in papers.all for stop in other.stops} - own
    assert len(others) > 20
    assert not [name for name in others if name in text]


def test_an_allergy_that_is_not_recorded_is_said(papers: Papers) -> None:
    first, *rest = papers.longest.stops
    person = replace(first.person, allergy_state=AllergyState.NOT_RECORDED, allergies=(), precautions=())
    paper = replace(papers.longest, stops=(replace(first, person=person), *rest))
    text = joined(FILES.pdf(paper, Texts("zh_TW")))
    assert "過敏未記錄" in text
    assert "隔離措施：未登錄" in text
    known = replace(person, allergy_state=AllergyState.KNOWN, allergies=("盤尼西林", "碘顯影劑"))
    paper = replace(paper, stops=(replace(first, person=known), *rest))
    assert "過敏：盤尼西林、碘顯影劑" in joined(FILES.pdf(paper, Texts("zh_TW")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visit_withdrawn_since_says_not_to_go(papers: Papers, language: str) -> None:
    first, *rest = papers.longest.stops
    paper = replace(papers.longest, stops=(replace(first, withdrawn=True), *rest))
    texts = Texts(language)
    assert texts("route_paper.withdrawn") in joined(FILES.pdf(paper, texts))


def test_an_overlong_address_twenty_stops_and_a_rare_name_lose_nothing(papers: Papers) -> None:
    model = papers.longest.stops[0]
    address = (
        "新竹市東區光鎮里示意路一段 123 巷 45 弄 6 號 7 樓之 8（社區後門進入，" + "請按對講機 B 棟" * 60 + "）終點"
    )
    home = replace(model.person.home, address=address)
    stops = tuple(
        replace(model, order=n, person=replace(model.person, name=f"測試{n:02}", home=home)) for n in range(1, 21)
    )
    texts = Texts("zh_TW")
    text = joined(FILES.pdf(replace(papers.longest, stops=stops), texts))
    assert all(f"測試{n:02}" in text for n in range(1, 21))
    assert text.replace(" ", "").count("請按對講機B棟") == 60 * 20
    assert text.count("）終點") == 20


def test_a_paper_without_stops_says_so_and_draws_no_map(papers: Papers) -> None:
    empty = next(paper for paper in papers.all if not paper.stops)
    for language in LANGUAGES:
        texts = Texts(language)
        pages = pages_of(FILES.pdf(empty, texts))
        assert len(pages) == 1
        assert texts("route_paper.no_stops") in pages[0]
        assert texts("route_paper.map_legend", base=texts("route_paper.base")[:1]) not in pages[0]


def test_the_map_draws_the_way_and_says_whose_it_is(papers: Papers) -> None:
    paper = papers.longest
    content = FILES.pdf(paper, Texts("zh_TW"))
    assert paper.map.attribution
    assert paper.map.attribution in joined(content)
    document = pdfium.PdfDocument(BytesIO(content))
    picture = document[0].render(scale=1).to_numpy()
    document.close()
    blue = (picture[:, :, 0].astype(int) - picture[:, :, 2]) if picture.shape[2] >= 3 else picture[:, :, 0]
    assert (abs(blue) > 80).sum() > 200, "the way is drawn in the accent"


def test_a_delivery_needs_neither_allergies_nor_date_of_birth(papers: Papers) -> None:
    courier = max((p for p in papers.all if p.staff_id.startswith("C-")), key=lambda p: len(p.stops))
    text = joined(FILES.pdf(courier, Texts("zh_TW")))
    assert courier.stops
    assert "過敏" not in text
    assert not [stop for stop in courier.stops if stop.person.birth_date.isoformat() in text]


def test_an_event_keeps_its_uid_and_counts_up_with_the_plan(papers: Papers) -> None:
    paper, texts = papers.longest, Texts("zh_TW")
    later = replace(paper, number=4, printed_at=datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
    found = [Calendar.from_ical(FILES.calendar(one, texts)) for one in (paper, later)]
    events = [list(calendar.walk("VEVENT")) for calendar in found]
    assert [e["UID"] for e in events[0]] == [e["UID"] for e in events[1]] == [uid_of(paper, s) for s in paper.stops]
    assert len({str(e["UID"]) for e in events[0]}) == len(paper.stops)
    assert ({int(e["SEQUENCE"]) for e in events[0]}, {int(e["SEQUENCE"]) for e in events[1]}) == ({1}, {4})
    for event, stop in zip(events[0], paper.stops, strict=True):
        assert event.decoded("DTSTART") == stop.start
        assert event["DTSTART"].params["TZID"] == "Asia/Taipei"
        assert event["LOCATION"] == stop.person.home.address
    assert found[0].walk("VTIMEZONE")


def test_calendar_and_track_hold_no_full_name_and_no_treatment(papers: Papers) -> None:
    for paper in papers.all:
        for content in (FILES.calendar(paper, Texts("zh_TW")), FILES.track(paper, Texts("zh_TW"))):
            text = content.decode().replace("\r\n ", "")
            assert not [stop for stop in paper.stops if stop.person.name in text]
            assert not [dose for stop in paper.stops for dose in stop.doses if dose.drug in text]
            assert "過敏" not in text


def test_the_track_is_gpx_with_a_waypoint_for_each_stop_and_a_segment_for_each_leg(papers: Papers) -> None:
    paper: RoutePaper = papers.longest
    content = FILES.track(paper, Texts("en"))
    assert ElementTree.fromstring(content).tag == "{http://www.topografix.com/GPX/1/1}gpx"
    gpx = gpxpy.parse(content.decode())
    assert [w.name for w in gpx.waypoints] == [f"{s.order} {masked_name(s.person.name)}" for s in paper.stops]
    assert len(gpx.tracks[0].segments) == len(paper.stops) + len(paper.halts) + 1
    assert (gpx.routes[0].points[0].latitude, gpx.routes[0].points[-1].latitude) == (paper.map.base.lat,) * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_couriers_paper_says_when_to_load_and_for_whom_and_the_track_leads_by_the_store(
    papers: Papers, language: str
) -> None:
    texts = Texts(language)
    paper = next(one for one in papers.all if one.halts)
    words, text = RouteWords(paper, texts), joined(FILES.pdf(paper, texts)).replace(" ", "")
    for halt in paper.halts:
        assert words.halt(halt).replace(" ", "") in text
        assert set(halt.names) <= {stop.person.name for stop in paper.stops}
    gpx = gpxpy.parse(FILES.track(paper, texts).decode())
    assert len(gpx.routes[0].points) == len(paper.stops) + len(paper.halts) + 2
    halts = {texts.word("route_paper.halt", halt.kind) for halt in paper.halts}
    assert halts <= {point.name for point in gpx.routes[0].points}
    told = [halt for stop in (*paper.stops, None) for halt in paper.halts_before(stop)]
    assert tuple(told) == paper.halts


def test_the_command_writes_three_files_for_each_worker(published_file: Path, tmp_path: Path, command: Command) -> None:
    out, database = tmp_path / "out", f"sqlite:///{published_file}"
    common = ("--out", str(out), "--database", database, "--home", str(tmp_path), "--lang", "en", "--json")
    done = command("routes", "export", "--day", "2026-11-23", "--worker", "N-03", *common)
    assert done.status == 0
    assert sorted(path.name for path in out.iterdir()) == [f"route-2026-11-23-N-03.{x}" for x in ("gpx", "ics", "pdf")]
    assert (out / "route-2026-11-23-N-03.pdf").read_bytes().startswith(b"%PDF")
    (paper,) = done.report["papers"]  # type: ignore[misc]
    assert paper["staff_id"] == "N-03"
    assert command("routes", "export", "--day", "tomorrow", *common).status == 2
    absent = command("routes", "export", "--day", "2026-11-25", *common)
    assert (absent.status, absent.report["ok"]) == (1, False)
    assert "2026-11-25" in absent.err
