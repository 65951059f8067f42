"""The exchange of the service with a real server: it sends and reads side by side, and does not read its own words."""

import threading
from pathlib import Path

import pytest
from helpers.bedside import CHEN, Bedside
from helpers.exchange_rows import NAMING
from helpers.fhir_reading import READER, UNITS
from helpers.hospital_side import MOI, ROOT, SYSTEMS, as_told, crp, numbered
from helpers.processes import until

from hah_console.adapters.fhir.client.fhir_client import FhirClient
from hah_console.adapters.fhir.setup import ExchangeSetupInvalid, read_exchange_setup
from hah_console.app.exchange.duty import OwnExchange
from hah_console.app.exchange.inbound import Inbound
from hah_console.app.exchange.parts import FeedPart
from hah_console.domain.identity_match import MatchState, NumberKind
from hah_console.services.hospital_known import read_hospital_knowledge

pytestmark = pytest.mark.alone


def told(bedside: Bedside) -> list[str]:
    return [each.value for each in read_hospital_knowledge(bedside.ctx, CHEN).facts]


def test_the_service_sends_and_reads_side_by_side_and_ends_when_told(
    bedside: Bedside, real: FhirClient, real_base: str, tmp_path: Path
) -> None:
    her = real.create(as_told(numbered(bedside))).reference
    real.create(crp(her, 1.5))
    (tmp_path / "exchange.toml").write_text(
        f'root = "https://hah.example.tw/{tmp_path.name}"\norganisation = "示範"\n[[feed]]\nname = "h"\n'
        f'base = "{real_base}"\nsign_in = "open"\nread = true\n', "utf-8",
    )  # fmt: skip
    duty = OwnExchange(bedside.ctx, tmp_path, {}, bedside.store.change_feed, UNITS)
    duty.start()
    until(lambda: told(bedside) == ["1.5 mg/dL"])
    until(lambda: sent(bedside) > 10)
    duty.close()
    until(lambda: not {"exchange", "exchange-in"} & {each.name for each in threading.enumerate()})
    assert told(bedside) == ["1.5 mg/dL"]
    with bedside.ctx.store() as uow:
        cases = uow.match_cases.of_patient(CHEN)
    assert {each.state for each in cases} == {MatchState.LINKED}
    assert her in {each.incoming.reference for each in cases}
    assert all(each.incoming.number(NumberKind.OWN) or each.incoming.reference == her for each in cases)


def test_sending_takes_no_turn_of_the_reading(bedside: Bedside, real: FhirClient) -> None:
    class Forbidden(Inbound):
        def turn(self, stop=None):
            pytest.fail("read on the thread that sends")

    inbound = Forbidden(bedside.ctx, "h", real, READER, SYSTEMS, ROOT)
    FeedPart("h", NAMING, None, None, None, None, inbound).turn(lambda: False)


def sent(bedside: Bedside) -> int:
    with bedside.ctx.store() as uow:
        return uow.exchange.counts("h").sent


@pytest.mark.parametrize(("line", "reads"), [("", False), ("read = true", True), ("read = false", False)])
def test_a_feed_is_read_only_where_the_site_says_so(tmp_path: Path, line: str, reads: bool) -> None:
    assert read_exchange_setup(setup_file(tmp_path, line)).feeds[0].reads is reads


def test_reading_is_said_as_a_truth_value(tmp_path: Path) -> None:
    with pytest.raises(ExchangeSetupInvalid) as refused:
        read_exchange_setup(setup_file(tmp_path, 'read = "yes"'))
    assert refused.value.facts["key"] == "read"


def setup_file(folder: Path, line: str) -> Path:
    file = folder / "exchange.toml"
    feed = f'name = "h"\nbase = "https://h.tw/fhir"\nsign_in = "open"\n{line}\n'
    file.write_text(f'root = "{MOI}"\norganisation = "x"\n[[feed]]\n{feed}', "utf-8")
    return file
