"""Every test: an offscreen display, a frozen zone, no outside world, nothing left behind, no surprise in the log."""

import gc
import os
import signal
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "UTC"  # not the site's zone: code that forgets to name the zone shows it
os.environ["LC_ALL"] = "C.UTF-8"
os.environ["PYTHONUTF8"] = "1"
if hasattr(time, "tzset"):
    time.tzset()
sys.path.insert(0, str(Path(__file__).parent))

import pytest
from helpers.birthplaces import PLACES, watching
from helpers.leaks import Alive, alive, left_behind, let_go
from helpers.logfail import UnexpectedLogs
from helpers.loopback import only_loopback
from helpers.patient_bot import PatientBot
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
QT_FOLDERS = {"gui", "accessibility", "screenshots"}
ALONE_FOLDERS = {"faults"}
ALONE, ALONE_WORDS = pytest.mark.alone, "mark.alone"
LONG_LIVED = pytest.StashKey[list[Alive]]()


# A busy machine is no fault of the code, and a run is the same every time.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Watch every start from here on."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started with "&": what the tests start would be deaf, too
        signal.signal(signal.SIGINT, signal.default_int_handler)
    context = watching()
    config.stash[PLACES] = context.__enter__()
    config.stash[LONG_LIVED] = []
    config.add_cleanup(lambda: context.__exit__(None, None, None))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write down which tests failed, for ``side_by_side.py``."""
    if record := os.environ.get("HAH_FAILED_TESTS"):
        reports = [report for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, ())]
        Path(record).write_text("\n".join(dict.fromkeys(report.nodeid for report in reports)), "utf-8")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported stays: no search through it for garbage again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only tests marked ``alone`` are wanted, files that have none need not be read."""
    only_alone = config.getoption("markexpr", "") == ALONE.name
    return True if only_alone and collection_path.is_file() and not _may_be_alone(collection_path) else None


@cache
def _may_be_alone(path: Path) -> bool:
    if ALONE_FOLDERS & set(path.relative_to(ROOT).parts):
        return True
    return path.suffix == ".py" and ALONE_WORDS in path.read_text("utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the folders of the user interface are marked ``gui``, those that do something to a machine ``alone``."""
    for item in items:
        if item.get_closest_marker(ALONE.name) and not _may_be_alone(item.path):
            raise pytest.UsageError(f"{item.path.name}: write {ALONE_WORDS} in the file itself, by which it is found")
        if ALONE_FOLDERS & set(item.path.relative_to(ROOT).parts):
            item.add_marker(ALONE)
        if QT_FOLDERS & set(item.path.relative_to(ROOT).parts) or "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gui)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest) -> Iterator[None]:
    """What a fixture of a whole session, package, module or class starts may live as long as that."""
    places = request.config.stash[PLACES]
    before = None if fixturedef.scope == "function" else alive(places)
    result = yield
    if before is not None:
        request.config.stash[LONG_LIVED].append(alive(places).without(before))
    return result


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> PatientBot:
    """The robot of pytest-qt with the patience of a busy machine."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that leaves a thread, process, QThread or QTimer running fails and is told where it was started."""
    places, long_lived = request.config.stash[PLACES], request.config.stash[LONG_LIVED]
    before, known = alive(places), len(long_lived)
    yield
    for kept in long_lived[known:]:
        before = before.with_(kept)
    if leaks := left_behind(before, places):
        pytest.fail("left behind:\n  " + "\n  ".join(leaks))


@pytest.fixture(autouse=True, scope="module")
def only_what_is_new_is_looked_through_for_garbage() -> None:
    """What is imported and what lives as long as the session takes a collection a third of a second, for nothing.

    The window of the last test goes first: what is frozen is kept for ever.
    """
    let_go()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_on_the_main_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program: no worker thread collects, and so destroys, objects of Qt."""
    if "gui" not in request.node.keywords:
        yield
        return
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture(autouse=True)
def no_surprise_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """A record of level WARNING or above fails the test unless ``@pytest.mark.expected_log(pattern)`` announces it."""
    marks = request.node.iter_markers("expected_log")
    with UnexpectedLogs(tuple(pattern for mark in marks for pattern in mark.args)) as unexpected:
        yield
    if unexpected.lines:
        pytest.fail("unexpected in the log:\n  " + "\n  ".join(unexpected.lines))


@pytest.fixture(autouse=True, scope="session")
def this_machine_only() -> Iterator[None]:
    """No test of this process reaches another machine."""
    with only_loopback():
        yield


@pytest.fixture(autouse=True, scope="session")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The program's files of a test run never lie in the home of the person who runs it."""
    os.environ["HAH_HOME"] = str(tmp_path_factory.mktemp("home"))
    os.environ.pop("HAH_DATABASE", None)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Recordings, roads and planning instances that lie beside the checkout; absent ones skip the test."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the reference data beside the checkout (../shared/data) are not on this machine")
    return folder
