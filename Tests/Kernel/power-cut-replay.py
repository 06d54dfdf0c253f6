#!/usr/bin/env python3
"""power-cut-replay.py HAMMER FOLDER CUTS SEED: puts the disk together as it was at CUTS moments and looks at the ledger.

A moment lies between two entries of the log of dm-log-writes. Everything up to the last flush before it is on the disk;
of what was written after that flush, any part may be (the disk's cache is volatile and keeps no order).
The format is the kernel's (Documentation/admin-guide/device-mapper/log-writes.rst, drivers/md/dm-log-writes.c): a sector
with the super block, then for each entry a sector with its head, followed by its data.
"""
import hashlib
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8
hammer, folder, cuts, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])

with open(folder + "/log.img", "rb") as log:
    magic, version, count, sector = struct.unpack("<QQQI", log.read(28))
    assert magic == 0x6A736677736872, "this is no log of dm-log-writes"
    entries, offset = [], sector
    for _ in range(count):
        log.seek(offset)
        head = log.read(sector)
        where, sectors, flags, length = struct.unpack("<QQQQ", head[:32])
        offset += sector
        if flags & MARK:
            entries.append(("mark", head[32:32 + length].rstrip(b"\0").decode(), 0, 0))
            continue
        # Positions and lengths are in sectors of 512 bytes whatever the log's own are.
        entries.append(("discard" if flags & DISCARD else "write", where * 512, flags, (offset, sectors * 512)))
        if not flags & DISCARD:
            offset += sectors * 512


def apply(disk, log, entry):
    kind, where, _, data = entry
    if kind == "write" and data[1]:
        log.seek(data[0])
        disk.seek(where)
        disk.write(log.read(data[1]))


def state_at(cut, chance):
    """The disk at a moment, in a file; and what had been confirmed by then."""
    path = tempfile.mktemp(dir=folder)
    shutil.copyfile(folder + "/base.img", path)
    last_flush = max((i for i in range(cut) if entries[i][0] == "write" and entries[i][2] & (FLUSH | FUA)), default=-1)
    with open(path, "r+b") as disk, open(folder + "/log.img", "rb") as log:
        for index in range(cut):
            if index <= last_flush or entries[index][2] & FUA or chance.random() < 0.5:
                apply(disk, log, entries[index])
    return path, [entry[1] for entry in entries[:cut] if entry[0] == "mark"]


def look(image, confirmed, out):
    """What is wrong with the ledger of that disk: lists of what is lost, and of damage."""
    lost, damage = [], []
    check = subprocess.run(["e2fsck", "-fy", image], capture_output=True, text=True)
    if check.returncode > 1:
        damage.append("the file system: " + check.stdout[-300:])
    subprocess.run(["debugfs", "-R", f"rdump /data {out}", image], capture_output=True)
    if not os.path.isdir(out + "/data"):
        return [mark for mark in confirmed if ":" in mark], damage
    audit = subprocess.run([hammer, "audit", "--dir", out + "/data"], capture_output=True, text=True)
    lines = audit.stdout.split("\n")
    if audit.returncode or "chain whole" not in lines:
        damage.append(f"audit {audit.returncode}: {audit.stdout[-300:]} {audit.stderr[-300:]}")
    damage += [line for line in lines if line.startswith("recovered")]
    known = {word for line in lines if line.startswith("passage ") for word in line.split()[3:]}
    damage += [line for line in lines if line.startswith("passage ") and len(line.split()) < 4]
    for mark in confirmed:
        kind, _, name = mark.partition(":")
        if kind == "confirmed" and name not in known:
            lost.append(mark)
        if kind == "kept":
            try:
                with open(f"{out}/data/evidence/{name[:2]}/{name[2:]}", "rb") as picture:
                    if hashlib.sha256(picture.read()).hexdigest() != name:
                        lost.append(mark)
            except OSError:
                lost.append(mark)
    return lost, damage


chance = random.Random(seed)
total = sum(entry[0] == "mark" and ":" in entry[1] for entry in entries)
places = sorted(chance.sample(range(1, len(entries) + 1), min(cuts, len(entries))))
lost_cuts = damaged_cuts = 0
for cut in places:
    image, confirmed = state_at(cut, chance)
    out = tempfile.mkdtemp(dir=folder)
    lost, damage = look(image, confirmed, out)
    lost_cuts += bool(lost)
    damaged_cuts += bool(damage)
    if lost or damage:
        print(f"cut {cut}: {len(confirmed)} confirmed, lost {lost[:3]}, damage {damage[:2]}")
    os.unlink(image)
    shutil.rmtree(out)
print(f"{len(places)} cuts among {len(entries)} entries with {total} confirmations: {lost_cuts} lost, {damaged_cuts} damaged")
sys.exit(1 if lost_cuts or damaged_cuts else 0)
