#!/usr/bin/env python3
"""Waits until a running agent has read some plates: wait-for-plates.py LEDGER SECONDS PLATE..."""
import sqlite3
import sys
import time

from agent_health import Agent


def main():
    ledger, limit, plates = sys.argv[1], float(sys.argv[2]), set(sys.argv[3:])
    agent, start, passages = Agent(None, ledger), time.monotonic(), []
    while (took := time.monotonic() - start) < limit:
        time.sleep(1)
        try:
            passages = agent.passages()
        except sqlite3.Error as error:  # the agent is still making its ledger
            passages = [error]
            continue
        if plates <= {plate for passage in passages for plate in passage}:
            print(f"wait-for-plates: {' '.join(sorted(plates))} read after {took:.0f} s")
            return
    sys.exit(f"wait-for-plates: after {limit:.0f} s only {passages}")


if __name__ == "__main__":
    main()
