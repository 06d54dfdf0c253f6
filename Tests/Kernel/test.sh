#!/bin/bash
# The tests on real drivers: boots the emulated machine once; CameraTests' driver suite runs in it, then the agent reads drawn
# plates from /dev/videoN, and a cable is pulled. With AGENT_FAULTS=full a release build of the agent, which also meets all the
# other faults and calibrates a lens.
#
# Run it after `swift build --build-tests`. Where the machine cannot be set up, it says so; under CI=true it also fails.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
if ! "$here/vm.sh" setup; then
  echo "***** THE REAL DRIVER TESTS DID NOT RUN: the emulated machine could not be set up (see above) *****" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
bin=$PWD/.build/debug
bundle=$(ls "$bin"/*PackageTests.xctest)
pictures=$(mktemp -d)
trap 'rm -rf "$pictures"' EXIT
# Every multiplication costs an emulated machine a hundred times as much: a quarter of the pixels that cameras give.
size=640x360
"$bin/scene-painter" drive --out "$pictures/loopback" --plate 29C67890 --format vn-long --fps 1 --size $size
"$bin/scene-painter" drive --out "$pictures/usb" --plate 15C45678 --trailer 15RM02468 --camera rear --fps 1 --size $size
# The moments at the stop line, where a guard would read the plates too.
find "$pictures" -name '0*.jpg' ! -name '00000[5-7].jpg' -delete
# Not even a decoder runs in there that need not.
ffmpeg -hide_banner -loglevel error -pattern_type glob -i "$pictures/loopback/*.jpg" -f rawvideo -pix_fmt yuyv422 "$pictures/loopback.yuyv"
gcc -shared -fPIC -O1 -o "$pictures/failing-ioctl.so" Tests/Shims/failing-ioctl.c -ldl
export KERNEL_GUEST=1
agent=(--then "$here/agent.sh" "$bin" "$pictures" $size cable)
if [ "${AGENT_FAULTS:-}" = full ]; then
  # The same views with other noise each: what never changes at all is a frozen camera.
  for variant in a b; do
    "$bin/scene-painter" board --out "$pictures/$variant" --seed $((16#$variant))
    ffmpeg -hide_banner -loglevel error -i "$pictures/$variant/%06d.jpg" -f rawvideo -pix_fmt yuyv422 "$pictures/$variant.yuyv"
  done
  mv "$pictures/a/lens.json" "$pictures/"
  agent=(--then python3 "$here/calibrate-lens.py" "$PWD/.build/release/gate-agent" "$pictures"
    --then "$here/agent.sh" "$PWD/.build/release" "$pictures" $size)
fi
"$here/vm.sh" run -t "${KERNEL_TEST_LIMIT:-900}" -- "$here/guest.sh" \
  "$PWD/Tests/Kernel/run-suite.sh" "$bundle" "${agent[@]}"
