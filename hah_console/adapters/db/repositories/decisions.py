"""What is kept of decision services."""

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update

from hah_console.adapters.db.tables.decisions import decision_answer, decision_service
from hah_console.adapters.db.transaction import Transaction
from hah_console.adapters.db.values import Row, Values, at, at_or_none, ms
from hah_console.domain.decision_support import AnswerState, CardAnswer, CardOutcome, ServiceAnswer, ServiceTally
from hah_console.domain.ids import PatientId, UserId

_A, _S = decision_answer.c, decision_service.c


class DecisionRows:
    """Tallies and answers. See the port."""

    def __init__(self, transaction: Transaction) -> None:
        self._tx = transaction

    def note(self, answers: Sequence[ServiceAnswer], at: datetime) -> None:
        """Add to the tallies, whoever else adds at the same time."""
        for each in answers:
            empty = {"service": each.service, "asked": 0, "failed": 0, "cards": 0, "unread": 0, "last_fault": ""}
            self._tx.write(self._tx.insert(decision_service).on_conflict_do_nothing(index_elements=[_S.service]), empty)
            self._tx.write(update(decision_service).where(_S.service == each.service).values(_added(each, at)))

    def tallies(self) -> tuple[ServiceTally, ...]:
        """Every service by name."""
        return tuple(map(_tally, self._tx.rows(select(decision_service).order_by(_S.service))))

    def add(self, answer: CardAnswer) -> CardAnswer:
        """Write an answer; returned with its number."""
        statement = insert(decision_answer).returning(*decision_answer.c)
        return _answer(self._tx.write(statement, _values(answer)).mappings().one())

    def save(self, answers: Sequence[CardAnswer]) -> None:
        """Write how answers stand now."""
        if not answers:
            return
        names = ("state", "tries", "fault")
        statement = (
            update(decision_answer)
            .where(_A.number == bindparam("b_number"))
            .values({name: bindparam(f"b_{name}") for name in names})
        )
        rows = [
            {"b_number": each.number, "b_state": each.state.value, "b_tries": each.tries, "b_fault": each.fault}
            for each in answers
        ]
        self._tx.write(statement, rows)

    def waiting(self, service: str, limit: int) -> tuple[CardAnswer, ...]:
        """Those a service has not been told yet."""
        waits = (_A.service == service) & (_A.state == AnswerState.WAITING.value)
        rows = self._tx.rows(select(decision_answer).where(waits).order_by(_A.number).limit(limit))
        return tuple(map(_answer, rows))

    def untold(self) -> tuple[tuple[str, int, int], ...]:
        """Service, how many wait, how many were given up."""
        statement = select(_A.service, _A.state, func.count().label("n")).group_by(_A.service, _A.state)
        counts = {(row["service"], row["state"]): row["n"] for row in self._tx.rows(statement)}
        return tuple(
            (name, *(counts.get((name, state.value), 0) for state in (AnswerState.WAITING, AnswerState.GIVEN_UP)))
            for name in sorted({service for service, _ in counts})
        )


def _added(answer: ServiceAnswer, moment: datetime) -> Values:
    failed = bool(answer.fault)
    when: Values = (
        {"last_failed_at": ms(moment), "last_fault": answer.fault} if failed else {"last_good_at": ms(moment)}
    )
    return {
        "asked": _S.asked + 1,
        "failed": _S.failed + int(failed),
        "cards": _S.cards + len(answer.cards),
        "unread": _S.unread + answer.unread,
    } | when


def _tally(row: Row) -> ServiceTally:
    return ServiceTally(
        row["service"], row["asked"], row["failed"], row["cards"], row["unread"],
        at_or_none(row["last_good_at"]), at_or_none(row["last_failed_at"]), row["last_fault"],
    )  # fmt: skip


def _values(answer: CardAnswer) -> Values:
    return {
        "service": answer.service,
        "card_id": answer.card_id,
        "outcome": answer.outcome.value,
        "patient_id": answer.patient_id,
        "by": answer.by,
        "at": ms(answer.at),
        "suggestions": json.dumps(answer.suggestions),
        "reason_code": answer.reason_code,
        "reason_system": answer.reason_system,
        "comment": answer.comment,
        "state": answer.state.value,
        "tries": answer.tries,
        "fault": answer.fault,
    }


def _answer(row: Row) -> CardAnswer:
    return CardAnswer(
        row["service"], row["card_id"], CardOutcome(row["outcome"]), PatientId(row["patient_id"]), UserId(row["by"]),
        at(row["at"]), tuple(json.loads(row["suggestions"])), row["reason_code"], row["reason_system"], row["comment"],
        AnswerState(row["state"]), row["tries"], row["fault"], row["number"],
    )  # fmt: skip
