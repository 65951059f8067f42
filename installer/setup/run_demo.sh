#!/bin/sh
# Starts console and service on the demo site; without a display, the guided tour that draws into files.
set -eu
cd "$(dirname "$0")/../.."
case "$(uname -s)" in Linux) screen="${DISPLAY:-}${WAYLAND_DISPLAY:-}" ;; *) screen=yes ;; esac
if [ -n "$screen" ]; then
  exec .venv/bin/python -m hah_console run
fi
echo "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): running the guided tour instead; its pictures and report go to out/tour." >&2
QT_QPA_PLATFORM=offscreen exec .venv/bin/python -m hah_console tour --out out/tour
