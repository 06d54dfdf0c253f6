#!/bin/bash
# Power cuts on a real block device: in the emulated machine a station's ledger works on ext4 over dm-log-writes, which
# records every write and flush; then, outside, the disk is put together as it was at many moments, and each time the
# ledger must come up whole with everything that was confirmed before. What was written and not flushed is lost in part.
#
# The same with syncs that do nothing must lose something, or the proof proves nothing.
#
# HAMMER=FILE says which LedgerHammer. CUTS=N says how many moments (default 24); SEED=N which. Run it after `swift build --build-tests`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
if ! "$here/vm.sh" setup; then
  echo "***** THE POWER CUT PROOF DID NOT RUN: the emulated machine could not be set up (see above) *****" >&2
  [ "${CI:-}" = true ] && exit 1
  exit 0
fi
hammer=${HAMMER:-$PWD/.build/debug/LedgerHammer}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -shared -fPIC -O1 -o "$work/failing-io.so" Tests/Shims/failing-io.c -ldl
"$here/vm.sh" run -t "${POWER_CUT_LIMIT:-420}" -w "$work" -- "$here/power-cut-guest.sh" "$hammer" "$work"
for kind in true lying; do
  echo "power-cut.sh: syncs are $kind"
  # Its exit status says whether anything was lost: with lying syncs something must be. What it wrote is judged below.
  "$here/power-cut-replay.py" "$hammer" "$work/$kind" "${CUTS:-24}" "${SEED:-1}" >"$work/$kind.result" || true
  cat "$work/$kind.result"
done
tail -1 "$work/true.result" | grep -q ' 0 lost, 0 damaged' || { echo "power-cut.sh: the promise is broken" >&2; exit 1; }
tail -1 "$work/lying.result" | grep -qE ': [0-9]+ lost, [0-9]+ damaged' || { echo "power-cut.sh: the counter-proof did not end" >&2; exit 1; }
if tail -1 "$work/lying.result" | grep -q ' 0 lost, 0 damaged'; then
  echo "power-cut.sh: without syncs nothing was lost either: this proves nothing" >&2
  exit 1
fi
