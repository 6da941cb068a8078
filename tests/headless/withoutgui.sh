#!/usr/bin/env bash
# withoutgui.sh PROGRAM: fails unless PROGRAM runs a command, and is linked with nothing of QtGui or QtWidgets.
set -euo pipefail
RUNNEL_HOME=$(mktemp -d)
export RUNNEL_HOME
trap 'rm -rf "$RUNNEL_HOME"' EXIT
output=$("$1" run --no-keep -- echo "it works")
[[ $output == "it works" ]]
needed=$(readelf -d "$1")
! grep -E 'NEEDED.*Qt6(Gui|Widgets)' <<<"$needed"
