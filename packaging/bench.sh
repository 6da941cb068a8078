#!/usr/bin/env bash
# bench.sh [--json FILE] [NAME...]: runs the benchmarks (tests/bench/NAME.py; all), each against its peers in the
# same run, and prints one table of ratios. BENCH_QUICK=1: a first impression. TMPDIR wants 45 GB of room.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
json=
if [[ ${1:-} == --json ]]; then
  json=${2:?--json wants a file}
  shift 2
fi
"$root/packaging/install.sh" build run test bench
(
  cd "$root"
  cmake --preset release >/dev/null
  cmake --build --preset release --target runnel benchmarks
) >&2

export RUNNEL=$root/build/release/bin/runnel BENCH_PROGRAMS=$root/build/release/bench
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
cd "$root/tests/bench"
[[ $# -gt 0 ]] || set -- $(grep -l '^from measure import' ./*.py | xargs -n1 basename -s .py | sort)
for name in "$@"; do
  echo "== $name ==" >&2
  xvfb-run -a -s '-screen 0 1280x800x24 -nolisten tcp' python3 "$name.py" | tee -a "$lines" >&2
done
python3 table.py "$lines"
[[ -z $json ]] || cp "$lines" "$json"
