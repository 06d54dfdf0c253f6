#!/bin/bash
# The real driver tests: boots the emulated machine once and runs CameraTests' driver suite in it.
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
bundle=$(ls .build/debug/*PackageTests.xctest)
export KERNEL_GUEST=1
exec "$here/vm.sh" run -t "${KERNEL_TEST_LIMIT:-300}" -- "$here/guest.sh" \
  "$PWD/$bundle" --testing-library swift-testing --filter CameraTests.DriverTests "$@"
