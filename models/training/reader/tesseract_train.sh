#!/bin/sh
# One stage: tesseract_train.sh WORK LIST EVAL_LIST RATE ITERATIONS [SECONDS]
# Goes on from WORK/checkpoints if there are any: easy rows first (1e-3), then all, then 3e-4 and 1e-4.
set -eu
work=$1 list=$2 check=$3 rate=$4 iterations=$5 seconds=${6:-100000}
export OMP_THREAD_LIMIT=1
mkdir -p "$work/checkpoints"
from=""
[ -e "$work/checkpoints/plates_checkpoint" ] && from="--continue_from $work/checkpoints/plates_checkpoint --reset_learning_rate"
# shellcheck disable=SC2086
timeout "$seconds" lstmtraining --traineddata "$work/plates/plates.traineddata" \
    --net_spec '[1,36,0,1 Ct3,3,16 Mp3,3 Lfys32 Lfx64 Lrx64 Lfx96 O1c1]' --learning_rate "$rate" \
    --model_output "$work/checkpoints/plates" --train_listfile "$list" --eval_listfile "$check" \
    --max_image_MB 2000 --max_iterations "$iterations" --target_error_rate 0.1 $from || [ $? -eq 124 ]
