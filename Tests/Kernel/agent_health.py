"""A running agent as these checks see it: its health, which is what the guard's screen shows, and its cameras' events."""
import contextlib
import json
import os
import sqlite3
import sys
import time
import urllib.error
import urllib.request

# On a machine of its own these are 3 s and 15 s; an emulated one may be ten times slower, and two readers share it.
LOSS, RETURN = float(os.environ.get("KERNEL_LOSS_LIMIT", "30")), float(os.environ.get("KERNEL_RETURN_LIMIT", "60"))


def is_lost(camera, word):
    return lambda lost: word in lost.get(camera, "")


def is_back(camera):
    return lambda lost: camera not in lost


class Agent:
    """`ledger`: the running agent's database. It is read as it is, since to start the program for each look takes an emulated
    machine many seconds."""

    def __init__(self, url, ledger):
        self.url, self.ledger = url, ledger

    def lost(self):
        """The lost cameras and why."""
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=10) as answer:
                health = json.load(answer)
        except urllib.error.HTTPError as answer:  # 503 while a camera is lost
            health = json.load(answer)
        found = {}
        for problem in health["problems"]:
            words = problem.split(" ", 2)
            if words[0] == "camera":
                found[words[1]] = problem
        return found

    def metric(self, name, camera):
        """A count of one camera's frames."""
        with urllib.request.urlopen(self.url + "/metrics", timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + "{") and f'camera="{camera}"' in line:
                    return int(line.rsplit(" ", 1)[1])
        return 0

    def grows(self, what, limit, name, camera, by):
        """Waits until a count has grown, while the camera is live all the time."""
        self.reaches(what, limit, name, camera, self.metric(name, camera) + by)

    def reaches(self, what, limit, name, camera, count):
        start = time.monotonic()
        while (now := self.metric(name, camera)) < count:
            lost, took = self.lost(), time.monotonic() - start
            if camera in lost or took > limit:
                sys.exit(f"agent-faults: {what}: {name} is {now} and not {count} after {took:.0f} s; {lost}")
            time.sleep(0.1)
        print(f"agent-faults: {what}: {name} {now} after {time.monotonic() - start:.1f} s, and the camera is live", flush=True)

    def wait(self, what, limit, condition):
        start = time.monotonic()
        while True:
            lost = self.lost()
            took = time.monotonic() - start
            if condition(lost):
                print(f"agent-faults: {what}: {took:.1f} s, allowed {limit:.0f} s", flush=True)
                if took > limit:
                    sys.exit(f"agent-faults: {what}: too late")
                return
            if took > 6 * limit:
                sys.exit(f"agent-faults: {what}: not within {took:.0f} s; {lost}")
            time.sleep(0.1)

    def events(self):
        """Types and reasons of the cameras' events, in order."""
        return [(event["data"]["camera"], event["type"].rsplit(".", 1)[-1], event["data"]["reason"]) for event in self.bodies()]

    def bodies(self):
        """The cameras' events as they go to the platform."""
        return [json.loads(body) for (body,) in self.rows("SELECT body FROM event WHERE type LIKE '%.camera.%' ORDER BY sequence")]

    def expect(self, told):
        """Ends the program unless the cameras' losses are `told`, (camera, reason) in order, each followed by its return.

        What a lost camera is found to be on being reopened is no other loss: one that hangs may drop off the bus as well.
        """
        events, lost, begun = self.events(), set(), []
        for at, (camera, kind, reason) in enumerate(events):
            if kind == "lost" and camera not in lost:
                begun.append((camera, reason, at))
            (lost.add if kind == "lost" else lost.discard)(camera)
        if [(camera, reason) for camera, reason, _ in begun] != told:
            sys.exit(f"agent-faults: other losses than {told}: {events}")
        for camera, _, at in begun:
            if (camera, "recovered", None) not in events[at:]:
                sys.exit(f"agent-faults: no event of {camera}'s return after {events[at]}: {events}")
        print(f"agent-faults: {len(events)} events tell of it all, and of nothing else", flush=True)

    def passages(self):
        """(key of the tractor's plate, key of the trailer's) of each."""
        return self.rows("SELECT tractorKey, trailerKey FROM passage")

    def rows(self, query):
        # A connection's own `with` ends its transaction and leaves it open.
        with contextlib.closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=30)) as ledger:
            return ledger.execute(query).fetchall()
