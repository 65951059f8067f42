"""The routes screen: routes left, map in the middle, what is left out right; plan and publish on top."""

from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from hah_console.domain.errors import PlanOvertaken, PlanRejected
from hah_console.domain.ids import PlanId
from hah_console.domain.map_ground import MapGround
from hah_console.domain.planning_profile import PlanningProfile
from hah_console.domain.visit import PlanState
from hah_console.services.changes import Changes
from hah_console.services.day_plan import day_of_plan
from hah_console.services.day_plan_paths import RoutePaths
from hah_console.services.day_plan_rows import DayPlanView
from hah_console.services.desk_layout import Sizes, keep_layout, read_layout
from hah_console.ui.announce import announce
from hah_console.ui.dispatch.panels import PANELS
from hah_console.ui.map.canvas import MapCanvas
from hah_console.ui.requery import Requery
from hah_console.ui.screen import Desk, Screen
from hah_console.ui.screens.routes.dialogs import RouteDialogs
from hah_console.ui.screens.routes.head import RoutesHead
from hah_console.ui.screens.routes.layout import DeskLayout
from hah_console.ui.screens.routes.lines import ROUTE, STOP
from hah_console.ui.screens.routes.map_life import MapLife
from hah_console.ui.screens.routes.panels import Panel, Sentence, UnplannedPanel
from hah_console.ui.screens.routes.presenter import RoutesPresenter
from hah_console.ui.screens.routes.reasons import TASK
from hah_console.ui.screens.routes.route_list import RouteList
from hah_console.ui.screens.routes.search_run import SearchRun
from hah_console.ui.screens.routes.search_strip import SearchStrip
from hah_console.ui.timeline.panel import TimelinePanel
from hah_console.ui.widgets.row_list import RowList
from hah_console.ui.widgets.states import Message, Skeleton

LEFT_WIDTH, RIGHT_WIDTH = 270, 260
ENTITIES = ("plan", "task", "episode", "patient", "site", "road_closure")


