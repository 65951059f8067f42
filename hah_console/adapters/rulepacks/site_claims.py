"""Reads ``claims.toml`` of a site: its codes with the payer, and by which number it names a person."""

from dataclasses import dataclass
from pathlib import Path

from hah_console.adapters.rulepacks.claim_rules import with_site_codes
from hah_console.adapters.rulepacks.fields import read_fields
from hah_console.domain.claims.claim import Identity
from hah_console.domain.claims.rules import ClaimRules

FILE = "claims.toml"


@dataclass(frozen=True, slots=True)
class SiteClaims:
    """The claim rules with the site's codes, the institution's code, and the number persons are named by."""

    rules: ClaimRules
    institution_code: str
    identity: Identity


def read_site_claims(folder: Path, rules: ClaimRules, *, synthetic: bool) -> SiteClaims:
    """What ``claims.toml`` in ``folder`` says; raises RulePackInvalid with file, line and key.

    SAFETY(identity): only a site of invented people may name them by their record number.
    """
    fields = read_fields(folder / FILE)
    identity = fields.one_of("identity", Identity)
    if identity is not Identity.NATIONAL_ID and not synthetic:
        raise fields.wrong("identity", "not_allowed_here")
    return SiteClaims(with_site_codes(rules, fields), fields.text("institution_code"), identity)
