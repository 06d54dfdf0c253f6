#!/bin/sh
# Pages to .lstmf: tesseract_lines.sh PREFIX; lists them in PREFIX.list (any installed language will do)
set -eu
prefix=$1
export OMP_THREAD_LIMIT=1
: > "$prefix.list"
for page in "$prefix"-*.tif; do
    base=${page%.tif}
    tesseract "$page" "$base" --psm 13 lstm.train >/dev/null 2>&1 || true
    if [ -s "$base.lstmf" ]; then echo "$base.lstmf" >> "$prefix.list"; rm "$page" "$base.box"; fi
done
wc -l "$prefix.list"
