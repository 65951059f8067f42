"""A site of its own with a broker for every test of the service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers.processes import broker
from helpers.stores import lay_demo_site
from service_post import Post

from hah_console.adapters.vitals.broker import free_port
from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.topics import topic
from hah_console.app.bootstrap import open_core
from hah_console.app.options import program_options

SITE_ID = "hsinchu-demo"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    lay_demo_site(tmp_path)
    core = open_core(program_options(tmp_path, f"sqlite:///{tmp_path / 'hah.db'}", free_port()))
    with broker(core.options.broker_port, tmp_path):
        yield Post(core, core.options.broker_port, tmp_path)
    core.store.close()


@pytest.fixture
def publish(post: Post) -> Iterator[Callable[..., None]]:
    """Publish one set of a device of the demo site, by default well and of patient P001."""
    publisher = VitalsPublisher(Address(post.port), "test-devices")
    assert publisher.connect(5.0)

    def send(sequence: int, patient: str = "P001", device: str = "D-01", **values: float) -> None:
        measured_ms = int(datetime.now(UTC).timestamp() * 1000)
        shown = values or {"spo2": 97.0, "heart_rate": 80.0}
        publisher.publish(topic(SITE_ID, patient), encode(DeviceSet(device, sequence, measured_ms, **shown)))  # type: ignore[arg-type]

    yield send
    publisher.close()
