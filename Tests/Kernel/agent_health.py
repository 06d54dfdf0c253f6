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
        events = [json.loads(body) for (body,) in self.rows("SELECT body FROM event WHERE type LIKE '%.camera.%' ORDER BY sequence")]
        return [(event["data"]["camera"], event["type"].rsplit(".", 1)[-1], event["data"]["reason"]) for event in events]

    def passages(self):
        """(key of the tractor's plate, key of the trailer's) of each."""
        return self.rows("SELECT tractorKey, trailerKey FROM passage")

    def rows(self, query):
        # A connection's own `with` ends its transaction and leaves it open.
        with contextlib.closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True, timeout=30)) as ledger:
            return ledger.execute(query).fetchall()
