"""The clocks of running transfers, looked at once a second by the service: what is overdue is an alarm."""

from collections.abc import Callable
from datetime import datetime

from hah_console.alarms.finding import Signal, key_of
from hah_console.alarms.rules.transfer import RULE_IDS, find_overdue
from hah_console.alarms.stages.delay import Reason
from hah_console.alarms.stages.resolve import Case, Resolved, resolve
from hah_console.domain.alarm import Alarm
from hah_console.domain.ids import AlarmId, PatientId
from hah_console.domain.rulepack import TransferRules
from hah_console.services.alarm_book import AlarmBook
from hah_console.services.ports import UnitOfWork


def tell_overdue(
    uow: UnitOfWork, book: AlarmBook, rules: TransferRules, now: datetime, new_id: Callable[[], AlarmId]
) -> list[Resolved]:
    """SAFETY(overdue transfer): one alarm for each overdue clock, ended when its stage or moment has come.

    Nothing is remembered between two looks but the alarms themselves, so a restart changes nothing.
    """
    answers = _answers(uow, book, rules, now, new_id)
    if answers and book.refresh(uow, now):
        answers = _answers(uow, book, rules, now, new_id)
    return book.save(uow, answers, now) if answers else []


def _answers(
    uow: UnitOfWork, book: AlarmBook, rules: TransferRules, now: datetime, new_id: Callable[[], AlarmId]
) -> list[Resolved]:
    raised: list[Resolved] = []
    runs: set[tuple[PatientId, str]] = set()
    for transfer in uow.transfers.open():
        case = Case(transfer.patient_id, now, rules.info.version)
        known = {key_of(alarm): alarm for alarm in book.of(transfer.patient_id)}
        for finding in find_overdue(transfer, rules, now):
            runs.add((transfer.patient_id, finding.key))
            if finding.signal is Signal.PRESENT and finding.key not in known:
                answer = resolve(case, finding, Reason.LASTED, known, new_id)
                raised += [answer] if answer else []
    return [*raised, *(Resolved(alarm.condition_ended(now), "ended") for alarm in _over(book, runs))]


def _over(book: AlarmBook, runs: set[tuple[PatientId, str]]) -> list[Alarm]:
    own = (alarm for alarm in book.by_rule(RULE_IDS) if alarm.patient_id is not None)
    return [alarm for alarm in own if (alarm.patient_id, key_of(alarm)) not in runs]
