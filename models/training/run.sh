#!/bin/sh
# Trains all models anew, step by step: run.sh WORK OUT [STEP...]. `make models` calls it.
#
# WORK keeps what the steps hand on (some 4 GB) and every training's checkpoint: a step that was stopped goes on from there, a
# step that is done is passed over (WORK/done.STEP; delete it to do the step again). OUT gets the finished files.
# Starts from the published models: the detector goes on from its own file, and the readers learn on what the program's
# detector cuts out, with texts that its readers of the generation before agree on. Seeds are fixed; threads: one a step.
# Steps, with their CPU minutes on one core: rows 20, teacher 15, reader 390, far 150, province 40, detector 45, tesseract 150.
# SHORT=1 makes a five-hundredth of everything, to see that the chain holds from the first step to the last: the files it ends
# with can be loaded and read nothing. `make models-short` calls it.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
work=$1 out=$2
shift 2
[ $# -gt 0 ] || set -- teacher rows reader far province detector tesseract loads
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1
PLATE_DATA=$(cd "${PLATE_DATA:-$project/../shared/data}" && pwd) || { echo "run.sh: PLATE_DATA names no folder of photographs" >&2; exit 2; }
export PLATE_DATA
agent=${GATE_AGENT:-$project/.build/release/gate-agent}
painter=${SCENE_PAINTER:-$project/.build/release/scene-painter}
mkdir -p "$work" "$out"
# The state that this run begins with, for whoever would repeat it.
[ -e "$work/began-with" ] || (cd "$project/models" && sha256sum ./*.onnx ./*.txt ./*.traineddata) >"$work/began-with"

# few N LEAST: N, or of the short form a five-hundredth of it, and LEAST at least
few() {
  [ "${SHORT:-}" = 1 ] || { echo "$1"; return; }
  [ $(($1 / 500)) -gt "$2" ] && echo $(($1 / 500)) || echo "$2"
}

teacher() {
  cd "$here/reader"
  python3 taught.py "$work/taught.jsonl" --plates "$(few 100000 200)"
  mkdir -p "$work/reads"
  for set in vn_gate_train vn_gate_cars_train in_phone intl_kaggle433 intl_mixed300 ro_dashcam; do
    find "$PLATE_DATA/$set/images" -type f -print0 | sort -z | head -zn "$(few 100000 200)" | xargs -0 "$agent" recognize --json >"$work/reads/$set.jsonl"
  done
}

rows() {
  cd "$here/reader"
  for seed in 301 302 303; do python3 make_rows.py drawn "$work/drawn-$seed.npz" --plates "$(few 22000 300)" --seed $seed; done
  for seed in 304 305; do python3 make_rows.py drawn "$work/drawn-$seed.npz" --plates "$(few 11000 300)" --foreign 0.45 --seed $seed; done
  python3 make_rows.py found "$work/found.npz" --reads "$work/reads" --taught "$work/taught.jsonl" --seed 41
  python3 make_rows.py photographs "$work/photographs.npz" --seed 42
  python3 make_rows.py transplanted "$work/transplanted.npz" --repeat 2 --seed 43
  "$painter" plates --out "$work/painted-even" --count "$(few 3000 40)" --fonts varied --mix even --seed 7007
  "$painter" plates --out "$work/painted-gate" --count "$(few 3000 40)" --fonts house --mix gate --seed 8008
  python3 painted.py "$work/painted.npz" "$work/painted-even" "$work/painted-gate" --repeat 2
  "$painter" scenes --out "$work/painted-scenes" --count "$(few 2500 40)" --fonts varied --size 1280x720 --seed 606060
  python3 painted.py "$work/painted-far.npz" "$work/painted-scenes" --repeat 2 --least-row 6
}

# drawn SEED PLATES --foreign|--china SHARE
drawn() {
  [ -e "$work/drawn-$1.npz" ] || python3 make_rows.py drawn "$work/drawn-$1.npz" --plates "$(few "$2" 300)" "$3" "$4" --seed "$1"
}

# The drawn rows of the last stages of both row readers.
late="$work/drawn-401.npz $work/drawn-402.npz $work/drawn-403.npz $work/drawn-404.npz"
draw_late() {
  for kind in "401 24000 --foreign 0.25" "402 20000 --china 0.7" "403 24000 --foreign 0.1" "404 20000 --foreign 0.5"; do
    # shellcheck disable=SC2086
    drawn $kind
  done
}

reader() {
  cd "$here/reader"
  mkdir -p "$work/ctc" "$work/ctc-2"
  first="$work/drawn-301.npz $work/drawn-302.npz $work/drawn-303.npz $work/found.npz $work/photographs.npz $work/transplanted.npz $work/painted.npz"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc" $first --steps "$(few 13000 20)" --narrow --seed 5
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-2" --start "$work/ctc/ctc.pt" $first "$work/drawn-304.npz" "$work/drawn-305.npz" --steps "$(few 3000 20)" --rate 1e-3 --narrow --seed 6
  for kind in "306 16000 --foreign 0.6" "307 16000 --china 0.7" "308 14000 --foreign 0.6" "309 20000 --foreign 0.5" \
    "310 20000 --china 0.7" "311 20000 --foreign 0.05" "312 24000 --foreign 0.25" "313 20000 --china 0.7" \
    "314 24000 --foreign 0.1" "315 20000 --foreign 0.7" "316 14000 --foreign 0.5"; do
    # shellcheck disable=SC2086
    drawn $kind
  done
  mkdir -p "$work/ctc-3"
  python3 train_ctc.py "$work/ctc-3" --start "$work/ctc-2/ctc.pt" "$work/photographs.npz" "$work/transplanted.npz" "$work/found.npz" \
    "$work/painted.npz" "$work/drawn-301.npz" "$work/drawn-304.npz" "$work/drawn-305.npz" "$work/drawn-306.npz" "$work/drawn-307.npz" \
    --steps "$(few 7000 20)" --rate 1e-3 --last-rate 2e-5 --narrow --seed 7
  photographed="$work/photographs.npz $work/transplanted.npz $work/found.npz $work/painted.npz"
  mkdir -p "$work/ctc-4" "$work/ctc-5"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-4" --start "$work/ctc-3/ctc.pt" $photographed "$work/drawn-304.npz" "$work/drawn-306.npz" \
    "$work/drawn-307.npz" "$work/drawn-308.npz" --steps "$(few 5000 20)" --rate 6e-4 --last-rate 2e-5 --narrow --seed 8
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-5" --start "$work/ctc-4/ctc.pt" $photographed "$work/drawn-306.npz" "$work/drawn-307.npz" \
    "$work/drawn-308.npz" "$work/drawn-309.npz" "$work/drawn-310.npz" "$work/drawn-311.npz" --steps "$(few 10000 20)" --rate 8e-4 --last-rate 1e-5 --narrow --seed 9
  # The net of the product is twice as wide; it begins by reading what the narrow one reads.
  mkdir -p "$work/ctc-6"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-6" --start "$work/ctc-5/ctc.pt" $photographed "$work/drawn-304.npz" "$work/drawn-306.npz" \
    "$work/drawn-307.npz" "$work/drawn-308.npz" "$work/drawn-309.npz" "$work/drawn-310.npz" "$work/drawn-311.npz" \
    --steps "$(few 15000 20)" --rate 1.5e-3 --last-rate 1e-5 --seed 12
  mkdir -p "$work/ctc-7" "$work/ctc-8" "$work/sixth" "$work/eighth"
  last="$photographed $work/painted-far.npz $work/drawn-312.npz $work/drawn-313.npz $work/drawn-314.npz"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-7" --start "$work/ctc-6/ctc.pt" $last --steps "$(few 7000 20)" --rate 1e-3 --last-rate 1e-4 --seed 13
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-8" --start "$work/ctc-7/ctc.pt" $last "$work/drawn-315.npz" "$work/drawn-316.npz" \
    --steps "$(few 5500 20)" --rate 6e-4 --last-rate 3e-6 --seed 14
  python3 export_ctc.py "$work/ctc-6/ctc.pt" "$work/sixth"
  python3 export_ctc.py "$work/ctc-8/ctc.pt" "$work/eighth"
  cp "$work/eighth/plate-reader.alphabet.txt" "$out"
  python3 average.py "$work/sixth/plate-reader.onnx" "$work/eighth/plate-reader.onnx" 0.25 "$work/calm.onnx"
  # Too much light, in two rounds, the second from halfway to the first.
  draw_late
  mkdir -p "$work/ctc-9" "$work/ctc-10" "$work/ninth" "$work/tenth"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-9" --start "$work/calm.onnx" --light $photographed "$work/painted-far.npz" $late \
    --steps "$(few 8000 20)" --rate 6e-4 --last-rate 3e-6 --seed 17
  python3 export_ctc.py "$work/ctc-9/ctc.pt" "$work/ninth"
  python3 average.py "$work/calm.onnx" "$work/ninth/plate-reader.onnx" 0.5 "$work/halfway.onnx"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-10" --start "$work/halfway.onnx" --light $photographed "$work/painted-far.npz" $late \
    --steps "$(few 6500 20)" --rate 6e-4 --last-rate 3e-6 --seed 18
  python3 export_ctc.py "$work/ctc-10/ctc.pt" "$work/tenth"
  python3 average.py "$work/halfway.onnx" "$work/tenth/plate-reader.onnx" 0.25 "$out/plate-reader.onnx"
  python3 measure_lead.py "$out/plate-reader.onnx"   # belongs into CTCReader.lead
}

# The reader of low and of blurred rows begins with what the reader of all rows knows.
far() {
  cd "$here/reader"
  draw_late
  "$painter" scenes --out "$work/far-large" --count "$(few 3500 40)" --fonts varied --size 1280x720 --seed 707070
  "$painter" scenes --out "$work/far-small" --count "$(few 2000 40)" --fonts varied --size 640x480 --seed 717171
  python3 painted.py "$work/painted-farther.npz" "$work/far-large" "$work/far-small" --repeat 2 --least-row 6
  mkdir -p "$work/ctc-far" "$work/ctc-far-2" "$work/far"
  near=$out/plate-reader.onnx
  [ -e "$near" ] || near=$project/models/plate-reader.onnx
  rows="$work/photographs.npz $work/transplanted.npz $work/found.npz $work/painted-farther.npz $late"
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-far" --start "$near" --far $rows --steps "$(few 13000 20)" --rate 1.2e-3 --last-rate 1e-5 --seed 15
  # shellcheck disable=SC2086
  python3 train_ctc.py "$work/ctc-far-2" --start "$work/ctc-far/ctc.pt" --far --motion $rows --steps "$(few 9000 20)" \
    --rate 8e-4 --last-rate 5e-6 --seed 16
  python3 export_ctc.py "$work/ctc-far-2/ctc.pt" "$work/far"
  cp "$work/far/plate-reader.onnx" "$out/plate-reader-far.onnx"
  python3 measure_lead.py "$out/plate-reader-far.onnx" 12   # belongs into CTCReader.farLead
}

province() {
  cd "$here/province"
  for seed in 21 22 23 24 25 26 27 28; do python3 make_samples.py "$work/province-$seed.npz" --count "$(few 40000 3000)" --seed $seed; done
  mkdir -p "$work/province-2"
  python3 train.py "$work/province-2" "$work"/province-2[1-8].npz --steps "$(few 8000 20)"
  cp "$work/province-2/plate-province.onnx" "$out"
}

detector() {
  cd "$here/detector"
  mkdir -p "$work/detector"
  [ -e "$work/scenes/labels.jsonl" ] || "$painter" scenes --out "$work/scenes" --count "$(few 400 40)" --seed 909090 --size random --fonts varied
  python3 train.py "$work/detector" --start "$project/models/plate-detector.onnx" --steps "$(few 5000 20)" --rate 8e-4 --seed 11 \
    --drawn "$work/scenes" --drawn-share 0.1
  python3 export.py "$work/detector/checkpoint.pt" "$out/plate-detector.onnx"
}

tesseract() {
  cd "$here/reader"
  ./tesseract_start.sh "$work"
  mkdir -p "$work/tesseract"
  python3 tesseract_fit.py "$work/tesseract" "$work/photographs.npz" "$work/transplanted.npz" "$work/found.npz" "$work/painted.npz" \
    "$work/drawn-306.npz" "$work/drawn-307.npz" "$work/drawn-308.npz" "$work/drawn-309.npz" "$work/drawn-310.npz" "$work/drawn-311.npz" \
    --steps "$(few 30000 20)" --seed 21
  for kind in "501 24000 --foreign 0.25" "502 20000 --china 0.7" "503 24000 --foreign 0.1" "504 20000 --foreign 0.5"; do
    # shellcheck disable=SC2086
    drawn $kind
  done
  mkdir -p "$work/tesseract-2"
  python3 tesseract_fit.py "$work/tesseract-2" --start "$work/tesseract/tesseract.pt" "$work/photographs.npz" "$work/transplanted.npz" \
    "$work/found.npz" "$work/painted.npz" "$work/painted-far.npz" "$work/drawn-501.npz" "$work/drawn-502.npz" "$work/drawn-503.npz" \
    "$work/drawn-504.npz" --steps "$(few 18000 20)" --rate 1.5e-3 --last-rate 1e-5 --seed 41
  python3 tesseract_write.py "$work/tesseract-2/tesseract.pt" "$work/plates/plates.traineddata" "$out/plates.traineddata"
}

# Ends the run if the program cannot load one of the files, and says which; whether they read well `models/evaluate` tells.
loads() {
  rm -rf "$work/sample"
  "$painter" plates --out "$work/sample" --count 1 --fonts house --mix gate --seed 1
  GATE_AGENT_MODELS=$out "$agent" recognize --json "$work"/sample/*.jpg
}

for step in "$@"; do
  [ -e "$work/done.$step" ] && continue
  echo "models: $step"
  (
    set -eu
    "$step"
  )
  touch "$work/done.$step"
done
