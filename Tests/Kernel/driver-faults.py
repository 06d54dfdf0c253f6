#!/usr/bin/env python3
"""Faults that vivid's drivers put on: driver-faults.py HEALTH-URL LEDGER WEBCAM TELEVISION

The agent has a camera `webcam` and a camera `television`, which is asked for a size that it does not have. What the driver marks as
broken or drops is counted while the camera stays live; without a signal it is lost although frames come.
"""
import subprocess
import sys

from agent_health import LOSS, RETURN, Agent, is_lost


def control(device, name, value):
    subprocess.run(["v4l2-ctl", "-d", device, "-c", f"{name}={value}"], check=True)


def main():
    url, ledger, webcam, television = sys.argv[1:]
    agent = Agent(url, ledger)
    agent.wait("a driver that gives another size is taken", RETURN, lambda lost: not lost)
    for _ in range(3):
        before = agent.metric("gate_camera_frames_broken_total", "webcam")
        control(webcam, "inject_v4l2_buf_flag_error", 1)
        agent.reaches("a frame is marked as broken", LOSS, "gate_camera_frames_broken_total", "webcam", before + 1)
    before = agent.metric("gate_camera_frames_missed_total", "webcam")
    control(webcam, "percentage_of_dropped_buffers", 50)
    agent.reaches("half the frames are dropped", LOSS, "gate_camera_frames_missed_total", "webcam", before + 10)
    control(webcam, "percentage_of_dropped_buffers", 0)
    control(television, "standard_signal_mode", 1)
    agent.wait("there is no signal", LOSS, is_lost("television", "says no signal"))
    control(television, "standard_signal_mode", 0)
    agent.wait("the signal is back", RETURN, lambda lost: not lost)
    agent.expect([("television", "no-signal")])


if __name__ == "__main__":
    main()
