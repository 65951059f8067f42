"""What the console window is made of: the use cases bound to this store and workstation."""

import platform
from collections.abc import Callable
from dataclasses import replace

from hah_console.app.bootstrap import Core, drug_words
from hah_console.app.chart_desk import chart_desk
from hah_console.app.claim_desk import DeskFiles
from hah_console.app.decision_desk import late_decisions
from hah_console.app.disk import room_of
from hah_console.app.own_files import open_own_file
from hah_console.app.pack_desk import FolderPackDesk
from hah_console.app.resources import resource_path
from hah_console.app.rule_desk import StoredRuleDesk
from hah_console.app.settings_spec import keep_preferences
from hah_console.domain.clock import SystemClock
from hah_console.services.alarm_commands import acknowledge_alarm
from hah_console.services.changes import Changes
from hah_console.services.sign_in import lock, sign_in, sign_out, unlock
from hah_console.services.signs_of_life import CONSOLE_PREFIX
from hah_console.ui.preferences import Preferences
from hah_console.ui.screen import DeskPorts
from hah_console.ui.shell.parts import ConsoleParts


def console_parts(
    core: Core, ports: DeskPorts, preferences: Preferences, load_day: Callable[[], Changes] = Changes
) -> ConsoleParts:
    """The window's parts over one store; ``load_day`` loads the site's present day."""
    ctx, hasher, workstation = core.ctx, core.hasher, platform.node() or "workstation"
    return ConsoleParts(
        ctx=ctx,
        ports=replace(
            ports,
            decisions=late_decisions(ctx, core.options.home, drug_words(core)),
            rule_desk=StoredRuleDesk(ctx, ports.rules),
            chart=chart_desk(hasher),
            files=DeskFiles(ctx.zone),
            packs=FolderPackDesk(resource_path("rulepacks")),
            own_files=lambda path: open_own_file(path, ctx.zone),
        ),
        open_feed=core.store.change_feed,
        sign_in=lambda name, password: sign_in(ctx, hasher, name, password, workstation),
        unlock=lambda actor, password: unlock(ctx, hasher, actor, password),
        note_lock=lambda actor: lock(ctx, actor),
        note_sign_out=lambda actor: sign_out(ctx, actor),
        acknowledge=lambda actor, alarm_id, version: acknowledge_alarm(ctx, actor, alarm_id, version),
        machine_clock=SystemClock(),
        preferences=preferences,
        keep_preferences=lambda wanted: keep_preferences(core.options.home, wanted),
        load_day=load_day,
        own_process=f"{CONSOLE_PREFIX}{workstation}",
        own_disk=lambda: room_of(core.options.database_url),
    )
