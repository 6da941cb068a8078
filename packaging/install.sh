#!/usr/bin/env bash
# install.sh PURPOSE...: installs the packages of dependencies.txt for build, run, test or bench that are missing. One
# with a question mark is left out where the distribution has none (Ubuntu has Chromium as a snap only).
set -euo pipefail
list=$(dirname "${BASH_SOURCE[0]}")/dependencies.txt
missing=()
for purpose in "$@"; do
  for package in $(sed -n "s/^$purpose: //p" "$list"); do
    [[ $(dpkg-query -W -f '${Status}' "${package%\?}" 2>/dev/null) == *'ok installed'* ]] && continue
    command -v "$package" >/dev/null && continue # a program like npm may have come from elsewhere
    missing+=("$package")
  done
done

# The servers that the tests upload to, as tests/peers/package-lock.json has them.
install_peers() {
  local peers
  peers=$(cd "$(dirname "$list")/../tests/peers" && pwd)
  [[ " $* " == *" test "* ]] || return 0
  if [[ $peers/node_modules/.package-lock.json -nt $peers/package-lock.json ]]; then return 0; fi
  npm ci --prefix "$peers" --no-audit --no-fund --loglevel=error >&2
}

# Another terminal's recordings, which Debian has in a package of a library: unpacked alone, without all that it needs.
fetch_references() {
  local references
  references=$(cd "$(dirname "$list")/.." && pwd)/build/references
  [[ " $* " == *" test "* && ! -d $references/usr ]] || return 0
  (mkdir -p "$references" && cd "$references" && rm -rf new librust-*.deb &&
    apt-get download -qq librust-alacritty-terminal-dev && dpkg -x librust-*.deb new && mv new/usr . && rm -r new librust-*.deb) ||
    echo "install.sh: there are no reference recordings here; their test is skipped"
} >&2

if [[ ${#missing[@]} -eq 0 ]]; then
  fetch_references "$@"
  install_peers "$@"
  exit 0
fi

if ! command -v apt-get >/dev/null; then
  echo "install.sh: no apt-get here; please install what these Debian packages hold: ${missing[*]}" >&2
  exit 1
fi
as_root=()
[[ $(id -u) == 0 ]] || as_root=(sudo)
echo "Installing: ${missing[*]}" >&2
{
  "${as_root[@]}" apt-get update -qq
  wanted=()
  for package in "${missing[@]}"; do
    name=${package%\?}
    # No pipe into grep -q: it ends at once, and pipefail takes the broken pipe of the other for "none".
    if [[ $package == *\? && $(apt-cache policy "$name") != *'Candidate: '[0-9]* ]]; then
      echo "install.sh: there is no package $name here; left out"
    else
      wanted+=("$name")
    fi
  done
  [[ ${#wanted[@]} -eq 0 ]] ||
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}"
} >&2
fetch_references "$@"
install_peers "$@"
