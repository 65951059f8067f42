"""Rows of the green channel with every field filled."""

from datetime import UTC, datetime, timedelta

from hah_console.domain.hospital_news import Diversion, HospitalNews
from hah_console.domain.pack_delivery import Channel, DeliveryState, PackDelivery
from hah_console.domain.reading import Vital
from hah_console.domain.receiving import ReceivingSlip
from hah_console.domain.transfer_pack import PackContent, PackItem, PackPart, PackSeries, TransferPack

NOW = datetime(2026, 3, 5, 1, 2, 3, 456000, tzinfo=UTC)
HOUR = timedelta(hours=1)
CONTENT = PackContent(
    (
        PackItem(PackPart.IDENTIFY, "name", ("陳大明",), NOW),
        PackItem(PackPart.BACKGROUND, "code_status", said=False),
        PackItem(PackPart.CULTURE, "specimens"),
    ),
    (PackSeries(Vital.SPO2, ((1_000, 91.0, 93.5), (2_000, 90.0, 92.0))),),
)
PACK = TransferPack("PK-1", "X-1", 1, "H-1", NOW, "U-1", CONTENT, CONTENT.digest(), ("identify.name",))
DELIVERY = PackDelivery(
    "DL-1", "PK-1", "X-1", Channel.FOLDER, NOW, DeliveryState.RECEIVED, 2, NOW + HOUR, "OSError", NOW + HOUR,
    NOW + 2 * HOUR, "李護理師",
)  # fmt: skip
SLIP = ReceivingSlip("S-1", "X-1", "H-1", "aa", NOW, "U-1", NOW + HOUR, NOW, "bb", 2, NOW + HOUR)
NEWS = HospitalNews("N-1", "H-1", NOW, "U-1", True, 4, 0, 31, Diversion.PARTIAL, "電話告知")
CHANNEL_ROWS = {"deliveries": DELIVERY, "slips": SLIP}
