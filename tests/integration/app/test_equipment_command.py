"""``hah_console equipment``: the demo register holds together; a piece left with somebody who has gone is told."""

import json
from dataclasses import replace
from pathlib import Path

from helpers.ward import make_template, open_ward
from typer.testing import CliRunner

from hah_console.app.cli import build
from hah_console.domain.episode import EpisodeState
from hah_console.domain.ids import KitId
from hah_console.domain.kit import KitState


def test_the_register_is_counted_and_what_does_not_hold_is_told_with_status_1(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    ward = open_ward(make_template(tmp_path), own)
    arguments = ["equipment", "--database", f"sqlite:///{own / 'ward.db'}", "--json", "--lang", "en"]
    whole = CliRunner().invoke(build(("equipment",)), arguments)
    told = json.loads(whole.stdout.splitlines()[-1])
    assert (whole.exit_code, told["ok"], told["problems"]) == (0, True, [])
    assert (sum(told["states"].values()), told["states"]["in_use"]) == (93, 75)
    assert {row["kind"]: row["short"] for row in told["stock"]}["oxygen"] == 1
    assert "K-14" in told["overdue_minutes"]
    with ward.ctx.store() as uow:
        kit = uow.kits.get(KitId("M-05"))
        assert kit.episode_id is not None
        uow.episodes.save(replace(uow.episodes.get(kit.episode_id), state=EpisodeState.CLOSED))
        uow.kits.save(replace(uow.kits.get(KitId("M-61")), state=KitState.SENT))
        uow.commit()
    ward.store.close()
    broken = CliRunner().invoke(build(("equipment",)), arguments)
    assert broken.exit_code == 1
    assert json.loads(broken.stdout.splitlines()[-1])["problems"] == ["left: K-26", "left: M-05", "nobody: M-61"]
