#!/bin/busybox sh
# The first process of the emulated machine: mounts the host's root file system under a tmpfs, then runs the job.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devices /dev
die() { echo "init: $*"; poweroff -f; sleep 60; }
while read -r module; do insmod "/modules/$module" || echo "init: no $module"; done </modules/order
options=trans=virtio,version=9p2000.L,msize=524288
mount -t 9p -o "ro,$options,cache=loose" host /host || die "no host file system"
mount -t tmpfs tmpfs /over
mkdir /over/upper /over/work
mount -t overlay -o lowerdir=/host,upperdir=/over/upper,workdir=/over/work overlay /root || die "no overlay"
cd /root
mkdir -p run/job proc sys dev tmp usr/lib/modules
mount -t 9p -o "rw,$options,cache=none" job run/job || die "no job"
number=0
while read -r share; do
  mkdir -p "/root$share"
  mount -t 9p -o "rw,$options,cache=none" "share$number" "/root$share" || die "no $share"
  number=$((number + 1))
done <run/job/shares
mount --bind "/host$(cat run/job/modules)" usr/lib/modules || die "no modules"
for directory in proc sys dev; do mount --move "/$directory" "$directory"; done
mkdir -p dev/shm dev/pts
mount -t tmpfs tmpfs dev/shm
mount -t devpts devpts dev/pts
mount -t debugfs debugfs sys/kernel/debug
ln -sfn /proc/self/fd dev/fd
ip link set lo up 2>/dev/null
stty -F dev/ttyS1 raw -echo
chroot . /bin/bash /run/job/job.sh <dev/null >dev/ttyS1 2>&1
echo $? >run/job/status
sync
poweroff -f
sleep 60
