"""Which fields a refusal is about, and the words beside them."""

import pytest

from hah_console.domain.errors import InvalidFields, InvalidInput, NotFound, NotReady
from hah_console.ui.forms.faults import field_faults
from hah_console.ui.i18n import LANGUAGES, Texts

ID_FAULT = InvalidInput(field="national_id", value="A123456788", reason="wrong_check_digit")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ["empty", "wrong_check_digit", "in_the_future", "too_long", "outside_condition"])
def test_every_reason_has_words_in_both_languages(language: str, reason: str) -> None:
    texts = Texts(language)
    assert field_faults(texts, InvalidInput(field="x", value="", reason=reason))["x"] not in ("", reason)


def test_each_fault_stands_beside_its_field_and_the_first_of_a_field_is_said() -> None:
    texts = Texts("en")
    twice = InvalidInput(field="national_id", value="", reason="empty")
    born = InvalidInput(field="birth_date", value="2099", reason="in_the_future")
    said = field_faults(texts, InvalidFields((ID_FAULT, twice, born)))
    assert list(said) == ["national_id", "birth_date"]
    assert said["national_id"] == texts("errors.reason.wrong_check_digit")


def test_what_is_missing_before_a_step_stands_beside_its_fields() -> None:
    assert list(field_faults(Texts("en"), NotReady("admit", ("address", "sex")))) == ["address", "sex"]


def test_an_error_about_no_field_is_left_to_the_form() -> None:
    assert field_faults(Texts("en"), NotFound(entity="referral", entity_id="R-1")) == {}
