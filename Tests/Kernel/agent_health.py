"""A running agent as these checks see it: its health, which is what the guard's screen shows, and its cameras' events."""
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

# On a machine of its own these are 3 s and 15 s; an emulated one may be ten times slower, and two readers share it.
LOSS, RETURN = float(os.environ.get("KERNEL_LOSS_LIMIT", "30")), float(os.environ.get("KERNEL_RETURN_LIMIT", "60"))


class Agent:
    def __init__(self, url, program, config):
        self.url, self.program, self.config = url, program, config

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
        text = subprocess.run(
            [self.program, "outbox", "export", "--config", self.config], check=True, capture_output=True, text=True
        ).stdout
        events = [json.loads(line) for line in text.splitlines()]
        return [
            (event["data"]["camera"], event["type"].rsplit(".", 1)[-1], event["data"]["reason"])
            for event in events
            if ".camera." in event["type"]
        ]
