#!/usr/bin/env bash
# Makes the README's pictures anew, with the program as it is.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cmake --preset release -S "$root" >/dev/null
cmake --build "$root/build/release" --target runnel_pictures
mkdir -p "$root/resources/pictures"
QT_QPA_PLATFORM=offscreen "$root/build/release/tests/runnel_pictures" "$root/resources/pictures"
