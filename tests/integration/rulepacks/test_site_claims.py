"""What a site adds to the claim rules."""

from pathlib import Path

import pytest

from hah_console.adapters.rulepacks.fields import RulePackInvalid
from hah_console.adapters.rulepacks.loader import load_rule_packs
from hah_console.adapters.rulepacks.site_claims import read_site_claims
from hah_console.domain.claims.claim import Identity
from hah_console.domain.claims.visit_record import VisitMode
from hah_console.domain.staff import Profession

RESOURCES = Path(__file__).parents[3] / "resources"
RULES = load_rule_packs(RESOURCES / "rulepacks").claims


def test_a_sites_codes_are_added_to_the_rules():
    own = read_site_claims(RESOURCES / "demo", RULES, synthetic=True)
    assert own.identity is Identity.MEDICAL_RECORD_NUMBER
    assert (Profession.NURSE, VisitMode.IN_PERSON) in own.rules.codes
    assert set(own.rules.departments) > set(RULES.departments)


def test_only_a_site_of_invented_people_names_them_by_record_number():
    with pytest.raises(RulePackInvalid) as refused:
        read_site_claims(RESOURCES / "demo", RULES, synthetic=False)
    assert (refused.value.facts["file"], refused.value.facts["key"]) == ("claims.toml", "identity")


def test_a_site_without_the_file_is_told_which_one(tmp_path):
    with pytest.raises(RulePackInvalid):
        read_site_claims(tmp_path, RULES, synthetic=True)
