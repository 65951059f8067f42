"""The lines of everybody who is out there, in words; no Qt."""

from hah_console.domain.phone_pass import PassState
from hah_console.services.context import Context
from hah_console.services.field_team import FieldTeam, PassRow, TeamRow
from hah_console.ui.dispatch.live.lines import LiveLine
from hah_console.ui.i18n import Texts
from hah_console.ui.wording import age_text, clock_text

PERSON, PHONE = "person:", "phone:"
KNOWN_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
"""What a browser calls the device, in what it says of itself; the first that is found is shown."""
LONGEST_DEVICE = 40


class TeamWords:
    """Words for one language."""

    def __init__(self, texts: Texts, ctx: Context) -> None:
        self.texts, self._ctx = texts, ctx

    def lines(self, team: FieldTeam) -> tuple[LiveLine, ...]:
        """Everybody, each followed by her phones."""
        return tuple(line for row in team.rows for line in (self._person(row, team), *map(self._phone, row.passes)))

    def _person(self, row: TeamRow, team: FieldTeam) -> LiveLine:
        texts, position = self.texts, row.position
        where = texts("team.no_position")
        if position is not None:
            where = texts("live_day.seen", age=age_text(texts, team.at - position.at))
        small = () if row.passes else (texts("team.no_phone"),)
        return LiveLine(PERSON + row.staff_id, row.name, where, small, worker=True, quiet=position is None)

    # i18n: team.state.*
    def _phone(self, row: PassRow) -> LiveLine:
        texts, phone = self.texts, row.phone
        over = row.state not in {PassState.OPEN, PassState.ISSUED}
        heard = texts("team.never_heard")
        if row.silent is not None:
            heard = texts("team.heard", age=age_text(texts, row.silent))
        ends = phone.until if row.state is PassState.OPEN else phone.link_until
        small = [heard] if over else [texts("team.heard_until", heard=heard, until=clock_text(self._ctx.local(ends)))]
        if phone.revoked_at is not None:
            at = clock_text(self._ctx.local(phone.revoked_at))
            small.append(texts("team.revoked", who=row.revoked_by, at=at, reason=phone.revoke_reason))
        return LiveLine(
            PHONE + phone.pass_id, device_name(texts, phone.device), texts.word("team.state", row.state), tuple(small),
            quiet=over,
        )  # fmt: skip


def device_name(texts: Texts, told: str) -> str:
    """What the phone says it is, in a word; a browser says a lot of itself."""
    known = next((name for name in KNOWN_DEVICES if name in told), "")
    return known or told[:LONGEST_DEVICE] or texts("team.no_device")
