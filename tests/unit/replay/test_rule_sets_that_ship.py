"""The rule sets a site can compare with are readable, and unknown ones are told."""

from pathlib import Path

import pytest

from hah_console.app.replay_data import RuleSetUnknown, named_rules
from hah_console.app.resources import resource_path
from hah_console.services.rule_sets import digest_of

NAMES = sorted(path.stem for path in resource_path("rulesets").glob("*.toml"))


@pytest.mark.parametrize("name", ["default", *NAMES])
def test_every_rule_set_that_ships_can_be_read_and_says_where_it_comes_from(name: str) -> None:
    found = named_rules(name)
    assert found.rules.info.source
    assert found.rules.limits or found.rules.scores


def test_plain_news2_is_one_rule_without_delay_or_lock() -> None:
    (rule,) = named_rules("news2-5").rules.scores
    assert (rule.at_least, rule.single_item) == (5, 0)
    assert not rule.lock
    assert not named_rules("news2-5").rules.limits


def test_a_file_may_be_named_and_its_digest_is_that_of_its_text(tmp_path: Path) -> None:
    text = resource_path("rulesets", "news2-5.toml").read_text("utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    found = named_rules(str(file))
    assert (found.name, found.digest) == ("mine", digest_of(text))


def test_a_name_nobody_knows_is_told_with_the_names_that_are_known() -> None:
    with pytest.raises(RuleSetUnknown) as told:
        named_rules("newss2")
    assert "news2-5" in str(told.value.facts["known"])
