#!/usr/bin/env python3
"""Faults of two cameras of a running agent: agent-faults.py HEALTH-URL LEDGER USB-PID [FEEDER-PID PICTURES.yuyv SIZE]

With the USB camera alone: its cable. With what feeds the other one too: all of them. Every loss must show in the agent's health,
which is what the guard's screen shows, and as an event. Times are by the monotonic clock, from the fault to the moment it can be
read.
"""
import os
import signal
import sys

from agent_health import LOSS, RETURN, Agent
from player import Player


def is_lost(camera, word):
    return lambda lost: word in lost.get(camera, "")


def is_back(camera):
    return lambda lost: camera not in lost


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


class Recording:
    """Pictures over and over, or one of them again and again."""

    def __init__(self, file, size):
        self.file, self.size, self.is_frozen, self.picture = file, size, False, b""

    def next(self):
        if not self.is_frozen:
            self.picture = self.file.read(self.size)
            if len(self.picture) < self.size:
                self.file.seek(0)
                self.picture = self.file.read(self.size)
        return self.picture


def stall_and_freeze(agent, feeder, pictures, size):
    os.kill(feeder, signal.SIGKILL)
    agent.wait("the other camera stalls without any error", LOSS, is_lost("loopback", "no frame"))
    width, height = map(int, size.split("x"))
    with open(pictures, "rb") as file:
        recording = Recording(file, width * height * 2)
        player = Player(recording.next, width, height, 4)
        agent.wait("it goes on", RETURN, is_back("loopback"))
        # What plays goes on playing: nothing but the picture stands still.
        recording.is_frozen = True
        agent.wait("it shows one picture again and again", LOSS, is_lost("loopback", "the same picture"))
        recording.is_frozen = False
        agent.wait("its pictures change again", RETURN, is_back("loopback"))
        player.end()


def main():
    url, ledger, usb = sys.argv[1:4]
    agent, usb = Agent(url, ledger), int(usb)
    agent.wait("both cameras are live", RETURN, lambda lost: not lost)
    told = [("usb", "absent")]
    if len(sys.argv) > 4:
        feeder, pictures, size = sys.argv[4:]
        hang(agent, usb)
        pull(agent, usb)
        stall_and_freeze(agent, int(feeder), pictures, size)
        told = [("usb", "stalled"), *told, ("loopback", "stalled"), ("loopback", "frozen")]
    else:
        pull(agent, usb)

    events = agent.events()
    for camera, reason in told:
        at = next((i for i, event in enumerate(events) if event == (camera, "lost", reason)), None)
        if at is None:
            sys.exit(f"agent-faults: no event of {camera} {reason}: {events}")
        if (camera, "recovered", None) not in events[at:]:
            sys.exit(f"agent-faults: no event of {camera}'s return after {reason}: {events}")
    print(f"agent-faults: {len(events)} events tell of it all")


if __name__ == "__main__":
    main()
