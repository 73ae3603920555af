#!/bin/sh
# Builds web/dist: the client, the privacy page, the demo, their brotli and gzip forms, and
# assets.inc, the list that Sources/CWebAssets compiles in. Needs esbuild, brotli and openssl from Debian; no npm.
set -eu
cd "$(dirname "$0")"

# Built aside and moved at the end: a failed build leaves the last good one.
out=dist.new
rm -rf "$out"
mkdir -p "$out/demo" "$out/privacy"
trap 'rm -rf "$out"' EXIT

bundle() { # source, target, further esbuild options
    source=$1 target=$2
    shift 2
    esbuild "$source" --bundle --minify --target=es2020 --charset=utf8 --log-level=warning \
        --outfile="$out/$target" "$@"
}
hash_of() { openssl dgst -sha256 -r "$out/$1" | cut -c1-12; }
integrity_of() { # file, algorithm
    printf '%s-%s' "$2" "$(openssl dgst "-$2" -binary "$out/$1" | openssl base64 -A)"
}

# The parts first: the client names them by their hash and pins them by their integrity, so a site
# that pins the client pins everything the client loads.
part() { # name in the client, built file
    extension=${2##*.}
    file="${2%.*}-$(hash_of "$2").$extension"
    mv "$out/$2" "$out/$file"
    parts="$parts${parts:+,}\"$1\":[\"$file\",\"$(integrity_of "$file" sha256)\"]"
    part_files="$part_files $file"
}
parts='' part_files=''
bundle client/banner.ts banner.js
part banner banner.js
bundle client/banner.css banner.css
part style banner.css
bundle client/usage.ts usage.js
part usage usage.js
bundle client/extras.ts extras.js
part extras extras.js

bundle client/assent.ts assent.js "--define:PARTS={$parts}"
versioned="assent-$(hash_of assent.js).js"
cp "$out/assent.js" "$out/$versioned"

# For sites with another consent tool; a tag of its own.
bundle client/reader.ts reader.js
reader="reader-$(hash_of reader.js).js"
cp "$out/reader.js" "$out/$reader"

# Each page of the demo names the parts all of them share.
for page in demo/*.html; do
    case $page in demo/_*) continue ;; esac
    sed -e '/<!-- head -->/{
r demo/_head.html
d
}' -e '/<!-- header -->/{
r demo/_header.html
d
}' -e '/<!-- footer -->/{
r demo/_footer.html
d
}' "$page" >"$out/$page"
done
for picture in demo/*.svg; do cp "$picture" "$out/$picture"; done
bundle demo/demo.css demo/demo.css
for script in demo/*.ts; do bundle "$script" "${script%.ts}.js"; done

# The visitor's own page.
cp privacy/index.html privacy/mark.svg "$out/privacy/"
bundle privacy/privacy.css privacy/privacy.css
bundle privacy/privacy.ts privacy/privacy.js

# What a site owner pins, and what the size budget is checked against.
cat >"$out/assent.manifest.json" <<JSON
{
  "client": "/$versioned",
  "integrity": "$(integrity_of assent.js sha384)",
  "parts": {$parts},
  "reader": ["/$reader", "$(integrity_of reader.js sha384)"]
}
JSON

content_type() {
    case $1 in
    *.js) echo 'text/javascript; charset=utf-8' ;;
    *.css) echo 'text/css; charset=utf-8' ;;
    *.html) echo 'text/html; charset=utf-8' ;;
    *.svg) echo 'image/svg+xml' ;;
    *.json) echo 'application/json' ;;
    *) echo "web/build.sh: no content type for $1; add it to content_type()" >&2; exit 1 ;;
    esac
}
embed() { # variable, file
    printf 'static const unsigned char %s[] = {\n#embed "%s"\n};\n' "$1" "$2"
}

arrays=$out/arrays rows=$out/rows number=0
: >"$arrays"
: >"$rows"
for file in $(cd "$out" && find . -type f ! -name arrays ! -name rows | cut -c3- | LC_ALL=C sort); do
    size=$(wc -c <"$out/$file")
    embed "file_$number" "$file" >>"$arrays"
    forms=
    brotli -q 11 -k "$out/$file"
    gzip -9 -n -k "$out/$file"
    for form in br gz; do
        if [ "$(wc -c <"$out/$file.$form")" -lt "$size" ]; then
            embed "file_${number}_$form" "$file.$form" >>"$arrays"
            forms="$forms file_${number}_$form, sizeof file_${number}_$form,"
        else
            rm "$out/$file.$form"
            forms="$forms 0, 0,"
        fi
    done
    immutable=false shared=false
    case $file in assent-* | banner-* | usage-* | extras-* | reader-*) immutable=true ;; esac
    case $file in assent.js | assent-* | banner-* | usage-* | extras-* | reader* | assent.manifest.json) shared=true ;; esac
    printf '    {"/%s", "%s", file_%d, sizeof file_%d,%s "\\"%s\\"", %s, %s},\n' \
        "${file%index.html}" "$(content_type "$file")" "$number" "$number" "$forms" \
        "$(hash_of "$file")" "$immutable" "$shared" >>"$rows"
    number=$((number + 1))
done
{
    cat "$arrays"
    echo 'const struct assent_web_asset assent_web_assets[] = {'
    cat "$rows"
    echo '};'
    echo 'const size_t assent_web_asset_count ='
    echo '    sizeof assent_web_assets / sizeof assent_web_assets[0];'
} >"$out/assets.inc"
rm "$arrays" "$rows"

rm -rf dist
mv "$out" dist
trap - EXIT

printf '%-32s %8s %8s\n' file bytes brotli
for file in "$versioned" $part_files "$reader"; do
    printf '%-32s %8d %8d\n' "$file" "$(wc -c <"dist/$file")" "$(wc -c <"dist/$file.br")"
done
sed -n 's/.*"integrity": "\(.*\)".*/integrity of the client: \1/p' dist/assent.manifest.json
