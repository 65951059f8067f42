"""Where phones and hospitals find the pages of the service, as the active service last said."""

from dataclasses import dataclass

from hah_console.services.context import Context

ADDRESS, FINGERPRINT = "web_address", "web_fingerprint"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """``address`` without a path, empty where no pages are served; ``fingerprint`` of the certificate, SHA-256."""

    address: str = ""
    fingerprint: str = ""


def note_web(ctx: Context, address: str, fingerprint: str) -> None:
    """The service listens there now. Raises LeaseLost."""
    with ctx.store() as uow:
        uow.site.put(ADDRESS, address)
        uow.site.put(FINGERPRINT, fingerprint)
        uow.commit()


def web_address(ctx: Context) -> WebAddress:
    """Where the pages are."""
    with ctx.store() as uow:
        return WebAddress(uow.site.get(ADDRESS), uow.site.get(FINGERPRINT))
