"""The character set of a message, as MSH-18 names it (HL7 table 0211)."""

from collections.abc import Mapping

CODECS: Mapping[str, str] = {
    "": "ascii", "ASCII": "ascii", "UNICODE UTF-8": "utf-8", "UTF-8": "utf-8", "UNICODE": "utf-8",
    "BIG-5": "cp950", "BIG5": "cp950", "8859/1": "latin-1", "GB 18030-2000": "gb18030",
}  # fmt: skip
"""MSH-18 as senders write it, and the codec."""
PLACE = 18
"""Of the character set in MSH."""


class CharsetUnknown(ValueError):
    """The bytes are not what MSH-18 says, or it says something nobody here can read."""


def decoded(message: bytes, unsaid: str = "") -> tuple[str, str]:
    """The text of a message and its codec. ``unsaid`` is what a message without MSH-18 is in, by the site's word.

    SAFETY(character set): bytes of Big5 look like separators in other sets, so MSH-18 itself is believed only where
    the message read in a set names that very set. Raises CharsetUnknown.
    """
    plain = CODECS.get(unsaid.upper(), "ascii")
    for codec in dict.fromkeys((plain, *CODECS.values())):
        try:
            text = message.decode(codec)
        except UnicodeDecodeError:
            continue
        said = _named(text)
        if not said and codec == plain:
            return text, codec
        if said and CODECS.get(said) == codec:
            return text, codec
    raise CharsetUnknown("MSH-18: the bytes are in no character set it names")


def _named(text: str) -> str:
    """MSH-18, its first repetition in capitals."""
    first = text.lstrip("\r\n").partition("\r")[0]
    if not first.startswith("MSH") or len(first) < 5:
        return "?"
    fields = first.split(first[3])
    if len(fields) < PLACE:
        return ""
    return fields[PLACE - 1].partition(first[5] if len(first) > 5 else "~")[0].strip().upper()
