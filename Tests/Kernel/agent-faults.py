#!/usr/bin/env python3
"""Faults of two cameras of a running agent: agent-faults.py URL LEDGER AGENT-PID PULLS USB-PID [FEEDER-PID PICTURES.yuyv SIZE]

With the USB camera alone: its cable, so many times. With what feeds the other one too: all of them. Every loss must show in the
health that URL gives, which is what the guard's screen shows, and as an event; no other loss may. Times are by the monotonic
clock, from the fault to the moment it can be read.
"""
import glob
import os
import signal
import sys
import time

from agent_health import LOSS, RETURN, Agent, is_back, is_lost
from player import Player


def hang(agent, usb):
    os.kill(usb, signal.SIGSTOP)
    agent.wait("the USB camera hangs", LOSS, is_lost("usb", "no frame"))
    os.kill(usb, signal.SIGCONT)
    agent.wait("it goes on", RETURN, is_back("usb"))


def pull(agent, usb):
    os.kill(usb, signal.SIGUSR1)
    agent.wait("the USB camera's cable is pulled", LOSS, is_lost("usb", "check the camera's cable"))
    os.kill(usb, signal.SIGUSR2)
    agent.wait("its cable is plugged", RETURN, is_back("usb"))


def usage(pid):
    """(descriptors, mappings, kilobytes of its own memory) of a process."""
    with open(f"/proc/{pid}/maps", encoding="utf-8") as maps, open(f"/proc/{pid}/status", encoding="utf-8") as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith("RssAnon"))
        return len(os.listdir(f"/proc/{pid}/fd")), sum(1 for _ in maps), memory


def pull_often(agent, usb, pid, count):
    """A ring is six mappings and 3 MB: what is left of one each time would be seen at once. Sockets and readers come and go."""
    early = None
    for number in range(count):
        pull(agent, usb)
        if number == min(2, count - 1):
            early = usage(pid)
    late = usage(pid)
    print(f"agent-faults: descriptors, mappings and kB after {min(3, count)} pulls {early}, after {count} {late}", flush=True)
    if late[0] > early[0] + 4 or late[1] > early[1] + 16 or late[2] > early[2] + 30_000:
        sys.exit("agent-faults: something of a camera that was pulled is left")


def renumber(agent, usb):
    """Someone else has the old device open, so its number is not free when the camera returns."""
    old = usb_devices()
    holders = [os.open(device, os.O_RDWR) for device in sorted(old)]
    os.kill(usb, signal.SIGUSR1)
    agent.wait("it is pulled while another program has it open", LOSS, is_lost("usb", "check the camera's cable"))
    os.kill(usb, signal.SIGUSR2)
    agent.wait("it comes back under another number", RETURN, is_back("usb"))
    new = usb_devices() - old
    for holder in holders:
        os.close(holder)
    if not new:
        sys.exit(f"agent-faults: the camera kept its number, {old}")


def usb_devices():
    found = set()
    for name in glob.glob("/sys/class/video4linux/video*/name"):
        with open(name, encoding="ascii") as file:
            if "Drawn camera" in file.read():
                found.add("/dev/" + name.split("/")[-2])
    return found


def fray(agent, usb):
    os.kill(usb, signal.SIGHUP)
    agent.grows("every second JPEG is broken", LOSS, "gate_camera_frames_broken_total", "usb", 5)
    agent.grows("and the others are read", RETURN, "gate_camera_frames_total", "usb", 1)
    os.kill(usb, signal.SIGHUP)
    agent.wait("every JPEG is broken", LOSS, is_lost("usb", "no frame"))
    os.kill(usb, signal.SIGHUP)
    agent.wait("they are whole again", RETURN, is_back("usb"))


def dimmed(share):
    """Brightness as it is left of a picture in YUYV."""
    table = bytes(16 + round(max(0, level - 16) * share) for level in range(256))

    def dim(picture):
        picture = bytearray(picture)
        picture[::2] = picture[::2].translate(table)
        return bytes(picture)

    return dim


