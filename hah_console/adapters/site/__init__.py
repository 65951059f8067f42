"""Site packs: a folder that describes a programme, read and checked."""

from hah_console.adapters.site.check import check_site
from hah_console.adapters.site.load import load_site
from hah_console.adapters.site.problem import SiteProblem

__all__ = ["SiteProblem", "check_site", "load_site"]
