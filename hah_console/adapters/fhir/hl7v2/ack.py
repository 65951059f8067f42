"""The answer to a message: ACK with AA, AE or AR and the reason."""

from collections.abc import Sequence
from datetime import datetime

from hah_console.adapters.fhir.hl7v2.message import Header
from hah_console.domain.relayed_set import Fate, PartAnswer

ACCEPTED, ERROR, REJECTED = "AA", "AE", "AR"
MOST_REASONS = 10
CODES = {ERROR: "207^Application internal error^HL70357", REJECTED: "200^Unsupported message type^HL70357"}
_ESCAPES = {"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "&": "\\T\\", "~": "\\R\\"}


def answer_of(header: Header, answers: Sequence[PartAnswer], at: datetime) -> bytes:
    """AA when every part is stored, now or before; else AE with the reason of each that was set aside."""
    reasons = [each.reason for each in answers if each.fate is Fate.ASIDE]
    return ack(header, ERROR if reasons else ACCEPTED, reasons, at)


def ack(header: Header, code: str, reasons: Sequence[str], at: datetime) -> bytes:
    """One message; the same control id and reasons always give the same MSA and ERR."""
    stamp = f"{at:%Y%m%d%H%M%S.%f}"[:18] + f"{at:%z}"
    sender, receiver = "|".join(header.receiver), "|".join(header.sender)
    charset = f"||||||{header.charset}" if header.charset else ""
    lines = [
        f"MSH|^~\\&|{sender}|{receiver}|{stamp}||ACK^R01^ACK|{at:%Y%m%d%H%M%S%f}|P|{header.version}{charset}",
        f"MSA|{code}|{header.control_id}",
        *(f"ERR|||{CODES[code]}|E||||{_escaped(reason)}" for reason in reasons[:MOST_REASONS]),
    ]
    return ("\r".join(lines) + "\r").encode(header.codec, "replace")


def _escaped(text: str) -> str:
    return "".join(_ESCAPES.get(sign, sign) for sign in text)
