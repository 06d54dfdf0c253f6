#!/bin/bash
# In the emulated machine: brings the drivers up, then runs the programs given by path with their arguments, one after
# the other, separated by `--then`. Ends with the first failure.
#
# /dev/video10 is fed by v4l2loopback; vivid and the USB camera get the next free numbers.
set -euo pipefail
# A webcam, a television input, and a webcam that speaks the multi-planar interface only.
modprobe vivid n_devs=3 node_types=0x1,0x1,0x1 num_inputs=1,1,1 input_types=0x00,0x01,0x00 multiplanar=1,1,2
modprobe v4l2loopback video_nr=10 card_label=Loopback
modprobe vhci-hcd
modprobe uvcvideo
command=()
for word in "$@" --then; do
  if [ "$word" = --then ]; then
    "${command[@]}"
    command=()
  else
    command+=("$word")
  fi
done
