#!/usr/bin/env bash
# withoutgui.sh PROGRAM: fails unless PROGRAM runs a command, and is linked with nothing of QtGui or QtWidgets.
set -euo pipefail
[[ $(RUNNEL_HOME=$(mktemp -d) "$1" run --no-keep -- echo "it works") == "it works" ]]
needed=$(readelf -d "$1")
! grep -E 'NEEDED.*Qt6(Gui|Widgets)' <<<"$needed"
