#!/bin/bash
# Runs a command on a real Debian kernel with real V4L2 drivers, in an emulated machine that has this machine's own
# root file system, read-only under a tmpfs.
#
#   vm.sh setup                                    fetches the kernel and builds v4l2loopback (once; 20 s, 230 MB)
#   vm.sh run [-t SECONDS] [-w DIR]... -- CMD...   boots, runs CMD in the current directory, ends
#
# -t  time limit, default 300      -w  DIR is shared writable, at the same path
# Exit status: the command's own; 124 time is up; 125 the machine died (its console is then on stderr).
# KERNEL_VM=DIR says where the kernel is kept.
#
# Emulated in software on purpose: what a test finds must not depend on the host's virtualisation. Without AVX and FMA, which the
# emulator works out number by number: a look at a picture takes 8 s instead of 60.
set -euo pipefail
base=${KERNEL_VM:-${XDG_CACHE_HOME:-$HOME/.cache}/border-gate-agent/kernel-vm}
apt=(apt-get -qq -o DPkg::Lock::Timeout=600)
packages=(qemu-system-x86 v4l-utils ffmpeg busybox-static kmod cpio gcc-12 make python3)

fail() { echo "vm.sh: $*" >&2; exit 125; }

install_packages() {
  local missing=() package
  for package in "${packages[@]}"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} = 0 ] || DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "${missing[@]}"
}

# The kernel's packages are unpacked, never installed: no boot loader and no initramfs of this machine is touched.
unpack_kernel() {
  local image=$1 release=$2 common=$3 package
  (cd "$base/packages" && "${apt[@]}" download "$image" "linux-headers-$release" "linux-headers-$common-common" \
    linux-kbuild-6.1 v4l2loopback-dkms)
  dpkg-deb --fsys-tarfile "$base/packages/${image}_"*.deb | tar -x -C "$base/root" --wildcards './boot/vmlinuz*' \
    './lib/modules/*/modules.*' './lib/modules/*/kernel/'{drivers/{media,virtio,usb,block,char,md,scsi},fs,net/9p,sound/core,crypto,lib,arch/x86/crypto}
  for package in "linux-headers-${release}_" "linux-headers-$common-common_" linux-kbuild-6.1_; do
    dpkg-deb -x "$base/packages/$package"*.deb "$base/headers"
  done
  dpkg-deb -x "$base/packages/"v4l2loopback-dkms_*.deb "$base/loopback"
}

build_loopback() {
  local release=$1 headers=$base/headers/usr/src/linux-headers-$1 source
  source=$(echo "$base"/loopback/usr/src/v4l2loopback-*)
  sed -i "s#include /usr/src/#include $base/headers/usr/src/#" "$headers/Makefile"
  make -s -C "$headers" M="$source" modules
  mkdir -p "$base/root/lib/modules/$release/extra"
  cp "$source/v4l2loopback.ko" "$base/root/lib/modules/$release/extra/"
  depmod -b "$base/root" "$release"
}

# The uncompressed kernel starts directly, which spares the emulator the decompression.
uncompress_kernel() {
  python3 - "$base/root/boot/vmlinuz-$1" "$base/vmlinux" <<'PY'
import lzma, struct, sys
image = open(sys.argv[1], "rb").read()
offset, length = struct.unpack_from("<II", image, 0x248)  # payload_offset, payload_length of the x86 boot protocol
start = (image[0x1F1] + 1) * 512 + offset
open(sys.argv[2], "wb").write(lzma.LZMADecompressor().decompress(image[start : start + length]))
PY
}

build_initrd() {
  local release=$1 tree=$base/initrd module
  mkdir -p "$tree"/{bin,modules,proc,sys,dev,host,over,root}
  cp /bin/busybox "$tree/bin/"
  for module in virtio_pci 9pnet_virtio 9p overlay; do
    modprobe -d "$base/root" -S "$release" --show-depends "$module" | awk '{print $2}'
  done | awk '!seen[$0]++' | while read -r module; do
    cp "$module" "$tree/modules/"
    basename "$module"
  done >"$tree/modules/order"
  cp "$(dirname "$0")/init.sh" "$tree/init"
  chmod +x "$tree/init"
  (cd "$tree" && find . | cpio -o -H newc --quiet) >"$base/initrd.cpio"
}

setup() {
  # What was set up by another version of these scripts is set up anew.
  local stamp; stamp=$(cat "$0" "$(dirname "$0")/init.sh" | sha256sum)
  [ "$(cat "$base/stamp" 2>/dev/null)" = "$stamp" ] && return
  install_packages
  rm -rf "$base"
  mkdir -p "$base"/{packages,root,headers}
  base=$(readlink -f "$base")
  local image release
  image=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
  [ -n "$image" ] || fail "apt knows no linux-image-amd64: run apt-get update"
  release=${image#linux-image-}
  unpack_kernel "$image" "$release" "${release%-amd64}"
  build_loopback "$release"
  uncompress_kernel "$release"
  build_initrd "$release"
  echo "$stamp" >"$base/stamp"
}

run() {
  local limit=300 shares=() share
  while [ "${1:-}" != -- ]; do
    case ${1:-} in
      -t) limit=$2 ;;
      -w) shares+=("$(readlink -f "$2")") ;;
      *) echo "vm.sh: unknown option ${1:-}" >&2; exit 2 ;;
    esac
    shift 2
  done
  shift
  [ -f "$base/stamp" ] || fail "is not set up: run $0 setup"
  base=$(readlink -f "$base")

  job=$(mktemp -d)
  trap 'rm -rf "$job"' EXIT
  printf '%s\n' "${shares[@]}" | sed '/^$/d' >"$job/shares"
  echo "$base/root/lib/modules" >"$job/modules"
  {
    export -p | grep -vE '^declare -x (OLDPWD|PWD|SHLVL)'
    printf 'cd %q\n' "$PWD"
    printf '%q ' "$@"
    echo
  } >"$job/job.sh"

  local devices=(-fsdev "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap"
    -device virtio-9p-pci,fsdev=host,mount_tag=host
    -fsdev "local,id=job,path=$job,security_model=none" -device virtio-9p-pci,fsdev=job,mount_tag=job)
  local number=0
  for share in "${shares[@]}"; do
    devices+=(-fsdev "local,id=share$number,path=$share,security_model=none,multidevs=remap"
      -device "virtio-9p-pci,fsdev=share$number,mount_tag=share$number")
    number=$((number + 1))
  done

  local status=0
  timeout -k 5 "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max,la57=off,fma=off,avx2=off,avx=off -smp 2 -m 3072 \
    -nodefaults -no-user-config -display none -no-reboot -kernel "$base/vmlinux" -initrd "$base/initrd.cpio" \
    -append "console=ttyS0 panic=-1 loglevel=5 nokaslr mitigations=off no_timer_check tsc=reliable random.trust_cpu=on" \
    -chardev "file,id=console,path=$job/console" -serial chardev:console \
    -chardev stdio,id=output,signal=off -serial chardev:output \
    -device virtio-rng-pci "${devices[@]}" </dev/null || status=$?
  if [ -s "$job/status" ]; then return "$(cat "$job/status")"; fi
  echo "vm.sh: no answer from the machine (qemu says $status); its console:" >&2
  tail -40 "$job/console" >&2
  [ "$status" = 124 ] && return 124
  return 125
}

case ${1:-} in
  setup) setup ;;
  run) shift; run "$@" ;;
  *) sed -n '2,/^set /{/^#/p}' "$0" >&2; exit 2 ;;
esac
