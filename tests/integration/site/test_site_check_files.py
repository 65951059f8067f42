"""Files of a pack that are missing, unreadable, wrongly encoded or misshapen: each gives its file and line."""

from pathlib import Path
from typing import Any

import pytest

from hah_console.adapters.site import check_site, load_site
from hah_console.domain.errors import SitePackInvalid


def test_an_empty_folder_lists_every_missing_file(tmp_path: Path) -> None:
    missing = {problem.file for problem in check_site(tmp_path) if problem.code == "missing_file"}
    assert missing == {"site.toml", "patients.csv", "episodes.csv", "staff.csv", "shifts.csv", "duties.csv",
                       "kits.csv", "hospitals.csv", "users.csv"}  # fmt: skip


def test_a_folder_that_does_not_exist_is_said_to_be_missing(tmp_path: Path) -> None:
    assert [problem.code for problem in check_site(tmp_path / "nowhere")] == ["folder_missing"]


def test_an_empty_file_is_reported(spoiled: Any) -> None:
    spoiled.path("staff.csv").write_bytes(b"")
    assert ("staff.csv", 0, "", "empty_file") in spoiled.found()


def test_a_file_with_only_a_header_is_reported(spoiled: Any) -> None:
    spoiled.edit("hospitals.csv", lambda text: text.splitlines()[0] + "\n")
    assert ("hospitals.csv", 1, "", "no_rows") in spoiled.found()


def test_a_missing_file_does_not_make_every_reference_to_it_wrong(spoiled: Any) -> None:
    spoiled.path("staff.csv").unlink()
    assert spoiled.found() == {("staff.csv", 0, "", "missing_file")}


def test_a_pack_without_tasks_and_orders_is_reported(spoiled: Any) -> None:
    spoiled.path("tasks.csv").unlink()
    spoiled.path("orders.csv").unlink()
    assert spoiled.found() == {("tasks.csv", 0, "", "no_work")}


def test_a_folder_in_place_of_a_file_cannot_be_read(spoiled: Any) -> None:
    spoiled.path("kits.csv").unlink()
    spoiled.path("kits.csv").mkdir()
    assert ("kits.csv", 0, "", "unreadable_file") in spoiled.found()


def test_a_byte_order_mark_is_noted_and_the_file_is_read(spoiled: Any) -> None:
    path = spoiled.path("patients.csv")
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert spoiled.found() == {("patients.csv", 1, "", "encoding_bom")}
    assert len(load_site(spoiled.folder).patients) == 60


def test_big5_is_named_at_its_first_line_and_other_errors_are_still_found(spoiled: Any) -> None:
    spoiled.put("patients.csv", 4, caregiver_phone="12")
    path = spoiled.path("patients.csv")
    path.write_bytes(path.read_text("utf-8").encode("cp950"))
    assert spoiled.found() == {
        ("patients.csv", 2, "", "encoding_big5"),
        ("patients.csv", 4, "caregiver_phone", "bad_phone"),
    }


def test_utf16_is_named(spoiled: Any) -> None:
    path = spoiled.path("staff.csv")
    path.write_bytes(path.read_text("utf-8").encode("utf-16"))
    assert spoiled.found() == {("staff.csv", 1, "", "encoding_utf16")}


def test_bytes_of_no_known_encoding_are_reported_with_their_line(spoiled: Any) -> None:
    path = spoiled.path("staff.csv")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:4], b"\xff\xfe\x80\x80,\n", *lines[4:]]))
    assert ("staff.csv", 5, "", "encoding_unknown") in spoiled.found()


def test_a_nul_character_is_reported_with_its_line(spoiled: Any) -> None:
    spoiled.edit("staff.csv", lambda text: text.replace("N-02,", "N-02\0,", 1))
    assert spoiled.found() == {("staff.csv", 3, "", "nul_byte")}


def test_a_ragged_row_is_reported_with_both_counts(spoiled: Any) -> None:
    spoiled.edit("hospitals.csv", lambda text: text.replace("H-MMH,", "H-MMH,surplus,", 1))
    (problem,) = spoiled.problems()
    assert (problem.file, problem.line, problem.code) == ("hospitals.csv", 3, "ragged_row")
    assert problem.facts["found"] == problem.facts["expected"] + 1


def test_surplus_empty_cells_as_excel_leaves_them_are_no_error(spoiled: Any) -> None:
    spoiled.edit("hospitals.csv", lambda text: text.replace("\n", ",,\n").replace(",,\n", "\n", 1))
    assert spoiled.found() == set()