class RoutesScreen(Screen):
    """One day of routes. A search runs beside everything else; the published plan stays until another is published."""

    screen_id = "routes"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ports = desk.ports
        self.setObjectName("ground")
        self.presenter = RoutesPresenter(
            desk.ctx, desk.actor, desk.texts, ports.travel, ports.planner, ports.profile, desk.ctx.today(),
            rules=ports.rules,
        )  # fmt: skip
        self._filling = self._tell_published = False
        self._refused = ""
        self._build()
        self._read = Requery(desk.tasks, self.presenter.read, self._on_view, self._on_failed, self)
        self._write_texts()
        self._show()
        self.dialogs.read_profile()
        desk.tasks.run_query(
            lambda: read_layout(desk.ctx, desk.actor, self.screen_id), self.layout_.take_sizes, self._on_failed
        )

    def _build(self) -> None:
        desk, theme = self.desk, self.desk.theme
        self.head = RoutesHead(theme, self)
        self.head.step_asked.connect(self._on_step)
        self.head.shown_asked.connect(self.show_plan)
        self.head.plan.clicked.connect(self.plan_day)
        self.head.publish.clicked.connect(self.publish)
        self.strip = SearchStrip(desk.texts, theme, self)
        self.search = SearchRun(self.presenter, desk.tasks, self.strip, self)
        self.search.began.connect(self._on_search_began)
        self.search.ended.connect(self._on_search_ended)
        self.dialogs = RouteDialogs(desk, self.presenter, self)
        self.dialogs.said.connect(self._say)
        self.dialogs.rebased.connect(self._on_kept)
        self.dialogs.profiled.connect(self._on_profile)
        self.dialogs.failed.connect(self._on_failed)
        self.head.compare.clicked.connect(self.dialogs.compare)
        self.head.profile.clicked.connect(self.dialogs.open_profiles)
        self.notice, self.warning = Sentence("routes.notice"), Sentence("routes.warning")
        self._build_lists()
        self._skeleton, self.message = Skeleton(theme), Message("routes.message")
        self.message.setProperty("role", "")
        self.message.asked.connect(self._on_message)
        self._build_map()
        self._lay_out()

    def _build_lists(self) -> None:
        texts, theme = self.desk.texts, self.desk.theme
        self.list = RouteList(theme)
        self.list.unfold_asked.connect(self._on_unfold)
        self.list.fold_asked.connect(self._on_fold)
        self.list.toggle_asked.connect(self._on_toggle)
        self.left_out = UnplannedPanel(RIGHT_WIDTH, texts, theme, self)
        self.unplanned = self.left_out.rows
        for rows in (self.list, self.unplanned):
            rows.chosen.connect(self._on_chosen)
            rows.opened.connect(self._on_opened)
            rows.installEventFilter(self)

    def _build_map(self) -> None:
        desk, ground = self.desk, self.desk.ports.ground
        note = "" if ground else desk.texts("routes.no_map")
        self.map = MapCanvas(ground or MapGround(), desk.texts, desk.theme, note=note)
        self.map.route_activated.connect(lambda route_id: self._reveal(ROUTE + route_id))
        self.map.stop_activated.connect(self._on_map_stop)
        self.map.stop_stepped.connect(self._on_map_stop)
        self.map_life = MapLife(self.map, desk, lambda: self.presenter.plan)
        self.map_life.route_chosen.connect(lambda route_id: self._reveal(ROUTE + route_id))
        self.travel_state = Sentence("routes.travel")
        self.map_life.troubled.connect(self.travel_state.say)

    def _lay_out(self) -> None:
        self.pages = QStackedWidget()
        for page in (self._skeleton, self.list, self.message):
            self.pages.addWidget(page)
        left = Panel(LEFT_WIDTH)
        left.column.addWidget(self.pages, 1)
        self.layout_ = DeskLayout()
        self.layout_.moved.connect(self._keep_sizes)
        self.layout_.add_tab(self.left_out, "")
        self.left_out.titled.connect(lambda title: self.layout_.name_tab(self.left_out, title))
        self.layout_.place(left, self.map)
        self.timeline = TimelinePanel(self.desk, self)
        self.timeline.chosen.connect(self._on_timeline_stop)
        self.timeline.opened.connect(lambda visit_id: self._on_opened(STOP + visit_id))
        self.left_out.place_asked.connect(self.timeline.place)
        self.timeline.kept.connect(self._on_kept)
        self.timeline.failed.connect(self._on_failed)
        self.layout_.place_below(self.timeline)
        self.timeline.sized.connect(self.layout_.share)
        self.panels = tuple(make(self.desk) for make in PANELS)
        for panel in self.panels:
            self.layout_.add_tab(panel, panel.title())
            panel.titled.connect(lambda title, page=panel: self.layout_.name_tab(page, title))
            panel.visit_chosen.connect(self._on_map_stop)
            panel.place_chosen.connect(self.map.centre)
            panel.stretch_tried.connect(self.map_life.try_closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for top in (self.head, self.strip, self.notice, self.warning, self.travel_state):
            column.addWidget(top)
        column.addWidget(self.layout_, 1)

    # what the shell asks

    def take_focus(self) -> None:
        """The list, or what has to be pressed when there is none."""
        page = self.pages.currentWidget()
        target: QWidget = self.list
        if page is self.message and self.message.button.isVisibleTo(self):
            target = self.message.button
        elif page is self._skeleton:
            target = self
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_entity(self, entity_id: str) -> None:
        """Show the day of a plan."""
        ctx = self.desk.ctx
        self.desk.tasks.run_query(lambda: day_of_plan(ctx, PlanId(entity_id)), self._on_day, self._on_failed)

    def refresh(self) -> None:
        """Read the day again."""
        self._read.ask()
        for panel in self.panels:
            panel.refresh()

    def on_changes(self, changes: Changes) -> None:
        """Read again when a plan or a task was changed by anybody."""
        if changes.touches(*ENTITIES):
            self._read.ask()
        for panel in self.panels:
            panel.on_changes(changes)

    def on_tick(self, now: datetime) -> None:
        """After midnight the routes of today are those of the new day."""
        said = self.presenter.turned(now)
        if said:
            self.go_to(self.presenter.day)
            self._say(said)
        elif said is not None:
            self._show_head()
        self.map_life.tick(now, self.desk)
        for panel in self.panels:
            panel.on_tick(now)

    def restyle(self, desk: Desk) -> None:
        """Take another language or theme."""
        super().restyle(desk)
        self.presenter.texts = desk.texts
        self.list.restyle(desk.theme)
        self.left_out.restyle(desk.texts, desk.theme)
        self._skeleton.restyle(desk.theme)
        self.map.restyle(desk.texts, desk.theme)
        self.timeline.restyle(desk)
        self.dialogs.restyle(desk)
        self.map_life.restyle(desk)
        for panel in self.panels:
            panel.restyle(desk)
            self.layout_.name_tab(panel, panel.title())
        self._write_texts()
        self._say("")
        self._show()

    # what the person asks

    def plan_day(self) -> None:
        """Search a plan of the day in the background."""
        self.search.begin()

    def publish(self) -> None:
        """Make the draft in sight the order of the day."""
        presenter, plan = self.presenter, self.presenter.plan
        if plan is None or not presenter.can_publish():
            return
        presenter.publishing = True
        self._say(self.desk.texts("routes.progress.publishing"))
        self._show_head()
        self.desk.tasks.run_command(presenter.publishing_work(plan), self._on_published, self._on_not_published)

    def show_plan(self, state: PlanState) -> None:
        """Show the draft or the published plan."""
        self.presenter.show_plan(state)
        self._show()

    def go_to(self, day: date) -> None:
        """Show another day."""
        self.presenter.go_to(day)
        self._say("")
        self._show()
        self.map.fit()
        self._read.ask()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The list that gets the focus shows its row on the map."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, RowList) and watched.key():
            self._on_chosen(watched.key())
        return super().eventFilter(watched, event)

    # answers

    def _on_view(self, view: DayPlanView) -> None:
        first = self.presenter.view is None
        if not self.presenter.take(view):
            self._read.ask()
            return
        if self._tell_published and view.published is not None:
            self._say(self.desk.texts("routes.published_now", number=view.published.number))
            self._tell_published = False
        self._show()
        for panel in self.panels:
            panel.show_day(view)
        if first:
            self.map.fit()
            self._take_focus_if_free()

    def _take_focus_if_free(self) -> None:
        focus = self.window().focusWidget()
        elsewhere = focus is None or focus is self or not self.isAncestorOf(focus)
        if self.isVisible() and elsewhere and not isinstance(focus, QLineEdit):
            self.take_focus()

    def _on_day(self, day: date | None) -> None:
        if day is not None and day != self.presenter.day:
            self.go_to(day)

    def _on_failed(self, error: Exception) -> None:
        texts = self.desk.texts
        if self.presenter.view is None:
            self.message.say(texts.error(error), texts("routes.retry"))
            self.pages.setCurrentWidget(self.message)
        else:
            self._say(texts.error(error))

    def _on_ways(self, found: tuple[PlanId, RoutePaths]) -> None:
        self.presenter.take_ways(found)
        self._show_map()

    def _on_search_began(self) -> None:
        self._say("")
        waited = self.message.button.hasFocus()
        self._show_head()
        self._show_page()
        if waited:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_search_ended(self, sentence: str) -> None:
        focus = self.window().focusWidget()
        was_here = focus is self or self.strip.isAncestorOf(focus or self)
        self._say(sentence)
        self._show_head()
        self.search.show_progress()
        self._show_page()
        self._read.ask()
        if was_here:
            self.take_focus()

    def _on_published(self, _: Changes) -> None:
        self.presenter.publishing = False
        self._tell_published = True
        self._read.ask()

    def _on_not_published(self, error: Exception) -> None:
        self.presenter.publishing = False
        self._say(self.presenter.publishing_error(error))
        self._refused = self.notice.text() if isinstance(error, PlanRejected) else ""
        self._show_head()
        self._read.ask()
        if isinstance(error, PlanOvertaken):
            self.dialogs.open_comparison(error)

    def _on_profile(self, profile: PlanningProfile) -> None:
        self.presenter.profile = profile
        self.timeline.editing.weigh(profile)
        self._show_head()

    def _on_step(self, days: int) -> None:
        self.go_to(self.presenter.step(days) if days else self.desk.ctx.today())

    def _on_message(self) -> None:
        if self.presenter.view is None:
            self.refresh()
        else:
            self.plan_day()

    def _keep_sizes(self, sizes: Sizes) -> None:
        ctx, actor = self.desk.ctx, self.desk.actor
        self.desk.tasks.run_command(lambda: keep_layout(ctx, actor, self.screen_id, sizes), lambda _: None)

    # choosing

    def _on_chosen(self, key: str) -> None:
        if not self._filling:
            self.presenter.choose(key)
            self._mark_list()
            self.map.select(*self.presenter.map_choice())
            self.timeline.select(self.presenter.map_choice()[1])

    def _on_opened(self, key: str) -> None:
        patient_id = self.presenter.patient_of(key)
        if patient_id is not None:
            self.desk.navigate("patient", patient_id)
        else:
            self._on_toggle(key)

    def _on_toggle(self, key: str) -> None:
        self.presenter.toggle(key)
        self._show_list()
        self._speak_row()

    def _on_unfold(self, key: str) -> None:
        if self.presenter.unfold(key):
            self._show_list()
            self._speak_row()

    def _on_fold(self, key: str) -> None:
        stands_on = self.presenter.fold(key)
        self._show_list()
        self.list.choose(stands_on)
        self._speak_row()

    def _on_map_stop(self, stop_id: str) -> None:
        key = self.presenter.reveal(stop_id)
        if key:
            self._reveal(key)

    def _on_timeline_stop(self, visit_id: str) -> None:
        key = self.presenter.reveal(visit_id)
        if key:
            self._show_list()
            self.list.choose(key)
            self.presenter.choose(key)
            self._mark_list()
            self.map.select(*self.presenter.map_choice())

    def _on_kept(self) -> None:
        """A change by hand has become a draft, which is what is in sight from now on."""
        self.presenter.show_plan(PlanState.DRAFT)
        self._read.ask()

    def _reveal(self, key: str) -> None:
        """Stand on a row because the map says so."""
        self._show_list()
        (self.unplanned if key.startswith(TASK) else self.list).choose(key)
        self._on_chosen(key)

    def _mark_list(self) -> None:
        """Only the list whose row is on the map goes on showing it without the focus."""
        left_out = self.presenter.chosen.startswith(TASK)
        for rows, marked in ((self.list, not left_out), (self.unplanned, left_out)):
            rows.keeps_selection = marked
            rows.viewport().update()

    def _speak_row(self) -> None:
        row = self.list.row()
        if row is not None:
            announce(self.list, row.spoken)

    # showing

    def _show(self) -> None:
        self._show_head()
        self.search.show_progress()
        self._show_list()
        self._show_unplanned()
        self._show_page()
        self._show_map()
        plan = self.presenter.plan
        self.timeline.setVisible(plan is not None)
        self.timeline.show_plan((plan.plan_id, plan.version) if plan else None)
        wanted = self.presenter.ways_wanted()
        if wanted is not None:
            self.desk.tasks.run_query(lambda: self.presenter.find_ways(wanted), self._on_ways, self._on_failed)

    def _show_head(self) -> None:
        self.head.show_head(self.presenter)
        refused = bool(self._refused) and self.notice.text() == self._refused  # the notice says it already
        warning = "" if refused else self.presenter.standing_warning() or self.presenter.why_not_plan()
        self.warning.say(warning)

    def _show_list(self) -> None:
        scroll = self.list.verticalScrollBar()
        stood = scroll.value()
        self._filling = True
        self.list.show_rows(self.presenter.lines())
        self._filling = False
        scroll.setValue(stood)

    def _show_unplanned(self) -> None:
        self._filling = True
        presenter = self.presenter
        self.left_out.show_tasks(presenter.unplanned(), presenter.unplanned_count(), presenter.unplanned_text())
        self._filling = False
        self.layout_.tabs.setVisible(self.presenter.plan is not None or bool(self.panels))

    def _show_page(self) -> None:
        presenter = self.presenter
        if presenter.view is None:
            self.pages.setCurrentWidget(self._skeleton)
        elif presenter.plan is not None:
            self.pages.setCurrentWidget(self.list)
        else:
            button = self.desk.texts("routes.plan") if presenter.can_plan() else ""
            self.message.say(presenter.empty_text(), button)
            self.pages.setCurrentWidget(self.message)

    def _show_map(self) -> None:
        self.map.show_scene(self.presenter.scene())
        self.map.select(*self.presenter.map_choice())

    def _write_texts(self) -> None:
        desk, texts = self.desk, self.desk.texts
        self.head.restyle(texts, desk.theme)
        self.strip.restyle(texts, desk.theme)
        self.list.setAccessibleName(texts("routes.list"))
        self.layout_.tabs.tabBar().setAccessibleName(texts("routes.tabs"))

    def _say(self, sentence: str) -> None:
        self.notice.say(sentence, aloud=True)
