#!/bin/bash
# In the emulated machine: the agent itself reads plates from two real drivers, survives the faults of their cameras, and
# ends cleanly on SIGTERM.
#
#   agent.sh BIN PICTURES SIZE [cable]    BIN holds gate-agent; PICTURES holds loopback.yuyv of 29C67890 and usb/, JPEGs
#                                         of 15RM02468, of SIZE. `cable`: of the faults only that one
#
# /dev/video10 is v4l2loopback, fed with loopback.yuyv by ffmpeg; the USB camera sends the JPEGs as they are. Both show a vehicle
# that stands. For all faults the agent must be a release build: a debug build is so slow here that it misses frames by itself.
set -euo pipefail
bin=$1 pictures=$2 size=$3 faults=${4:-all}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
children=()
others=$(mktemp -d)
# Of the children some have ended by then.
trap 'kill "${children[@]}" 2>/dev/null || true; rm -rf "$work" "$others"' EXIT

# node TITLE: the first device whose driver calls it so.
node() {
  local name
  for name in $(printf '%s\n' /sys/class/video4linux/video*/name | sort -V); do
    grep -q "$1" "$name" && { echo "/dev/$(basename "$(dirname "$name")")"; return; }
  done
  echo "agent.sh: no device is called $1" >&2
  return 1
}

feed() {
  "$here/feed.sh" "$@" &
  feeder=$!
  children+=($feeder)
}

feed "$pictures/loopback.yuyv" "$size"
before=$(ls /dev/video*)
python3 "$here/usb-camera.py" 4 "$size" "$pictures"/usb/*.jpg &
camera=$!
children+=($camera)
usb=""
for _ in $(seq 200); do
  usb=$(comm -13 <(sort <<<"$before") <(ls /dev/video* | sort) | head -1)
  [ -n "$usb" ] && break
  sleep 0.1
done
[ -n "$usb" ] || { echo "agent.sh: the USB camera did not appear" >&2; exit 1; }

cat >"$work/gate.yaml" <<YAML
station: {id: kernel-test, role: barrier, gate: CKHN}
lanes:
  - {id: in-1, direction: entry, cameras: [{id: loopback, device: /dev/video10}]}
  - {id: in-2, direction: entry, cameras: [{id: usb, device: $usb, views: rear}]}
console: {listen: "127.0.0.1:18080"}
storage: {path: data}
YAML
export OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 OPENCV_IO_MAX_IMAGE_PIXELS=100000000 PYTHONDONTWRITEBYTECODE=1
run_agent() {
  "$@" "$bin/gate-agent" run --config "$work/gate.yaml" &
  agent=$!
  children+=($agent)
}

# A look that is under way is finished first, for which an emulated machine takes a hundred times as long as a real one: the time
# that gate-agent.service gives it is held to where the machine is real, by NetworkCameraTests.
stop_agent() {
  local began=$SECONDS
  kill -TERM $agent
  wait $agent
  echo "ended $((SECONDS - began)) s after SIGTERM"
  [ $((SECONDS - began)) -le 120 ] || { echo "agent.sh: the agent took too long to end" >&2; return 1; }
}

run_agent env
ledger=$work/data/ledger.sqlite
python3 "$here/wait-for-plates.py" "$ledger" "${KERNEL_READ_LIMIT:-300}" 29C67890 15RM02468
if [ "$faults" = cable ]; then
  python3 "$here/agent-faults.py" http://127.0.0.1:18080 "$ledger" $agent 1 $camera
  stop_agent
  echo "agent.sh: plates read from v4l2loopback and the USB camera, a cable pulled and plugged; ended cleanly"
  exit
fi
"$bin/gate-agent" passages export --config "$work/gate.yaml"
python3 "$here/agent-faults.py" http://127.0.0.1:18080 "$ledger" $agent "${KERNEL_PULLS:-100}" $camera $feeder \
  "$pictures/loopback.yuyv" "$size"

# Cameras that cannot be had, each with what to do about it: an agent of nobody, beside the one that has the USB camera.
television=$(node vivid-001-vid-cap)
taken=$(node "Drawn camera")
chmod 666 "$taken" "$television"
chgrp plugdev /dev/video10 && chmod 660 /dev/video10
cat >"$others/unfit.yaml" <<YAML
resolution: {width: 800, height: 450}
made: {date: 2026-01-31, by: test}
YAML
cat >"$others/gate.yaml" <<YAML
station: {id: refused, role: barrier, gate: CKHN}
lanes:
  - {id: in-1, direction: entry, cameras: [{id: taken, device: $taken}]}
  - {id: in-2, direction: entry, cameras: [{id: closed, device: /dev/video10}]}
  - {id: in-3, direction: entry, cameras: [{id: unfit, device: $television, calibration: unfit.yaml}]}
console: {listen: "127.0.0.1:18081"}
storage: {path: data}
YAML
chown -R 65534:65534 "$others"
setpriv --reuid=65534 --regid=65534 --clear-groups "$bin/gate-agent" run --config "$others/gate.yaml" &
second=$!
children+=($second)
python3 "$here/refusals.py" http://127.0.0.1:18081 taken "is used by another program: end that program" \
  closed 'add the agent'"'"'s user to the group `plugdev`' unfit "wanted any format 800x450, but it offers only"
kill -TERM $second
wait $second
stop_agent
echo "agent.sh: plates read from v4l2loopback and the USB camera; ended cleanly"

# A small picture in which nothing moves costs an emulated reader little: a fault need not wait for it.
feed -f lavfi -i "smptehdbars=s=160x120:r=8,noise=alls=12:allf=t"
: >"$work/ioctl-faults"
run_agent env LD_PRELOAD="$pictures/failing-ioctl.so" FAIL_DEVICE=/dev/video10 FAIL_CONTROL="$work/ioctl-faults"
python3 "$here/ioctl-faults.py" http://127.0.0.1:18080 "$ledger" "$work/ioctl-faults" loopback
stop_agent

# Broken and dropped frames, another size, and no signal: vivid.
webcam=$(node vivid-000-vid-cap)
cat >"$work/gate.yaml" <<YAML
station: {id: kernel-test, role: barrier, gate: CKHN}
lanes:
  - {id: in-1, direction: entry, cameras: [{id: webcam, device: $webcam, width: 320, height: 180, framesPerSecond: 5}]}
  - {id: in-2, direction: entry, cameras: [{id: television, device: $television, width: 1000, height: 700}]}
console: {listen: "127.0.0.1:18080"}
storage: {path: drivers}
YAML
run_agent env
python3 "$here/driver-faults.py" http://127.0.0.1:18080 "$work/drivers/ledger.sqlite" "$webcam" "$television"
stop_agent
