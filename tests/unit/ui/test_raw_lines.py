"""A resource as it came: its lines, its digits, and the wrong place marked."""

import json

from hypothesis import given
from hypothesis import strategies as st

from hah_console.ui.raw_lines import MOST_LINES, Wrong, path_of, raw_lines

CONTENT = '{"resourceType":"Observation","component":[{"code":{"text":"a"}},{"valueQuantity":{"value":1.10}}]}'
JSON = st.recursive(
    st.none() | st.booleans() | st.text(max_size=5) | st.integers(-9, 9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def marked(place: str) -> tuple[list[str], bool]:
    raw = raw_lines(CONTENT, Wrong(place))
    return [raw.lines[at].text.strip() for at in sorted(raw.marked)], raw.there


def test_digits_stay_as_the_hospital_wrote_them() -> None:
    assert any('"value": 1.10' in line.text for line in raw_lines(CONTENT).lines)


def test_a_place_is_marked_with_what_stands_in_it() -> None:
    assert marked("Observation.component[1].valueQuantity") == (['"valueQuantity": {', '"value": 1.10', "}"], True)


def test_a_place_without_a_position_means_every_one_of_the_list() -> None:
    assert marked("Observation.component.code.text") == (['"text": "a"'], True)


def test_what_is_missing_is_marked_where_it_belongs() -> None:
    assert marked("Observation.component[0].valueQuantity.unit") == (["{"], False)
    assert marked("Observation.subject") == (["{"], False)


def test_without_a_place_what_was_told_is_marked_else_the_element() -> None:
    told = raw_lines(CONTENT, Wrong(words=("a",), element="valueQuantity"))
    assert [told.lines[at].text.strip() for at in told.marked] == ['"text": "a"']
    named = raw_lines(CONTENT, Wrong(words=("furlong",), element="valueQuantity"))
    assert [named.lines[at].text.strip() for at in sorted(named.marked)] == ['"valueQuantity": {', '"value": 1.10', "}"]


def test_what_is_no_json_is_shown_as_it_is() -> None:
    raw = raw_lines('{"resourceType": "Obs', Wrong("Observation.code"))
    assert [line.text for line in raw.lines] == ['{"resourceType": "Obs']
    assert not raw.there


def test_a_huge_or_deep_resource_ends_and_says_so() -> None:
    assert raw_lines(json.dumps(list(range(MOST_LINES + 50)))).cut
    deep = "[" * 900 + "1" + "]" * 900
    assert raw_lines(deep).lines


def test_the_kind_of_a_resource_is_no_step() -> None:
    assert path_of("Patient.name[2].family") == ("name", 2, "family")
    assert path_of("code.coding") == ("code", "coding")


@given(JSON)
def test_the_lines_together_are_the_resource(value: object) -> None:
    text = "".join(line.text for line in raw_lines(json.dumps({"x": value})).lines)
    assert json.loads(text) == {"x": value}
