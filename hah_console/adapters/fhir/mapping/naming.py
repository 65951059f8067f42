"""How our rows are named outside: identifiers, local ids, references, and moments in the site's zone."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from hah_console.adapters.fhir.mapping.terms import IDENTIFIER_TYPE, Resource, coded, moment, period

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
ORGANIZATION_CODES = "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/organization-identifier-tw"


@dataclass(frozen=True, slots=True)
class Naming:
    """``root`` is the site's own address for identifiers; ``nhi_code`` its ten-digit code, empty where unknown.

    ``record_system`` names the hospital's medical record numbers.
    """

    root: str
    organisation: str
    nhi_code: str = ""
    record_system: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Taipei"))

    def identifier(self, kind: str, identity: str) -> Resource:
        """The identifier of one of our rows; what it names is there once, however often it is sent."""
        return {"system": f"{self.root}/{kind}", "value": identity}

    def typed(self, code: str, kind: str, identity: str) -> Resource:
        """An identifier with a type of table 0203."""
        return {"type": coded(IDENTIFIER_TYPE, code)} | self.identifier(kind, identity)

    def at(self, when: datetime) -> str:
        """A moment in the site's zone."""
        return moment(when.astimezone(self.zone))

    def span(self, start: datetime, end: datetime | None = None) -> Resource:
        """A Period in the site's zone."""
        return period(self.at(start), self.at(end) if end else "")

    @property
    def own(self) -> Resource:
        """The reference to the site's organisation."""
        return reference("Organization", "site")


def local_id(identity: str) -> str:
    """A row's id as FHIR takes it; one with other signs is replaced by its digest."""
    return identity if _ID.fullmatch(identity) else sha256(identity.encode()).hexdigest()[:40]


def reference(kind: str, identity: str) -> Resource:
    """A reference by local id; the outbox puts the server's in its place."""
    return {"reference": f"{kind}/{local_id(identity)}"}
