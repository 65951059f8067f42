"""What a person is told after a step of a transfer, also about the patient's work."""

from datetime import UTC, datetime
from typing import cast

import pytest

from hah_console.domain.actor import Actor, Role
from hah_console.domain.clock import ManualClock
from hah_console.domain.ids import UserId
from hah_console.domain.transfer import TransferStage
from hah_console.services.changes import Change, Changes
from hah_console.services.context import Context
from hah_console.services.ports import UnitOfWorkFactory
from hah_console.services.transfer_board import TransferCard
from hah_console.ui.i18n import Texts
from hah_console.ui.screens.transfers.presenter import TransfersPresenter

NOW = datetime(2026, 11, 22, 19, 12, 45, tzinfo=UTC)


class Card:
    """The part of a transfer that the sentence needs."""

    name, transfer_id = "陳○美", "TR-1"


def said(language: str, *kinds: str) -> str:
    ctx = Context(cast(UnitOfWorkFactory, None), ManualClock(NOW))
    made = TransfersPresenter(ctx, Actor(UserId("U"), "U", Role.NURSE, "WS"), Texts(language))
    changes = Changes(tuple(Change(n, kind, "task", f"T-{n}", "U", NOW) for n, kind in enumerate(kinds)))
    return made.done(cast(TransferCard, Card()), TransferStage.HANDED_OVER, "", changes)


@pytest.mark.parametrize(
    ("language", "kinds", "sentence"),
    [
        ("en", (), "陳○美: Handed over"),
        ("en", ("cancel_task", "cancel_task"), "陳○美: Handed over · 2 visits or other tasks cancelled"),
        ("en", ("cancel_task", "withdraw_started_task"),
         "陳○美: Handed over · 1 task cancelled · 1 under way, still to be reported"),
        ("zh_TW", ("cancel_task", "withdraw_started_task"), "陳○美：已交接 · 已取消 1 件工作 · 1 件進行中，仍須回報"),
    ],
)  # fmt: skip
def test_after_a_hand_over_the_sentence_counts_what_was_cancelled_and_what_is_still_to_report(
    language: str, kinds: tuple[str, ...], sentence: str
) -> None:
    assert said(language, *kinds) == sentence
