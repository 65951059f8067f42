"""A worker's route as iCalendar (RFC 5545): one event a stop, the same UID in every version of the plan.

Calendars copy themselves to other machines, so events hold no full name and nothing of illness or treatment.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vText

from hah_console.adapters.documents.route_words import PARTS, RouteWords
from hah_console.domain.patient import masked_name
from hah_console.domain.route_paper import PaperStop, RoutePaper
from hah_console.services.paper_ports import Words

PRODUCT = "-//hospital-at-home console//routes//EN"


def route_calendar(paper: RoutePaper, texts: Words) -> bytes:
    """The calendar with its time zone; SEQUENCE is the number of the plan."""
    words = RouteWords(paper, texts)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", texts("route_paper.file_title", name=paper.name, day=paper.day.isoformat()))
    for stop in paper.stops:
        calendar.add_component(_event(words, stop))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def uid_of(paper: RoutePaper, stop: PaperStop) -> str:
    """The same for the same visit, whatever plan it stands in."""
    return f"{stop.visit_id}@{paper.site_id}.hah"


def _event(words: RouteWords, stop: PaperStop) -> Event:
    paper, event = words.paper, Event()
    event.add("uid", uid_of(paper, stop))
    event.add("sequence", paper.number)
    event.add("dtstamp", paper.printed_at)
    event.add("dtstart", _local(paper, stop.start))
    event.add("dtend", _local(paper, stop.departure))
    event.add("summary", f"{stop.order} {masked_name(stop.person.name)} {words.kind(stop)}")
    event.add("location", stop.person.home.address)
    event.add("geo", (stop.person.home.lat, stop.person.home.lon))
    event.add("status", "CANCELLED" if stop.withdrawn else "CONFIRMED")
    event.add("class", vText("PRIVATE"))
    event.add("description", PARTS.join(part for part in (words.window(stop), words.version()) if part))
    return event


def _local(paper: RoutePaper, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(paper.zone))
