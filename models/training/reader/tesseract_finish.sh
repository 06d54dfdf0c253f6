#!/bin/sh
# The newest checkpoint as an integer model: tesseract_finish.sh WORK OUT.traineddata [CHECKPOINT]
set -eu
work=$1 out=$2 checkpoint=${3:-$1/checkpoints/plates_checkpoint}
lstmtraining --stop_training --convert_to_int --continue_from "$checkpoint" \
    --traineddata "$work/plates/plates.traineddata" --model_output "$out.part"
mv "$out.part" "$out"
