"""A real browser in which the tour opens the pages for phones and hospitals, on a thread of its own."""

import importlib.util
import logging
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from hah_console.app.resources import resource_path

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PHONE, DESKTOP = (390, 844), (1280, 900)
LOAD_S = 20
_PROGRAMS = ("chromium", "chromedriver")
FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
    "<fontconfig><dir>{fonts}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir></fontconfig>"
)
_LOG = logging.getLogger(__name__)
Doing = Callable[["Chrome"], None]


def browser_there() -> bool:
    """Whether this machine has Chromium, its driver and what drives them (Debian: chromium, chromium-driver)."""
    return importlib.util.find_spec("selenium") is not None and all(shutil.which(name) for name in _PROGRAMS)


class Browser:
    """One window of ``size`` pixels from construction to ``close``. Raises RuntimeError where ``browser_there`` is not.

    ``run`` does something in it while the console goes on; ``busy`` until that is over, ``trouble`` when it failed.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size, self.trouble = size, ""
        self._folder = tempfile.TemporaryDirectory(prefix="hah-tour-browser-")
        self._driver: Chrome | None = None
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether the last thing to do is still being done."""
        return self._thread is not None and self._thread.is_alive()

    def run(self, doing: Doing) -> None:
        """Do it; what went wrong stands in ``trouble`` afterwards."""
        self.trouble = ""
        self._thread = threading.Thread(target=self._do, args=(doing,), name="tour-browser", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take the window away."""
        if self._thread is not None:
            self._thread.join(LOAD_S)
        if self._driver is not None:
            self._driver.quit()
        self._folder.cleanup()

    def _do(self, doing: Doing) -> None:
        try:
            if self._driver is None:
                self._driver = open_chromium(self._size, Path(self._folder.name))
                self._driver.implicitly_wait(LOAD_S)
            doing(self._driver)
        except Exception as error:  # noqa: BLE001  the boundary of the thread: the tour tells whatever broke
            self.trouble = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            _LOG.warning("the browser: %s", self.trouble)


def open_chromium(size: tuple[int, int], folder: Path) -> "Chrome":
    """A browser without a window whose files lie in ``folder``, in which the service's own certificate counts."""
    from selenium.webdriver import Chrome
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    browser, driver = (str(shutil.which(name)) for name in _PROGRAMS)
    options.binary_location = browser
    options.accept_insecure_certs = True  # the service signs its certificate itself
    width, height = size
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
        "--disable-background-networking", f"--window-size={width},{height}", f"--user-data-dir={folder}",
    ):  # fmt: skip
        options.add_argument(argument)
    opened = Chrome(options, Service(driver, env={**os.environ, "FONTCONFIG_FILE": str(_fonts(folder))}))
    opened.set_page_load_timeout(LOAD_S)
    return opened


def _fonts(folder: Path) -> Path:
    """The machine may have no Chinese typeface, which every phone has: the browser is given the bundled one."""
    file = folder / "fonts.conf"
    file.write_text(FONTS.format(fonts=resource_path("fonts"), cache=folder), "utf-8")
    return file


def click(driver: "Chrome", selector: str) -> None:
    """Press what a selector finds; a page that paints itself anew meanwhile is asked again."""
    from selenium.common.exceptions import StaleElementReferenceException
    from selenium.webdriver.support.wait import WebDriverWait

    def pressed(page: "Chrome") -> bool:
        button = page.find_element("css selector", selector)
        page.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        return True

    WebDriverWait(driver, LOAD_S, ignored_exceptions=(StaleElementReferenceException,)).until(pressed)
