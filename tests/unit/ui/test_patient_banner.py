"""The words of the patient banner."""

from dataclasses import replace
from datetime import date

import pytest

from hah_console.domain.ids import PatientId
from hah_console.domain.patient import AllergyState, CodeStatus, Precaution, Sex
from hah_console.services.patient_facts import Identity
from hah_console.ui.bedside.banner_text import BannerText, Chip, Field, banner_text
from hah_console.ui.i18n import Texts

WHO = Identity(
    PatientId("P"), "陳麗美", date(1941, 3, 2), 85, Sex.FEMALE, "0048-2917", AllergyState.KNOWN, ("盤尼西林", "磺胺類"),
    CodeStatus.FULL, "陳大志", "兒子", "0912-345-118", "新竹市東區", "2 號鈴",
)  # fmt: skip


def field(banner: BannerText, name: str) -> Field:
    return next(f for f in (*banner.fields, *banner.below) if f.name == name)


@pytest.mark.parametrize("state", list(AllergyState))
@pytest.mark.parametrize("language", ["en", "zh_TW"])
def test_every_state_of_allergies_but_none_known_stands_out(state: AllergyState, language: str) -> None:
    banner = banner_text(Texts(language), replace(WHO, allergy_state=state, allergies=()), None)
    shown = field(banner, "allergy")
    assert shown.chip is (Chip.MARK if state is AllergyState.NONE_KNOWN else Chip.SOLID)
    assert shown.value
    assert shown.value in banner.spoken


def test_known_allergies_are_named() -> None:
    assert field(banner_text(Texts("en"), WHO, None), "allergy").value == "盤尼西林, 磺胺類"
    assert field(banner_text(Texts("zh_TW"), WHO, None), "allergy").value == "盤尼西林、磺胺類"


@pytest.mark.parametrize(
    ("precautions", "value", "chip"),
    [
        ((), "Not recorded", Chip.NONE),
        ((Precaution.STANDARD,), "Standard", Chip.NONE),
        ((Precaution.CONTACT, Precaution.DROPLET), "Contact · Droplet", Chip.OUTLINE),
        ((Precaution.AIRBORNE,), "Airborne", Chip.OUTLINE),
    ],
)
def test_precautions_against_infection_stand_out_and_their_absence_is_said(
    precautions: tuple[Precaution, ...], value: str, chip: Chip
) -> None:
    banner = banner_text(Texts("en"), replace(WHO, precautions=precautions), None)
    shown = field(banner, "precautions")
    assert (shown.value, shown.chip) == (value, chip)
    assert f"Precautions {value}" in banner.spoken


def test_what_is_not_known_is_said_and_never_left_out() -> None:
    nobody = replace(WHO, caregiver_name="", caregiver_phone="", address="", access_note="", record_number="")
    banner = banner_text(Texts("en"), nobody, None)
    unknown = ("number", "caregiver", "address", "access")
    assert {field(banner, name).value for name in unknown} == {"Not recorded"}
