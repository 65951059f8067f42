"""The page for receiving hospitals, put together."""

from hah_console.adapters.web.receiving import ReceivingPage
from hah_console.app.bootstrap import Core
from hah_console.app.channel.papers import PackPapers
from hah_console.app.channel.receiving_desk import WordedReceivingDesk
from hah_console.app.resources import resource_path
from hah_console.services.context import Context
from hah_console.ui.i18n import Texts


def receiving_page(core: Core, ctx: Context) -> ReceivingPage:
    """In 繁體中文, which every hospital here reads."""
    texts = Texts()
    return ReceivingPage(WordedReceivingDesk(ctx, PackPapers(ctx, core.rules, texts), texts), resource_path("web"))
