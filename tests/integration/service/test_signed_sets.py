"""The running service checks signatures with the keys of the site's file."""

from datetime import UTC, datetime

from helpers.processes import program, says, until
from service_post import Post

from hah_console.adapters.vitals.payload import DeviceSet, encode
from hah_console.adapters.vitals.publisher import VitalsPublisher
from hah_console.adapters.vitals.session import Address
from hah_console.adapters.vitals.topics import topic

SITE_ID, PATIENT, DEVICE = "hsinchu-demo", "P001", "D-01"
KEY, ANOTHER = b"k" * 32, b"x" * 32


def _signed(sequence: int, key: bytes | None) -> bytes:
    return encode(DeviceSet(DEVICE, sequence, int(datetime.now(UTC).timestamp() * 1000), spo2=97.0), key)


def test_a_set_without_the_signature_of_its_monitor_goes_to_the_quarantine(post: Post) -> None:
    keys, setup = post.home / "keys.toml", post.home / "site-broker.toml"
    keys.write_text(f'{DEVICE} = "{KEY.hex()}"\n', "utf-8")
    keys.chmod(0o600)
    setup.write_text(f'site = "{SITE_ID}"\ndevice_keys = "keys.toml"\n[listener]\nport = {post.port}\n', "utf-8")
    publisher = VitalsPublisher(Address(post.port), "test-signing")
    assert publisher.connect(5.0)
    with program("service", *post.arguments(), "--broker-config", str(setup)) as service:
        assert says(service) == "ready"
        for sequence, key in enumerate((KEY, ANOTHER, None, KEY), 1):
            publisher.publish(topic(SITE_ID, PATIENT), _signed(sequence, key))
        until(lambda: (post.readings(), post.quarantined()) == (2, 2))
    publisher.close()
