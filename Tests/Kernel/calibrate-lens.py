#!/usr/bin/env python3
"""A lens is calibrated through a camera: calibrate-lens.py GATE-AGENT BOARDS

BOARDS holds lens.json, the truth, and a.yuyv and b.yuyv, the same views of a board with other noise each, as scene-painter draws
them. v4l2loopback shows one view until the agent says that it has it, then the next; the noise keeps the picture alive. What the
agent finds must be within 0.5 % of the focal length and 2 % of the distortion.
"""
import itertools
import json
import math
import os
import subprocess
import sys
import tempfile

from player import Player

WIDTH, HEIGHT, RATE = 1280, 720, 4
FRAME = WIDTH * HEIGHT * 2


class Show:
    """Plays the current view's two pictures in turn."""

    def __init__(self, files):
        self.files = itertools.cycle([open(file, "rb") for file in files])
        self.count = os.path.getsize(files[0]) // FRAME
        self.view = 0
        self.player = Player(self.picture, WIDTH, HEIGHT, RATE)

    def picture(self):
        file = next(self.files)
        file.seek(self.view * FRAME)
        return file.read(FRAME)

    def next(self):
        self.view = min(self.view + 1, self.count - 1)


def bend(lens, x, y):
    """How far a lens moves what a pinhole would draw at x, y, each as a direction from the optical axis."""
    k1, k2, p1, p2, k3 = lens["distortion"]
    square = x * x + y * y
    radial = 1 + square * (k1 + square * (k2 + square * k3))
    return (
        lens["focal"] * (x * radial + 2 * p1 * x * y + p2 * (square + 2 * x * x) - x),
        lens["focal"] * (y * radial + p1 * (square + 2 * y * y) + 2 * p2 * x * y - y),
    )


def distortion_error(found, truth):
    """The largest difference at the picture's edge, relative to the largest distortion there."""
    worst = largest = 0.0
    for x, y in [(20, 20), (640, 20), (1260, 20), (20, 360), (1260, 360), (20, 700), (640, 700), (1260, 700)]:
        ray = (x - truth["centreX"]) / truth["focal"], (y - truth["centreY"]) / truth["focal"]
        (ex, ey), (fx, fy) = bend(truth, *ray), bend(found, *ray)
        worst, largest = max(worst, math.hypot(fx - ex, fy - ey)), max(largest, math.hypot(ex, ey))
    return worst / largest


def main():
    agent, boards = sys.argv[1:]
    with open(os.path.join(boards, "lens.json"), encoding="utf-8") as file:
        truth = json.load(file)
    show = Show([os.path.join(boards, name) for name in ("a.yuyv", "b.yuyv")])
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, "front.yaml")
        command = [agent, "calibrate", "lens", "/dev/video10", "--views", str(show.count), "--json", "--calibration", profile]
        # Until somebody feeds it the device delivers nothing.
        for attempt in range(20):
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
                said = []
                for line in child.stderr:
                    said.append(line.strip())
                    if " views, " in line:
                        show.next()
                report = child.stdout.read()
            if child.returncode == 0 or any(" views, " in line for line in said):
                break
        show.player.end()
        if child.returncode != 0:
            sys.exit(f"calibrate-lens: exit status {child.returncode}: {said} {report}")
        with open(profile, encoding="utf-8") as file:
            if "lens:" not in file.read():
                sys.exit("calibrate-lens: the profile has no lens")
    lens = json.loads(report)["lens"]
    found = {**lens, "focal": (lens["focalX"] + lens["focalY"]) / 2}
    focal = max(abs(lens[name] / truth["focal"] - 1) for name in ("focalX", "focalY"))
    distortion = distortion_error(found, truth)
    print(f"calibrate-lens: {show.count} views through /dev/video10: focal length off by {focal:.3%}, distortion by {distortion:.3%}",
          flush=True)
    if focal > 0.005 or distortion > 0.02:
        sys.exit(f"calibrate-lens: asked are 0.5 % and 2 %: {report}")


if __name__ == "__main__":
    main()
