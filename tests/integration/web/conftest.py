"""A worker's phone before the page that a test module serves (its ``at``)."""

import pytest
from helpers.field_day import DISPATCHER, NURSES
from helpers.phones import Phone, Served

from hah_console.services.phone_passes import issue_pass


@pytest.fixture
def phone(at: Served) -> Phone:
    """A phone of the first nurse that has opened its link."""
    made = Phone(at)
    assert made.open(issue_pass(at.day.ctx, DISPATCHER, NURSES[0]).code) == 200
    return made
