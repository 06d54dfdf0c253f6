#!/bin/bash
# In the emulated machine: power-cut-guest.sh HAMMER WORK
# Leaves in WORK/true and WORK/lying: base.img (the disk before), log.img (what dm-log-writes recorded), marks by name.
set -euo pipefail
hammer=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
modprobe loop max_loop=8
modprobe dm-mod
modprobe dm-log-writes
modprobe crc32c_generic
modprobe ext4
ram=$(mktemp -d)
mount -t tmpfs -o size=1500m none "$ram"
for kind in true lying; do
  mkdir -p "$work/$kind"
  truncate -s 48M "$ram/disk.img"
  truncate -s 400M "$ram/log.img"
  mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 "$ram/disk.img"
  cp --sparse=always "$ram/disk.img" "$work/$kind/base.img"
  disk=$(losetup -f --show "$ram/disk.img")
  log=$(losetup -f --show "$ram/log.img")
  dmsetup create power --table "0 $(blockdev --getsz "$disk") log-writes $disk $log"
  [ -e /dev/mapper/power ] || dmsetup mknodes
  mkdir -p "$ram/mnt"
  mount -t ext4 /dev/mapper/power "$ram/mnt"
  preload=()
  [ $kind = true ] || preload=(LD_PRELOAD="$work/failing-io.so" FAIL_DIR="$ram/mnt" FAIL_NOSYNC=1)
  env HAMMER_ACK=1 "${preload[@]}" python3 "$here/power-cut-drive.py" power \
    "$hammer" work --dir "$ram/mnt/data" --count "${POWER_CUT_COUNT:-40}" --seconds 120 >"$work/$kind/confirmed"
  dmsetup message power 0 mark end
  umount "$ram/mnt"
  dmsetup remove power
  losetup -d "$disk"
  losetup -d "$log"
  # Only what was written of the log.
  cp --sparse=always "$ram/log.img" "$work/$kind/log.img"
  rm "$ram/disk.img" "$ram/log.img"
  echo "power-cut-guest.sh: $kind: $(wc -l <"$work/$kind/confirmed") confirmed"
done
