#!/bin/sh
# Checks the page side: types, lint, and the size budget of what travels to a visitor.
set -eu
cd "$(dirname "$0")"

../scripts/python-tools
tsc --noEmit --project tsconfig.json
../.venv/bin/oxlint --config oxlint.json client demo privacy tests
[ -e dist/assent.manifest.json ] || ./build.sh >/dev/null

# Bytes in brotli 11: the core comes before a decision; the banner only when it is shown, usage only
# after a grant, the extras and the reader only where a page asks for them.
failed=0
budget() { # name, most bytes, files
    name=$1 most=$2 bytes=0
    shift 2
    for file; do
        [ -e "$file" ] || { echo "web/check.sh: $file is missing; run web/build.sh" >&2; exit 1; }
        bytes=$((bytes + $(wc -c <"$file")))
    done
    printf '%-24s %6d of %6d bytes\n' "$name" "$bytes" "$most"
    [ "$bytes" -le "$most" ] || failed=1
}
budget core 2500 dist/assent.js.br
budget 'banner, script and style' 5500 dist/banner-*.js.br dist/banner-*.css.br
budget usage 1000 dist/usage-*.js.br
budget extras 2500 dist/extras-*.js.br
budget reader 1000 dist/reader.js.br
if [ "$failed" != 0 ]; then
    echo "web/check.sh: over the size budget" >&2
    exit 1
fi
