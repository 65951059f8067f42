"""The rule packs by which orders are made and checked, together."""

from dataclasses import dataclass

from hah_console.domain.drug import Formulary
from hah_console.domain.medication_check import MedicationChecks
from hah_console.domain.order_rules import OrderRules
from hah_console.domain.pack_info import PackInfo
from hah_console.domain.specimen import SpecimenRules


@dataclass(frozen=True, slots=True)
class CareRules:
    """Drugs, the table they are checked by, orders and specimens."""

    drugs: Formulary
    checks: MedicationChecks
    orders: OrderRules
    specimens: SpecimenRules

    @property
    def infos(self) -> tuple[PackInfo, ...]:
        """Which packs."""
        return (self.drugs.info, self.checks.info, self.orders.info, self.specimens.info)
