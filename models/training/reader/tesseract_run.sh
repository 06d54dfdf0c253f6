#!/bin/sh
# Trains Tesseract's language `plates` from nothing on the rows that run.sh made: tesseract_run.sh WORK OUT
set -eu
cd "$(dirname "$0")"
work=$1 out=$2
export OMP_THREAD_LIMIT=1
mkdir -p "$work/lines"
[ -e "$work/easy.npz" ] || python3 make_rows.py easy "$work/easy.npz" --plates 4000 --seed 11
./tesseract_start.sh "$work"
for set in easy photographs found transplanted drawn-301 drawn-304 painted; do
    [ -e "$work/lines/$set.list" ] && continue
    python3 tesseract_pages.py "$work/lines/$set" "$work/$set.npz" --limit 25000
    ./tesseract_lines.sh "$work/lines/$set"
done
lines=$work/lines
tail -n 3 "$lines/photographs.list" > "$work/check.list"
cat "$lines/easy.list" "$lines/photographs.list" "$lines/found.list" > "$work/stage-1.list"
cat "$lines"/*.list > "$work/stage-2.list"
./tesseract_train.sh "$work" "$work/stage-1.list" "$work/check.list" 1e-3 1000000 900    # easy first, or it never starts
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 1e-3 1000000 1500
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 3e-4 1000000 1200
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 1e-4 1000000 600
./tesseract_finish.sh "$work" "$out/plates.traineddata"
