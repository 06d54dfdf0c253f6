#!/bin/bash
# In the emulated machine: brings the drivers up, then runs the program given by path with its arguments.
#
# /dev/video10 is fed by v4l2loopback; vivid and the USB camera get the next free numbers.
set -euo pipefail
modprobe vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0x00
modprobe v4l2loopback video_nr=10 card_label=Loopback
modprobe vhci-hcd
modprobe uvcvideo
exec "$@"
