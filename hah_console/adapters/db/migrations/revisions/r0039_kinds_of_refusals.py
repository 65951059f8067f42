"""The kind of what could not be used and its facts, which the quarantine kept in the words of its reason only."""

import json
import re

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"

_VITAL = r"(?P<vital>hr|spo2|rr|sbp|dbp|temp)"
_NUMBER = r"-?[\d.e+-]+"
_WORDS = (
    (r"dev, seq:", "numbering"),
    (r"dev: (?P<device>.+) is with nobody$", "nobodys"),
    (r"dev: (?P<device>.+) is with (?P<owner>.+), not with (?P<patient>.+)$", "anothers"),
    (r"dev: (?P<device>.+) is not with (?P<patient>.+)$", "not_hers"),
    (r"dev: (?P<device>.*)", "not_hers"),
    (r"device: (?P<devices>.+) are two devices$", "two_devices"),
    (r"device: (?:no device is with nobody|none is named)$", "no_device"),
    (r"device: (?P<device>.+?)(?: is with nobody)?$", "nobodys"),
    (r"patient: the sender means somebody else than (?P<patient>.+), whom (?P<device>.+) is with$", "another_person"),
    (r"subject: by no number|PID-3: ", "no_number"),
    (r"PID: \d+ patients", "two_patients"),
    (r"identifier: ", "renamed"),
    (r"sig: (?P<device>.+) signs its sets", "signs_itself"),
    (r"sig: ", "signature"),
    (rf"{_VITAL}: (?P<value>{_NUMBER}) is outside (?P<low>{_NUMBER}) to (?P<high>{_NUMBER})$", "range"),
    (rf"(?:OBX .*: |code: )?{_VITAL} stands twice", "twice"),
    (rf"(?:OBX .*: )?unit: {_VITAL} in no unit", "unit"),
    (rf"(?:OBX .*: )?unit: {_VITAL} in (?P<unit>.+?)(?: of .*)?$", "unit"),
    (rf"{_VITAL}: no value|no value$", "no_value"),
    (rf"(?:OBX .*: )?{_VITAL}: ", "not_a_number"),
    (r"OBX .*: value: ", "message"),
    (r"off: (?P<names>.+?)(?: is not a vital sign)?$", "sensor"),
    (r"t: older ", "too_old"),
    (r"(?:OBX .*: )?(?:t|time): (?P<time>.+?)(?: ms)?(?: is not a time| has no hour or no time zone)?$", "no_time"),
    (r"topic: not one of site (?P<site>.+)", "site"),
    (r"payload: (?P<size>\d+) bytes, more than (?P<most>\d+)$", "too_large"),
    (r"payload: nested", "nested"),
    (r"payload: ", "unreadable"),
    (r"v: version (?P<version>.+) is not known$", "version"),
    (r"gw: more than (?P<most>\d+) gateways", "many_gateways"),
    (r"gw: (?P<gateway>.+?)(?: on the topic of .*| is no name)?$", "gateway"),
    (r"(?:OBX .*: )?status:? (?P<status>.*?)(?:; .*)?$", "status"),
    (r"(?:OBX .*: )?code: ", "code"),
    (r"internal: (?P<error>.+)", "internal"),
    (r"(?:MSH|PID|OBX|Bundle|resourceType|request|If-None-Exist)\b", "message"),
)
"""What the releases before this one wrote, in the order to try."""
_PORTION = 5_000


def upgrade() -> None:
    """Add the columns; what the words of a reason do not tell is of the kind ``other``."""
    op.add_column("quarantine", sa.Column("kind", sa.Text(), nullable=False, server_default="other"))
    op.add_column("quarantine", sa.Column("facts", sa.Text(), nullable=False, server_default="[]"))
    connection, last = op.get_bind(), -1
    read = sa.text("SELECT number, reason FROM quarantine WHERE number > :last ORDER BY number LIMIT :most")
    write = sa.text("UPDATE quarantine SET kind = :kind, facts = :facts WHERE number = :number")
    while rows := connection.execute(read, {"last": last, "most": _PORTION}).all():
        connection.execute(write, [{"number": number, **_told(reason)} for number, reason in rows])
        last = rows[-1][0]


def _told(reason: str) -> dict[str, str]:
    for pattern, kind in _WORDS:
        if found := re.match(pattern, reason):
            facts = [[name, value] for name, value in found.groupdict().items() if value]
            return {"kind": kind, "facts": json.dumps(facts, ensure_ascii=False, separators=(",", ":"))}
    return {"kind": "other", "facts": "[]"}
