#!/usr/bin/env bash
# Compiles requirements*.txt into lock files that hold for every system and Python from 3.11 on.
# What is locked already keeps its version, unless asked otherwise: scripts/lock.sh [--upgrade]
set -euo pipefail
cd "$(dirname "$0")/.."

# torch and its CUDA stay out: which build belongs on a machine is the machine's affair, and builds
# of one version differ in hash. requirements.txt pins its version.
not_locked='^(torch|triton|(cuda|nvidia)-[^ ]*)=='

compile() {
    local lock="$1.lock"
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --custom-compile-command "make lock" --output-file "$lock" "$1.txt" "${@:2}"
    awk -v not_locked="$not_locked" '/^[^ #]/ { out = $0 ~ not_locked } !out' "$lock" >"$lock.new"
    mv "$lock.new" "$lock"
}

compile requirements "$@"
compile requirements-dev --constraint requirements.lock "$@"
compile requirements-docs --constraint requirements-dev.lock "$@"
