#!/usr/bin/env bash
# Makes the README's pictures anew, with the program as it is: of the window, and of the shared page (Chromium).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pictures=$root/resources/pictures
cmake --preset release -S "$root" >/dev/null
cmake --build "$root/build/release" --target runnel runnel_pictures
mkdir -p "$pictures"
QT_QPA_PLATFORM=offscreen "$root/build/release/tests/runnel_pictures" "$pictures"

place=$(mktemp -d)
cd "$root/packaging"
RUNNEL_HOME=$place/home "$root/build/release/bin/runnel" run --serve --serve-stay -- ./demonstration.sh \
  >/dev/null 2>"$place/link" &
server=$!
trap 'kill $server; wait $server || true; rm -rf "$place"' EXIT
until link=$(grep -o 'http://[^ ]*' "$place/link"); do sleep 0.1; done
sleep 3 # the command has ended then

# photograph NAME [OPTION...]
photograph() {
  timeout 60 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$place/profile" \
    "${@:2}" --timeout=4000 --screenshot="$pictures/$1.png" "$link" >/dev/null 2>&1
}
photograph page-light --window-size=1000,520
photograph page-dark --window-size=1000,520 --blink-settings=preferredColorScheme=0
photograph page-phone --window-size=390,680
