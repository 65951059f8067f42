"""Reads the packs of orders together: they name each other's drugs."""

from collections.abc import Mapping

from hah_console.adapters.rulepacks.drugs import read_formulary
from hah_console.adapters.rulepacks.fields import Fields
from hah_console.adapters.rulepacks.medication_checks import read_checks
from hah_console.adapters.rulepacks.orders import read_order_rules, read_specimen_rules
from hah_console.domain.care_rules import CareRules

CARE_KINDS = ("drugs", "medication-checks", "orders", "specimens")


def read_care(packs: Mapping[str, Fields]) -> CareRules:
    """Drugs, checks, orders and specimens of the packs by kind."""
    drugs = read_formulary(packs["drugs"])
    return CareRules(
        drugs=drugs,
        checks=read_checks(packs["medication-checks"], drugs),
        orders=read_order_rules(packs["orders"]),
        specimens=read_specimen_rules(packs["specimens"]),
    )
