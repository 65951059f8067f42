"""Who somebody is, as typed or received: numbers with their check digits, card number, birth date, telephone.

Every function takes full-width digits and letters, blanks and hyphens as people type them, returns the number as it is
kept, and raises InvalidInput with the field and the reason.
"""

import re
import unicodedata
from datetime import date

from hah_console.domain.calendar import parse_day
from hah_console.domain.errors import InvalidInput
from hah_console.domain.patient import Sex

OLDEST_YEARS = 130
"""Nobody has lived longer (the oldest documented age is 122)."""
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_LETTER_VALUES = {letter: 10 + index for index, letter in enumerate(_LETTERS)}
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_NATIONAL = re.compile(r"[A-Z][1289][0-9]{8}")
_RESIDENT_BEFORE_2021 = re.compile(r"[A-Z][A-D][0-9]{8}")
_ANY = re.compile(r"[A-Z][0-9A-Z][0-9]{8}")
_CARD = re.compile(r"[0-9]{12}")
_PHONE = re.compile(r"(?:09[0-9]{8}|0[2-8][0-9]{7,9})(?:#[0-9]{1,6})?")
_BLANKS = re.compile(r"[\s\-‐‑–—−()・.]+")
_EXTENSION = re.compile(r"(?:#|轉|分機|EXT|X)+")
_SEX_OF = {"1": Sex.MALE, "8": Sex.MALE, "A": Sex.MALE, "C": Sex.MALE,
           "2": Sex.FEMALE, "9": Sex.FEMALE, "B": Sex.FEMALE, "D": Sex.FEMALE}  # fmt: skip


def parse_national_id(text: str, field: str = "national_id") -> str:
    """A national ID (A123456789) or a resident certificate number, of 2021 on (A800000014) or before (AB12345677).

    Reasons: ``empty``, ``not_an_id`` (not written like one), ``wrong_check_digit``. Check digits are those of the
    Household Registration Act's unified number and of the National Immigration Agency's number for residents.
    """
    number = _compact(text)
    if not number:
        raise InvalidInput(field=field, value="", reason="empty")
    if not (_NATIONAL.fullmatch(number) or _RESIDENT_BEFORE_2021.fullmatch(number)):
        raise InvalidInput(field=field, value=text, reason="not_an_id")
    if not id_number_holds(number):
        raise InvalidInput(field=field, value=text, reason="wrong_check_digit")
    return number


def id_number_holds(number: str) -> bool:
    """Whether a number of ten places (a letter, a digit or letter, eight digits) has the right check digit."""
    if not _ANY.fullmatch(number):
        return False
    second = int(number[1]) if number[1].isdigit() else _LETTER_VALUES[number[1]] % 10
    digits = (*divmod(_LETTER_VALUES[number[0]], 10), second, *(int(digit) for digit in number[2:]))
    return sum(digit * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 10 == 0


def sex_of_id(number: str) -> Sex | None:
    """The sex a number stands for; None when its second place says nothing."""
    return _SEX_OF.get(number[1:2])


def parse_card_number(text: str, field: str = "nhi_card_number") -> str:
    """The twelve digits printed on an NHI card; reasons ``empty``, ``not_a_card_number``."""
    number = _compact(text)
    if not number:
        raise InvalidInput(field=field, value="", reason="empty")
    if not _CARD.fullmatch(number):
        raise InvalidInput(field=field, value=text, reason="not_a_card_number")
    return number


def parse_birth_date(text: str, today: date, field: str = "birth_date") -> date:
    """A birth date up to ``today``; reasons as ``parse_day``, ``empty``, ``in_the_future``, ``too_long_ago``."""
    if not text.strip():
        raise InvalidInput(field=field, value="", reason="empty")
    born = parse_day(text, field)
    if born > today:
        raise InvalidInput(field=field, value=text, reason="in_the_future")
    if born.year < today.year - OLDEST_YEARS:
        raise InvalidInput(field=field, value=text, reason="too_long_ago")
    return born


def parse_phone(text: str, field: str = "phone") -> str:
    """A telephone number of Taiwan without blanks, an extension after ``#``; reasons ``empty``, ``not_a_phone``."""
    number = _EXTENSION.sub("#", _compact(text))
    if not number:
        raise InvalidInput(field=field, value="", reason="empty")
    national = re.sub(r"^(?:\+|00)886", "0", number)
    national = re.sub(r"^00", "0", national) if national != number else national
    if not _PHONE.fullmatch(national):
        raise InvalidInput(field=field, value=text, reason="not_a_phone")
    return national


def _compact(text: str) -> str:
    """Half-width capitals and digits without what people put between them."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text).upper())
