#!/bin/sh
# Trains both readers: run.sh WORK OUT [SCENE_PAINTER]. About an hour of two cores; every step resumes or is redone alone.
# WORK takes about 2 GB. With the scene painter's path, its plates are added for the last stage.
set -eu
cd "$(dirname "$0")"
work=$1 out=$2 painter=${3:-}
export OMP_THREAD_LIMIT=1
mkdir -p "$work/lines" "$work/first" "$out"

python3 make_rows.py easy "$work/easy.npz" --plates 4000 --seed 11
python3 make_rows.py photographs "$work/photographs-1.npz" --seed 12
python3 make_rows.py drawn "$work/drawn-1.npz" --plates 14000 --seed 13
python3 train_ctc.py "$work/first" "$work/easy.npz" "$work/photographs-1.npz" "$work/drawn-1.npz" --minutes 11

python3 relabel.py "$work/first/ctc.pt" "$work/labels.json"
python3 make_rows.py photographs "$work/photographs.npz" --labels "$work/labels.json" --seed 22
python3 make_rows.py transplanted "$work/transplanted.npz" --repeat 2 --seed 21
python3 make_rows.py drawn "$work/drawn-2.npz" --plates 20000 --seed 31
all="$work/easy.npz $work/photographs.npz $work/transplanted.npz $work/drawn-1.npz $work/drawn-2.npz"
cp "$work/first/ctc.pt" "$work/ctc.pt"
# shellcheck disable=SC2086
python3 train_ctc.py "$work" $all --minutes 20 --rate 1.5e-3 --last-rate 5e-5 --seed 2

painted=""
if [ -n "$painter" ]; then
    "$painter" plates --out "$work/painted" --count 3000 --fonts varied --mix even --seed 7
    "$painter" plates --out "$work/painted-house" --count 3000 --fonts house --mix gate --seed 8
    python3 painted.py "$work/painted.npz" "$work/painted" "$work/painted-house" --repeat 2
    painted="$work/painted.npz"
    # shellcheck disable=SC2086
    python3 train_ctc.py "$work" $all $painted --minutes 8 --rate 5e-4 --last-rate 3e-5 --seed 3
fi
python3 export_ctc.py "$work/ctc.pt" "$out"

./tesseract_start.sh "$work"
for set in easy photographs transplanted drawn-2 ${painted:+painted}; do
    python3 tesseract_pages.py "$work/lines/$set" "$work/$set.npz" --limit 25000
    ./tesseract_lines.sh "$work/lines/$set"
done
lines=$work/lines
tail -n 3 "$lines/photographs.list" > "$work/check.list"
cat "$lines/easy.list" "$lines/photographs.list" > "$work/stage-1.list"
cat "$lines"/*.list > "$work/stage-2.list"
./tesseract_train.sh "$work" "$work/stage-1.list" "$work/check.list" 1e-3 1000000 900    # easy first, or it never starts
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 1e-3 1000000 1000
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 3e-4 1000000 600
./tesseract_train.sh "$work" "$work/stage-2.list" "$work/check.list" 1e-4 1000000 300
./tesseract_finish.sh "$work" "$out/plates.traineddata"
