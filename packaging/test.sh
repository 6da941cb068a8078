#!/usr/bin/env bash
# test.sh [PRESET...]: installs what is missing, builds and runs every test, for each preset (release).
# The presets are CMakePresets.json's: release, dev, asan, tsan, headless.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$root/packaging/install.sh" build run test
cd "$root"
[[ $# -gt 0 ]] || set -- release
for preset in "$@"; do
  echo "== $preset =="
  # Warnings are errors where nobody waits for a build on a compiler that we have not seen.
  cmake --preset "$preset" ${CI:+-DRUNNEL_WERROR=ON} >/dev/null
  cmake --build --preset "$preset"
  ctest --preset "$preset" --no-tests=error
done
