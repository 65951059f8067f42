"""The snippets that come with the program, and what is refused."""

from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.fields import RulePackInvalid, fields_of
from hah_console.adapters.rulepacks.snippets import load_snippets, read_snippets
from hah_console.domain.chart.note import Section

PACKS = load_snippets(Path(__file__).parents[3] / "resources" / "snippets")
HEAD = 'pack_id = "x"\nversion = "1"\neffective_from = 2026-11-01\nsource = "s"\n'
ONE = '[[snippet]]\nkey = "a"\ntitle = "t"\nsections = ["plan"]\ntext = "x"\n'


def test_both_languages_have_the_same_keys_for_the_same_sections() -> None:
    of = {language: {s.key: s.sections for s in pack.snippets} for language, pack in PACKS.items()}
    assert of["zh_TW"] == of["en"]
    assert {section for sections in of["en"].values() for section in sections} == set(Section)


def test_the_key_comes_before_the_title_and_the_section_in_hand_first() -> None:
    pack = PACKS["zh_TW"]
    assert pack.found("o-l", Section.OBJECTIVE)[0].key == "o-lung"
    assert pack.found("傷口", Section.PLAN)[0].key == "o-wound"
    assert pack.found("", Section.PLAN)[0].sections == (Section.PLAN,)
    assert pack.found("zzz", Section.PLAN) == ()


@pytest.mark.parametrize(
    "text", [HEAD + ONE + ONE, HEAD + ONE.replace("plan", "plans"), HEAD + ONE + 'colour = "red"\n', HEAD]
)
def test_a_pack_with_a_fault_is_refused(text: str) -> None:
    with pytest.raises(RulePackInvalid):
        read_snippets(fields_of(text, "x.toml"))
