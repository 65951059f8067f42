"""What a desk needs of the outside to claim and to hand out lists: who claims by which rules, and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from hah_console.domain.claims.claim import Claim, ClaimSite
from hah_console.domain.claims.rules import ClaimRules


class Files(Protocol):
    """Writes files whole or not at all; both raise NoWritePermission."""

    def write_claim(self, claim: Claim, folder: Path) -> tuple[Path, ...]: ...
    def write_rows(self, rows: Sequence[Mapping[str, object]], path: Path) -> None: ...


@dataclass(frozen=True, slots=True)
class ClaimDesk:
    """Who claims, and by which rules; the codes of the site are among them."""

    site: ClaimSite
    rules: ClaimRules
