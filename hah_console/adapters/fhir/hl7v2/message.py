"""From an ORU^R01 message to sets of vital signs, and what its sender has to be answered."""

from dataclasses import dataclass

import hl7

from hah_console.adapters.fhir.hl7v2.charset import CharsetUnknown, decoded
from hah_console.adapters.fhir.hl7v2.dialect import Dialect
from hah_console.adapters.fhir.hl7v2.results import Results, written
from hah_console.domain.refusal import Reason, Refusal, printable
from hah_console.domain.relayed_set import KEPT_BYTES, RelayedFault, RelayedPart

MOST_SEGMENTS = 2_000
LONGEST_WORD = 80
VERSIONS = ("2.3", "2.4", "2.5", "2.6", "2.7", "2.8")
RESULT = ("ORU", "R01")
PRODUCTION = "P"


@dataclass(frozen=True, slots=True)
class Header:
    """What the answer needs of MSH: sender and receiver as written, the control id, processing, version, set."""

    sender: tuple[str, str] = ("", "")
    receiver: tuple[str, str] = ("", "")
    control_id: str = ""
    version: str = "2.5"
    charset: str = ""
    codec: str = "ascii"


@dataclass(frozen=True, slots=True)
class Oru:
    """A message that was read. ``rejected`` is why none of it is taken; then there are no parts."""

    header: Header
    parts: tuple[RelayedPart, ...] = ()
    rejected: str = ""


def read_oru(message: bytes, dialect: Dialect) -> Oru:
    """Everything becomes an answer; nothing is raised for what is in it."""
    try:
        text, codec = decoded(message, dialect.charset)
    except CharsetUnknown as reason:
        return Oru(Header(), _whole(message, str(reason)))
    try:
        return _read(text, codec, message, dialect)
    except (hl7.HL7Exception, ValueError, IndexError, KeyError, RecursionError) as error:
        return Oru(Header(codec=codec), _whole(message, printable(f"message: {type(error).__name__}")))


def _read(text: str, codec: str, raw: bytes, dialect: Dialect) -> Oru:
    lines = [line for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r") if line.strip()]
    if not lines or not lines[0].startswith("MSH") or len(lines) > MOST_SEGMENTS:
        return Oru(Header(codec=codec), _whole(raw, "message: no MSH in front, or too many segments"))
    parsed = hl7.parse("\r".join(lines))
    msh = parsed.segment("MSH")
    header = _header(msh, codec)
    rejected = _rejected(msh, header)
    if rejected:
        return Oru(header, (), rejected)
    parts = Results(parsed, dialect, raw[:KEPT_BYTES]).parts()
    return Oru(header, parts or _whole(raw, "OBX: no vital sign that is taken here"))


def _header(msh: hl7.Segment, codec: str) -> Header:
    word = [written(msh, number)[:LONGEST_WORD] for number in range(19)]
    return Header((word[3], word[4]), (word[5], word[6]), word[10], word[12] or "2.5", word[18], codec)


def _rejected(msh: hl7.Segment, header: Header) -> str:
    """SAFETY(training message): what is not production is nobody's measurement."""
    if not header.control_id:
        return "MSH-10: no control id"
    kind = written(msh, 9).split("^")
    if tuple(kind[:2]) != RESULT:
        return printable(f"MSH-9: {written(msh, 9)[:LONGEST_WORD]} is not ORU^R01")
    if written(msh, 11).split("^")[0] != PRODUCTION:
        return printable(f"MSH-11: {written(msh, 11)[:LONGEST_WORD]} is not production")
    if not header.version.split("^")[0].startswith(VERSIONS):
        return printable(f"MSH-12: version {header.version} is not known")
    return ""


def _whole(raw: bytes, reason: str) -> tuple[RelayedPart, ...]:
    return (RelayedFault(raw[:KEPT_BYTES], Reason.of(Refusal.MESSAGE, reason)),)
