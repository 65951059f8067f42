"""The dialogs of the routes screen: two plans beside each other, own changes onto a newer plan, planning profiles."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hah_console.domain.errors import PlanOvertaken
from hah_console.domain.ids import PlanId
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.services.changes import Changes
from hah_console.services.plan_desk import Judges
from hah_console.services.plan_rebase import Rebased, rebase
from hah_console.services.planning_profiles import chosen_profile
from hah_console.ui.screen import Desk
from hah_console.ui.screens.routes.compare_dialog import CompareDialog
from hah_console.ui.screens.routes.presenter import RoutesPresenter
from hah_console.ui.screens.routes.profile_dialog import ProfileDialog
from hah_console.ui.timeline.sheet_scene import SceneWriter

Answer = tuple[Rebased, Changes]


class RouteDialogs(QObject):
    """Signals: ``said`` with a sentence, ``rebased`` when own changes stand on the plan in force, ``profiled`` with the
    PlanningProfile searches use from now on, ``failed`` with an error."""

    said = Signal(str)
    rebased = Signal()
    profiled = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, presenter: RoutesPresenter, screen: QWidget) -> None:
        super().__init__(screen)
        self._desk, self._presenter, self._screen = desk, presenter, screen
        self._shipped = desk.ports.profile

    def restyle(self, desk: Desk) -> None:
        """Another language or theme for the next dialog."""
        self._desk = desk

    def read_profile(self) -> None:
        """The profile this person chose last; before that the shipped one counts."""
        ctx, actor, shipped = self._desk.ctx, self._desk.actor, self._shipped
        if shipped is not None:
            work: Callable[[], PlanningProfile] = lambda: chosen_profile(ctx, actor, shipped)  # noqa: E731
            self._desk.tasks.run_query(work, self.profiled.emit, self.failed.emit)

    def open_profiles(self) -> None:
        """All editions of all profiles."""
        used = self._presenter.profile
        if self._shipped is None or used is None:
            return
        dialog = ProfileDialog(self._desk, self._shipped, used, self._screen)
        dialog.chosen.connect(self._on_profile)
        dialog.open()

    def compare(self) -> None:
        """The plan in sight beside the plan in force."""
        self.open_comparison()

    def open_comparison(self, overtaken: PlanOvertaken | None = None) -> None:
        """The plan in sight beside the plan in force; with ``overtaken`` the changes can be made again on that."""
        view, plan = self._presenter.view, self._presenter.plan
        if view is None or plan is None:
            return
        before = view.published or plan
        first = PlanId(str(overtaken.facts["plan"])) if overtaken else before.plan_id
        after = view.draft if plan is before and view.draft else plan
        dialog = CompareDialog(
            self._desk, self._presenter.day, (first, after.plan_id), self._screen, after.plan_id if overtaken else None
        )
        if overtaken is not None:
            dialog.say(self._desk.texts.error(overtaken))
        dialog.rebase_asked.connect(self._rebase)
        dialog.open()

    def _rebase(self, draft_id: str) -> None:
        ports, ctx, actor = self._desk.ports, self._desk.ctx, self._desk.actor
        profile = self._presenter.profile
        if ports.travel is None or ports.hand is None or profile is None:
            return
        judges = Judges(ports.travel, ports.hand, profile, ports.rules)
        work: Callable[[], Answer] = lambda: rebase(ctx, actor, PlanId(draft_id), judges)  # noqa: E731
        self._desk.tasks.run_command(work, self._on_rebased, self.failed.emit)

    def _on_rebased(self, answer: Answer) -> None:
        texts, done = self._desk.texts, answer[0]
        said = texts("routes.rebased", count=len(done.made))
        if done.both:
            said += texts("routes.rebased_both", names=self._names(done, done.both))
        if done.refused:
            said += texts("routes.rebased_refused", names=self._names(done, done.refused))
        self.rebased.emit()
        self.said.emit(said)

    def _names(self, done: Rebased, visits: tuple[str, ...]) -> str:
        writer = SceneWriter(self._desk.texts, self._desk.ctx.local, done.sheet)
        return self._desk.texts("routes.comma").join(writer.patient(visit_id) for visit_id in visits)

    def _on_profile(self, profile: PlanningProfile) -> None:
        self.profiled.emit(profile)
        name = profile.name if profile.version.isdigit() else self._desk.texts("routes.profiles.shipped")
        self.said.emit(self._desk.texts("routes.profiles.now", name=name, version=profile.version))
