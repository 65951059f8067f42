"""The board read from a real store: everything once, then only what was touched."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.ward import NOW, RULES, SILENT, Ward, an_alarm, make_template, open_ward

from hah_console.domain.alarm import Priority
from hah_console.domain.task import TaskState
from hah_console.services.board_reading import TICK, BoardReading
from hah_console.services.board_rules import board_rules


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("board"))


@pytest.fixture
def ward(template: Path, tmp_path: Path) -> Iterator[Ward]:
    ward = open_ward(template, tmp_path)
    yield ward
    ward.store.close()


@pytest.fixture
def reading(ward: Ward) -> BoardReading:
    return BoardReading(ward.ctx, board_rules(RULES))


def test_a_raised_alarm_changes_its_patient_s_row_and_leaves_every_other_as_it_was(
    ward: Ward, reading: BoardReading
) -> None:
    before = {row.patient_id: row for row in reading.read().rows}
    patient = ward.patients[20]
    ward.raise_alarm(an_alarm("A-9", patient, "spo2", 80, Priority.HIGH, minutes_ago=0))
    after = {row.patient_id: row for row in reading.read(frozenset({"alarm"})).rows}
    assert {pid for pid in after if after[pid] is not before[pid]} == {patient}
    mark = after[patient].alarm
    assert mark is not None
    assert (mark.priority, mark.value, mark.waiting, mark.others) == (Priority.HIGH, 80, True, 0)


def test_work_that_was_done_leaves_the_board(ward: Ward, reading: BoardReading) -> None:
    before = {row.patient_id: row.open_tasks for row in reading.read().rows}
    patient = next(pid for pid, count in before.items() if count)
    with ward.ctx.store() as uow:
        task = next(t for t in uow.tasks.of_patient(patient) if t.state is TaskState.REQUESTED and t.latest > NOW)
        uow.tasks.save(replace(task, state=TaskState.COMPLETED))
        uow.commit()
    assert {row.patient_id: row.open_tasks for row in reading.read(TICK).rows} == before
    after = {row.patient_id: row.open_tasks for row in reading.read(frozenset({"task"})).rows}
    assert after == {**before, patient: before[patient] - 1}


def test_reading_a_part_gives_what_reading_everything_would(ward: Ward, reading: BoardReading) -> None:
    reading.read()
    ward.raise_alarm(an_alarm("A-9", ward.patients[30], "hr", 140, Priority.MEDIUM, minutes_ago=0))
    assert reading.read(TICK) == BoardReading(ward.ctx, board_rules(RULES)).read()


def test_the_silent_patient_stands_among_those_with_alarms(ward: Ward, reading: BoardReading) -> None:
    rows = reading.read().rows
    silent = next(row for row in rows if row.patient_id == ward.patients[SILENT])
    assert silent.no_data
    assert rows.index(silent) <= 2
