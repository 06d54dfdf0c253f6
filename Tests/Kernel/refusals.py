#!/usr/bin/env python3
"""What a running agent says of cameras that it cannot have: refusals.py HEALTH-URL CAMERA WORDS [CAMERA WORDS...]"""
import sys

from agent_health import LOSS, Agent, is_lost


def main():
    url, *rest = sys.argv[1:]
    agent = Agent(url, None)
    for camera, words in zip(rest[::2], rest[1::2]):
        agent.wait(f"{camera}: {words}", LOSS, is_lost(camera, words))


if __name__ == "__main__":
    main()
