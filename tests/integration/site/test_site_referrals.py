"""The demo site has referrals on their way: one of each mode, one overdue, one returned, one with its intake begun."""

from datetime import timedelta
from pathlib import Path

import pytest
from helpers.stores import migrated_store
from helpers.ward import DEMO, LOADER, NOW, RULES, QuickHasher

from hah_console.adapters.site import load_site
from hah_console.adapters.site.check import check_site
from hah_console.domain.care_clock import ClockState
from hah_console.domain.clock import ManualClock
from hah_console.domain.episode import Mode
from hah_console.services.context import Context
from hah_console.services.intake_board import intake_page
from hah_console.services.referral_inbox import referral_inbox, referral_page
from hah_console.services.site_load import load_site_pack
from hah_console.services.site_referrals import load_site_referrals


@pytest.fixture(scope="module")
def ctx(tmp_path_factory):
    store = migrated_store(f"sqlite:///{tmp_path_factory.mktemp('referrals') / 'hah.db'}")
    ctx = Context(store.unit_of_work, ManualClock(NOW))
    pack = load_site(DEMO)
    load_site_pack(ctx, LOADER, pack, QuickHasher(), ctx.today())
    load_site_referrals(ctx, LOADER, pack, RULES.intake)
    yield ctx
    store.close()


def test_the_inbox_shows_every_mode_with_its_clock(ctx):
    rows = referral_inbox(ctx, RULES.clocks).open
    assert {row.mode for row in rows} == set(Mode)
    assert [row.clock.state for row in rows].count(ClockState.OVERDUE) == 1
    assert rows[0].clock.state is ClockState.OVERDUE
    assert {row.state for row in rows} == {"received", "returned", "completed", "accepted"}
    assert all(row.clock is not None for row in rows)


def test_the_returned_one_says_what_was_asked_for_and_a_namesake_is_shown_beside_who_is_in_care(ctx):
    rows = {row.state: row for row in referral_inbox(ctx, RULES.clocks).open}
    assert "birth_date" in rows["returned"].asked
    (match,) = referral_page(ctx, RULES.clocks, "RF-D6").matches
    assert ("name" in match.agrees, "birth_date" in match.differs, match.enough) == (True, True, False)


def test_the_accepted_one_has_its_intake_half_filled_in(ctx):
    row = next(row for row in referral_inbox(ctx, RULES.clocks).open if row.state == "accepted")
    page = intake_page(ctx, RULES, row.intake_id)
    assert (page.open, page.intake.decision) == (True, None)
    assert page.intake.answers.answers
    assert page.found.gaps


def test_loading_again_changes_nothing(ctx):
    ctx.clock.advance(timedelta(days=1))
    assert load_site_referrals(ctx, LOADER, load_site(DEMO), RULES.intake).items == ()


def test_a_referral_that_cannot_be_is_told_by_line_and_column(tmp_path: Path):
    for name in ("site.toml", "patients.csv", "episodes.csv", "referrals.csv"):
        (tmp_path / name).write_bytes((DEMO / name).read_bytes())
    text = (DEMO / "referrals.csv").read_text("utf-8")
    (tmp_path / "referrals.csv").write_text(text.replace(",C,", ",Q,").replace("1938-11-02", "2938-11-02"), "utf-8")
    found = {(p.line, p.column) for p in check_site(tmp_path) if p.file == "referrals.csv"}
    assert {(2, "mode"), (3, "birth_date")} <= found
