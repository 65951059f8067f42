"""The banner is whole whatever is known of a patient: names, allergies and addresses of any length, every state."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from helpers.bedside import CHEN, CHEN_STAY, Bedside
from helpers.bedside_desk import BedsideConsole

from hah_console.domain.episode import EpisodeState, HoldReason
from hah_console.domain.patient import AllergyState, Patient
from hah_console.ui.bedside.banner import PatientBanner
from hah_console.ui.bedside.banner_flow import LINE_HEIGHT, NAME_HEIGHT, bold_value, place_name, value_room
from hah_console.ui.theme.fonts import BODY_PX
from hah_console.ui.widgets.wrapped import wrapped_height

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
OpenPage = Callable[..., BedsideConsole]
SIZES = [(1280, 800), (1440, 900)]
ALLERGIES = tuple(
    f"{name}（全身紅疹合併呼吸困難）" for name in ("盤尼西林", "頭孢菌素", "磺胺類", "萬古黴素", "顯影劑", "乳膠")
)
NAMES = (
    "歐陽·阿里曼·撒可努·達悟族傳統姓名全名並列登記",
    "Nguyễn Thị Minh Khai Trần Hoàng Phương Anh Lê Ngọc Bảo Châu Vũ Đặng Thuỳ Dương",
)


def change(bedside: Bedside, **facts: object) -> Patient:
    with bedside.store.unit_of_work() as uow:
        patient = uow.patients.save(replace(uow.patients.get(CHEN), **facts))
        uow.commit()
    return patient


def assert_whole(banner: PatientBanner) -> None:
    assert banner.shown is not None
    assert [p.field for p in banner.placed] == [*banner.shown.fields, *banner.shown.below]
    taken = 0
    for placed in banner.placed:
        room = value_room(placed.field, placed.width)
        height = wrapped_height(placed.field.value, room, BODY_PX, bold=bold_value(placed.field))
        if placed.line > 0:
            assert height <= placed.lines * LINE_HEIGHT, placed.field
        assert placed.left + placed.width <= banner.width()
        taken = max(taken, placed.line + placed.lines)
    assert banner.height() >= 60 + (taken - 1) * LINE_HEIGHT
    name = place_name(banner.shown.name, banner._top_right())
    assert wrapped_height(banner.shown.name, name.width, name.size, bold=True) <= NAME_HEIGHT


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh_TW", "en"])
def test_many_allergies_and_a_long_way_to_the_door_go_over_as_many_lines_as_they_need(
    open_page: OpenPage, bedside: Bedside, cut: set[str], language: str, size: tuple[int, int]
) -> None:
    home = replace(
        change(bedside, allergies=ALLERGIES).home,
        address="新竹市東區光明里 12 鄰示意路一段 338 巷 27 弄 115 號之 3 五樓之 12（舊門牌：示意路 88 號）",
        access_note="電梯需感應，請先打電話給兒子下樓開門；院子有兩隻狗，請勿自行開門；" * 4,
    )
    change(bedside, home=home, caregiver_name="陳王李美麗", caregiver_phone="0912-345-118 轉 22")
    console = open_page(language, "light", size)
    assert_whole(console.patient.banner)
    console.window.grab()
    assert {text for text in cut if text} == set()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", NAMES)
def test_a_long_name_is_written_whole_beside_the_buttons(
    open_page: OpenPage, bedside: Bedside, cut: set[str], name: str, size: tuple[int, int]
) -> None:
    change(bedside, name=name)
    console = open_page("zh_TW", "light", size)
    assert_whole(console.patient.banner)
    assert console.patient.banner.accessibleName().startswith(name)
    console.window.grab()
    assert name not in cut


@pytest.mark.parametrize("state", list(AllergyState))
def test_every_state_of_allergies_has_a_shape_and_words(
    open_page: OpenPage, bedside: Bedside, state: AllergyState
) -> None:
    change(bedside, allergy_state=state, allergies=ALLERGIES[:1] if state is AllergyState.KNOWN else ())
    banner = open_page("en").patient.banner
    shown = next(p.field for p in banner.placed if p.field.name == "allergy")
    assert shown.value
    assert shown.chip.name in ("MARK", "SOLID")
    assert_whole(banner)


def shown_day(console: BedsideConsole) -> str:
    return next(p.field.value for p in console.patient.banner.placed if p.field.name == "day")


def test_a_stay_on_hold_says_so_beside_its_day(open_page: OpenPage, bedside: Bedside) -> None:
    with bedside.store.unit_of_work() as uow:
        uow.episodes.save(uow.episodes.get(CHEN_STAY).held(HoldReason.EXAMINATION))
        uow.commit()
    assert shown_day(open_page("zh_TW")) == "第 3 天 / 目標 9 · 上限 14 · 暫停"


def test_a_stay_that_has_not_begun_has_no_day(open_page: OpenPage, bedside: Bedside) -> None:
    with bedside.store.unit_of_work() as uow:
        uow.episodes.save(replace(uow.episodes.get(CHEN_STAY), state=EpisodeState.PLANNED))
        uow.commit()
    assert shown_day(open_page("zh_TW")) == "待收案"
