#!/usr/bin/env bash
# Installs Debian packages, where apt-get is at hand: scripts/apt.sh PACKAGE…
set -euo pipefail
command -v apt-get >/dev/null || exit 1
sudo=()
[ "$(id -u)" -eq 0 ] || sudo=(sudo)
echo "Installing with apt-get: $*" >&2
"${sudo[@]}" apt-get update -q >&2
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >&2