def test_a_quotation_mark_that_never_closes_is_reported_where_it_opens(spoiled: Any) -> None:
    spoiled.edit("users.csv", lambda text: text.replace("\nnurse2,", '\nnurse2,"', 1))
    assert ("users.csv", 3, "", "broken_quotes") in spoiled.found()


def test_lines_are_counted_right_below_a_cell_with_a_line_break(spoiled: Any) -> None:
    spoiled.put("patients.csv", 2, access_note="first line\nsecond line")
    spoiled.put("patients.csv", 3, caregiver_phone="12")
    assert spoiled.found() == {("patients.csv", 4, "caregiver_phone", "bad_phone")}


def test_a_missing_column_is_reported(spoiled: Any) -> None:
    spoiled.drop_column("episodes.csv", "condition")
    assert ("episodes.csv", 1, "condition", "missing_column") in spoiled.found()


def test_a_misspelt_column_is_recognised(spoiled: Any) -> None:
    spoiled.rename_column("patients.csv", "birth_date", "birthdate")
    problem = next(p for p in spoiled.problems() if p.code == "missing_column_like")
    assert (problem.line, problem.column, problem.facts["found"]) == (1, "birth_date", "birthdate")


def test_a_column_twice_is_reported(spoiled: Any) -> None:
    spoiled.rename_column("staff.csv", "phone", "name")
    assert ("staff.csv", 1, "name", "duplicate_column") in spoiled.found()


def test_an_unknown_column_is_only_a_warning(spoiled: Any) -> None:
    spoiled.edit("kits.csv", lambda text: text.replace("fault\n", "fault,colour\n").replace("\n", ",\n"))
    spoiled.edit("kits.csv", lambda text: text.replace("colour,", "colour", 1))
    assert ("kits.csv", 1, "colour", "unknown_column") in spoiled.found()
    assert load_site(spoiled.folder)


def test_a_pack_with_errors_is_not_loaded(spoiled: Any) -> None:
    spoiled.put("patients.csv", 2, lat="", lon="")
    with pytest.raises(SitePackInvalid) as caught:
        load_site(spoiled.folder)
    assert caught.value.facts["count"] == 1


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ('id = "hsinchu-demo"', 'id = "Hsin Chu"', "id", "bad_site_id"),
        ('time_zone = "Asia/Taipei"', 'time_zone = "Asia/Hsinchu"', "time_zone", "unknown_time_zone"),
        ('day_start = "08:00"', 'day_start = "8 am"', "day_start", "bad_day_start"),
        ("format = 1", "format = 9", "format", "newer_format"),
        ("[base]\nlat = 24.817", "[base]\nlat = 120.9 #", "base", "outside_taiwan"),
        ('roads = ""', 'roads = "city.osm.pbf"', "roads", "missing_named_file"),
        ("horizon_days = 2", "horizon_days = 90", "horizon_days", "out_of_range"),
        ("synthetic = true", 'routing = { osrm = "router" }', "routing.osrm", "bad_server_address"),
        ("synthetic = true", 'routing = { osrm = { bus = "http://a" } }', "routing.osrm.bus", "unknown_key"),
        ("synthetic = true", "routing = { valhalla = 8002 }", "routing.valhalla", "bad_server_address"),
        ("synthetic = true", "routing = { timeout_s = 0 }", "routing.timeout_s", "out_of_range"),
        ("synthetic = true", "routing = { max_table = true }", "routing.max_table", "bad_type"),
        ("synthetic = true", 'routing = { url = "http://a" }', "routing.url", "unknown_key"),
        ("synthetic = true", 'routing = "http://a"', "routing", "bad_type"),
        ("synthetic = true", 'synthetic = "yes"', "synthetic", "bad_type"),
        ("synthetic = true", "colour = 1", "colour", "unknown_key"),
        ("synthetic = true", "synthetic = perhaps", "", "toml_syntax"),
    ],
)
def test_a_wrong_entry_of_the_head_is_reported_with_its_line(
    spoiled: Any, old: str, new: str, column: str, code: str
) -> None:
    text = spoiled.path("site.toml").read_text("utf-8")
    line = text.count("\n", 0, text.index(old)) + 1
    spoiled.edit("site.toml", lambda text: text.replace(old, new, 1))
    assert ("site.toml", line, column, code) in spoiled.found()


def test_a_head_without_a_name_or_base_is_reported(spoiled: Any) -> None:
    spoiled.edit("site.toml", lambda text: 'id = "x"\n' + text[text.index("[skills]") :])
    codes = {problem.code for problem in spoiled.problems()}
    assert {"missing_key_of", "missing_key", "no_base"} <= codes