class Recording:
    """Pictures over and over, or one of them again and again, as they are seen through `lens`."""

    def __init__(self, file, size):
        self.file, self.size, self.is_frozen, self.picture = file, size, False, b""
        self.lens = bytes

    def next(self):
        if not self.is_frozen:
            self.picture = self.file.read(self.size)
            if len(self.picture) < self.size:
                self.file.seek(0)
                self.picture = self.file.read(self.size)
        return self.lens(self.picture)


def stall_and_freeze(agent, feeder, recording, size):
    os.kill(feeder, signal.SIGKILL)
    agent.wait("the other camera stalls without any error", LOSS, is_lost("loopback", "no frame"))
    player = Player(recording.next, *size, 4)
    agent.wait("it goes on", RETURN, is_back("loopback"))
    # What plays goes on playing: nothing but the picture stands still.
    recording.is_frozen = True
    agent.wait("it shows one picture again and again", LOSS, is_lost("loopback", "the same picture"))
    recording.is_frozen = False
    agent.wait("its pictures change again", RETURN, is_back("loopback"))
    return player


def blind(agent, recording, size):
    """What hides the lane from a camera that works."""
    area = size[0] * size[1]
    for what, word, lens in (
        ("something hangs before the lens", "an even grey", lambda _: bytes([120, 128]) * area),
        ("the sun shines into the lens", "white all over", lambda _: bytes([235, 128]) * area),
        ("night falls and no illuminator is lit", "whether the illuminator is lit", dimmed(0.08)),
    ):
        recording.lens = lens
        agent.wait(what, LOSS, is_lost("loopback", word))
        recording.lens = bytes
        agent.wait("it passes", RETURN, is_back("loopback"))
    recording.lens = dimmed(0.3)
    agent.grows("night falls and the illuminator is lit", RETURN, "gate_camera_frames_total", "loopback", 2)
    recording.lens = bytes


def set_clock(agent, usb):
    """The time of day is set while both cameras deliver; a loss that is told meanwhile is told with a doubt about its time."""
    if any(event.get("clockunsure") for event in agent.bodies()):
        sys.exit("agent-faults: the clock is doubted before anyone has set it")
    for hours in (1, -1, -24, 24, 24, -24):
        time.clock_settime(time.CLOCK_REALTIME, time.time() + 3600 * hours)
        for camera in ("usb", "loopback"):
            agent.grows(f"the clock is set by {hours:+d} h", RETURN, "gate_camera_frames_total", camera, 1)
        if hours == -24 and not agent.bodies()[-1].get("clockunsure"):
            pull(agent, usb)
            if not agent.bodies()[-1].get("clockunsure"):
                sys.exit(f"agent-faults: the events do not doubt the clock: {agent.bodies()[-1]}")


def main():
    url, ledger, pid, pulls, usb = sys.argv[1:6]
    agent, pulls, usb = Agent(url, ledger), int(pulls), int(usb)
    agent.wait("both cameras are live", RETURN, lambda lost: not lost)
    if len(sys.argv) > 6:
        feeder, pictures, size = sys.argv[6:]
        size = tuple(map(int, size.split("x")))
        hang(agent, usb)
        pull_often(agent, usb, pid, pulls)
        renumber(agent, usb)
        fray(agent, usb)
        with open(pictures, "rb") as file:
            recording = Recording(file, size[0] * size[1] * 2)
            player = stall_and_freeze(agent, int(feeder), recording, size)
            blind(agent, recording, size)
            set_clock(agent, usb)
            agent.expect([
                ("usb", "stalled"), *[("usb", "absent")] * pulls, ("usb", "absent"), ("usb", "stalled"),
                ("loopback", "stalled"), ("loopback", "frozen"), *[("loopback", "blind")] * 3, ("usb", "absent"),
            ])
            player.end()
    else:
        pull_often(agent, usb, pid, pulls)
        agent.expect([("usb", "absent")] * pulls)


if __name__ == "__main__":
    main()
