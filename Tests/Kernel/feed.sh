#!/bin/bash
# In the emulated machine: feeds /dev/video10, which is v4l2loopback, until it is killed.
#
#   feed.sh FILE.yuyv SIZE    raw pictures, four a second, over and over
#   feed.sh -f FORMAT -i INPUT    whatever else ffmpeg opens
set -euo pipefail
case $1 in
-*) input=("$@") ;;
*) input=(-stream_loop -1 -f rawvideo -pix_fmt yuyv422 -s "$2" -framerate 4 -i "$1") ;;
esac
exec ffmpeg -hide_banner -loglevel error -nostdin -re "${input[@]}" -pix_fmt yuyv422 -f v4l2 /dev/video10
