#!/usr/bin/env bash
# run.sh [COMMAND [ARG...]]: installs what is missing, builds Runnel, and runs COMMAND in it: in a window where
# there is a display, else without one. With no COMMAND, a demonstration.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/packaging/install.sh" build run
(
  cd "$root"
  [[ -f build/release/build.ninja ]] || cmake --preset release
  cmake --build --preset release --target runnel
) >&2

[[ $# -gt 0 ]] || set -- sh "$root/packaging/demonstration.sh"
if [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; then
  exec "$root/build/release/bin/runnel" -- "$@"
fi
exec "$root/build/release/bin/runnel" run -- "$@"
