"""The chain: every change of any entry breaks it at that entry."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hah_console.domain.audit import GENESIS_HASH, AuditEntry, ChainedEntry, chain_hash, first_broken

NOW = datetime(2026, 3, 5, 1, tzinfo=UTC)


def chain(count):
    items, previous = [], GENESIS_HASH
    for number in range(1, count + 1):
        entry = AuditEntry(
            NOW, f"U-{number}", "nurse", "WS", "view_patient", "patient", "P-1", "P-1", (("why", "交班"),)
        )
        own = chain_hash(previous, number, entry)
        items.append(ChainedEntry(number, entry, previous, own))
        previous = own
    return tuple(items)


def with_entry(items, position, **changes):
    changed = replace(items[position], entry=replace(items[position].entry, **changes))
    return (*items[:position], changed, *items[position + 1 :])


def test_an_empty_chain_and_an_untouched_chain_hold():
    assert first_broken(()) is None
    assert first_broken(chain(4)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"at": NOW + timedelta(milliseconds=1)},
        {"actor": "U-x"},
        {"role": "physician"},
        {"workstation": "WS-2"},
        {"action": "edit"},
        {"entity": "alarm"},
        {"entity_id": "P-2"},
        {"patient_id": None},
        {"facts": ()},
    ],
)
def test_a_change_of_any_field_breaks_the_chain_there(changes):
    assert first_broken(with_entry(chain(4), 2, **changes)) == 3


def test_a_missing_entry_breaks_the_chain_at_the_next():
    items = chain(4)
    assert first_broken((*items[:1], *items[2:])) == 3


def test_swapped_entries_break_the_chain():
    items = chain(3)
    assert first_broken((items[1], items[0], items[2])) == 2


def test_a_page_is_checked_from_the_hash_before_it():
    items = chain(4)
    assert first_broken(items[2:], items[1].hash) is None
    assert first_broken(items[2:]) == 3


@given(st.lists(st.tuples(st.text(), st.text()), max_size=3), st.lists(st.tuples(st.text(), st.text()), max_size=3))
def test_different_facts_never_share_a_hash(one, other):
    entry = AuditEntry(NOW, "U", "nurse", "WS", "a")
    hashes = {chain_hash(GENESIS_HASH, 1, replace(entry, facts=tuple(facts))) for facts in (one, other)}
    assert len(hashes) == (1 if one == other else 2)
