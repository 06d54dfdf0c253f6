#!/usr/bin/env python3
"""Faults of two cameras of a running agent: agent-faults.py HEALTH-URL LEDGER USB-PID FEEDER-PID PICTURES.yuyv SIZE

Every loss must show in the agent's health, which is what the guard's screen shows, and as an event. Times are by the monotonic clock, from the fault to the moment it can be read.
"""
import os
import signal
import subprocess
import sys
import tempfile

from agent_health import LOSS, RETURN, Agent


def feed(pictures, size):
    return subprocess.Popen(
        ["ffmpeg", "-hide_banner", "-loglevel", "error", "-nostdin", "-re", "-stream_loop", "-1", "-f", "rawvideo",
         "-pix_fmt", "yuyv422", "-s", size, "-framerate", "4", "-i", pictures, "-f", "v4l2", "/dev/video10"]
    )


def main():
    url, ledger, usb, feeder, pictures, size = sys.argv[1:]
    usb, feeder = int(usb), int(feeder)
    agent = Agent(url, ledger)

    def is_lost(camera, word):
        return lambda lost: word in lost.get(camera, "")

    def is_back(camera):
        return lambda lost: camera not in lost

    agent.wait("both cameras are live", RETURN, lambda lost: not lost)
    os.kill(usb, signal.SIGSTOP)
    agent.wait("the USB camera hangs", LOSS, is_lost("usb", "no frame"))
    os.kill(usb, signal.SIGCONT)
    agent.wait("it goes on", RETURN, is_back("usb"))
    os.kill(usb, signal.SIGUSR1)
    agent.wait("its cable is pulled", LOSS, is_lost("usb", "check the camera's cable"))
    os.kill(usb, signal.SIGUSR2)
    agent.wait("its cable is plugged", RETURN, is_back("usb"))

    os.kill(feeder, signal.SIGKILL)
    agent.wait("the other camera stalls without any error", LOSS, is_lost("loopback", "no frame"))
    width, height = map(int, size.split("x"))
    with open(pictures, "rb") as file, tempfile.NamedTemporaryFile(suffix=".yuyv") as still:
        still.write(file.read(width * height * 2))
        still.flush()
        child = feed(still.name, size)
        agent.wait("it comes back with one picture", RETURN, is_lost("loopback", "the same picture"))
        child.kill()
        child.wait()
    child = feed(pictures, size)
    agent.wait("its pictures change again", RETURN, is_back("loopback"))
    child.kill()
    child.wait()

    events = agent.events()
    for camera, reason in [("usb", "stalled"), ("usb", "absent"), ("loopback", "stalled"), ("loopback", "frozen")]:
        at = next((i for i, event in enumerate(events) if event == (camera, "lost", reason)), None)
        if at is None:
            sys.exit(f"agent-faults: no event of {camera} {reason}: {events}")
        if (camera, "recovered", None) not in events[at:]:
            sys.exit(f"agent-faults: no event of {camera}'s return after {reason}: {events}")
    print(f"agent-faults: {len(events)} events tell of it all")


if __name__ == "__main__":
    main()
