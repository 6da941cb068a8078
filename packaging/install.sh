#!/usr/bin/env bash
# install.sh PURPOSE...: installs the packages of dependencies.txt for build, run, test or bench that are missing.
set -euo pipefail
list=$(dirname "${BASH_SOURCE[0]}")/dependencies.txt
missing=()
for purpose in "$@"; do
  for package in $(sed -n "s/^$purpose: //p" "$list"); do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "install.sh: no apt-get here; please install what these Debian packages hold: ${missing[*]}" >&2
  exit 1
fi
as_root=()
[[ $(id -u) == 0 ]] || as_root=(sudo)
echo "Installing: ${missing[*]}" >&2
{
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
} >&2
