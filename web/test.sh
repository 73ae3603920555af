#!/bin/sh
# Runs the rules of the page side in node; the browser's part is in Tests/EndToEnd.
set -eu
cd "$(dirname "$0")"

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
# Pages have "crypto"; the node of Debian 12 has it only by another name.
crypto='globalThis.crypto ??= require("node:crypto").webcrypto;'
esbuild tests/*.ts --bundle --platform=node --format=cjs --target=node18 --log-level=warning \
    --banner:js="$crypto" --outdir="$built" --out-extension:.js=.test.cjs
node --test --test-reporter=tap "$built"
