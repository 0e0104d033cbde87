#!/usr/bin/env bash
# Prints the path of the Chromium or Chrome that the browser tests drive: ORGNET_BROWSER if set, or
# else one without windows, which takes less time, before one with. What is missing to drive one is
# installed first, where apt-get is at hand.
set -euo pipefail
cd "$(dirname "$0")/.."

# Prints the path of the first of these browsers that starts: a stub that only says how to install
# one does not.
first_working() {
    local name path
    for name in "$@"; do
        if path=$(command -v "$name") && "$path" --version >/dev/null 2>&1; then
            echo "$path"
            return
        fi
    done
    return 1
}

find_browser() {
    first_working chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"
}

playwright_starts() { .venv/bin/python -m playwright --version >/dev/null 2>&1; }

fail() {
    echo "$1" >&2
    exit 1
}

if [ -n "${ORGNET_BROWSER:-}" ]; then
    browser=$(first_working "$ORGNET_BROWSER") || fail "ORGNET_BROWSER=$ORGNET_BROWSER does not start."
else
    browser=$(find_browser) || browser=
fi

# What still does not start after this is reported below.
[ -n "$browser" ] || scripts/apt.sh chromium-headless-shell || scripts/apt.sh chromium || true
# Playwright's Node.js needs it, a lean Debian lacks it.
playwright_starts || scripts/apt.sh libatomic1 || true

playwright_starts || fail "Playwright does not start; see: .venv/bin/python -m playwright --version"
[ -n "$browser" ] || browser=$(find_browser) ||
    fail "The browser tests need Chromium or Chrome: install one, or set ORGNET_BROWSER to its path."
echo "$browser"
