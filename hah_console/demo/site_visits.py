"""The visits of the demo site from admission to yesterday: every day a nurse, a physician by turns."""

from collections.abc import Iterator, Sequence
from random import Random

from hah_console.demo.site_cases import Case
from hah_console.demo.site_team import Record

EVENING = 19 * 60 + 20
FORGOTTEN = 7
"""Of every so many cases one has a visit whose arrival nobody noted."""
WAITING = 9
UNENROLLED = 31
"""The case nobody has entered into the payer's system."""
DIAGNOSES = {
    "pneumonia": ("J18.9", "J15.9", "J69.0"),
    "uti": ("N39.0", "N10", "N30.00"),
    "soft_tissue": ("L03.115", "L03.116", "A46"),
}


def diagnosis_of(case: Case) -> str:
    """An ICD-10-CM code that fits the condition."""
    codes = DIAGNOSES[case.condition]
    return codes[case.number % len(codes)]


def is_enrolled(case: Case) -> bool:
    """Whether the payer's system has the admission: all but those of today, some of yesterday, and one forgotten."""
    if case.day_number <= 2:
        return case.day_number == 2 and case.number % 3 != 0
    return case.number != UNENROLLED


def visit_rows(cases: Sequence[Case], episodes: Sequence[Record], random: Random) -> list[Record]:
    """visits.csv."""
    rows = [row for case in cases for row in _of_case(case, random)]
    rows += [
        _first(case, episode, random) for case, episode in zip(cases, episodes, strict=True) if case.day_number > 1
    ]
    return [{"visit_id": f"V{place:04}", **row, **_card(place, row)} for place, row in enumerate(rows, 1)]


def _of_case(case: Case, random: Random) -> Iterator[Record]:
    for day in range(2 - case.day_number, 0):
        start = case.dose_minutes + random.randint(-25, 25)
        row = _visit(case, case.owner, day, start, case.treatment.minutes + random.randint(-3, 14))
        if case.number % FORGOTTEN == 0 and day == -1:
            row["arrived"] = ""
        yield row
    yield from _physician(case, random)


def _first(case: Case, episode: Record, random: Random) -> Record:
    """Within the hour after the admission a nurse brings the kit and gives what is due."""
    hours, minutes = map(int, str(episode["admitted_time"]).split(":"))
    begun = 60 * hours + minutes + random.randint(10, 55)
    return _visit(case, case.owner, 1 - case.day_number, begun, random.randint(35, 70))


def _physician(case: Case, random: Random) -> Iterator[Record]:
    first = 2 - case.day_number + random.randint(0, 1)
    for day in range(2 - case.day_number, 0):
        start = random.randint(9 * 60, 16 * 60)
        mode = "in-person" if day == first else "video"
        yield {**_visit(case, case.physician, day, start, random.randint(8, 25)), "mode": mode}
    if case.number % 11 == 3 and case.day_number > 2:
        called = {"indication": "fever", "assessed_by": case.physician, "assessed": _written(EVENING - 35)}
        yield {**_visit(case, case.owner, -2, EVENING, 45), **called}


def _visit(case: Case, staff_id: str, day: int, start: int, minutes: int) -> Record:
    return {
        "episode_id": case.episode_id, "staff_id": staff_id, "day": day, "arrived": _written(start),
        "left": _written(start + minutes), "mode": "in-person", "indication": "", "assessed_by": "", "assessed": "",
        "standing_order": "no",
    }  # fmt: skip


def _card(place: int, row: Record) -> Record:
    """Most cards were taken; some of yesterday wait."""
    waits = row["mode"] != "in-person" or (row["day"] == -1 and place % WAITING == 0)
    return {"receipt": "" if waits else f"DEMO-{place:06}"}


def _written(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
