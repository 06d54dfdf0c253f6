#!/usr/bin/env python3
"""Every ioctl of a running agent's camera fails: ioctl-faults.py HEALTH-URL LEDGER CONTROL CAMERA [NAME...]

CONTROL is the file that Tests/Shims/failing-ioctl.c reads. The stream is ended by one failing VIDIOC_DQBUF; while the camera is
opened anew the ioctl in question fails once, with EINVAL, EIO and ENODEV in turn. Each time the loss must become an event and the
camera must return by itself; the agent goes on and no other camera is lost.
"""
import errno
import os
import sys
import time

from agent_health import RETURN, Agent, is_back

IOCTLS = {
    "QUERYCAP": 0, "ENUM_FMT": 2, "G_FMT": 4, "S_FMT": 5, "REQBUFS": 8, "QUERYBUF": 9, "QBUF": 15, "DQBUF": 17, "STREAMON": 18,
    "STREAMOFF": 19, "G_PARM": 21, "S_PARM": 22, "ENUMINPUT": 26, "G_INPUT": 38, "ENUM_FRAMESIZES": 74,
    "ENUM_FRAMEINTERVALS": 75,
}
ERRORS = (errno.EINVAL, errno.EIO, errno.ENODEV)


def main():
    url, ledger, control, camera = sys.argv[1:5]
    names = sys.argv[5:] or list(IOCTLS)
    agent = Agent(url, ledger)

    def count(kind):
        return sum(event[:2] == (camera, kind) for event in agent.events())

    agent.wait("the camera is live", RETURN, is_back(camera))
    others = [event for event in agent.events() if event[0] != camera]
    lost, recovered, slowest, cases = count("lost"), count("recovered"), 0.0, 0
    for name in names:
        for error in ERRORS:
            rules = [f"{IOCTLS['DQBUF']} {errno.EIO} 1"]
            if name != "DQBUF" or error != errno.EIO:
                rules.append(f"{IOCTLS[name]} {error} 1")
            with open(control + ".new", "w", encoding="ascii") as file:
                file.write("\n".join(rules) + "\n")
            os.rename(control + ".new", control)
            start = time.monotonic()
            while True:
                now_lost, now_recovered = count("lost"), count("recovered")
                took = time.monotonic() - start
                if now_lost > lost and now_recovered > recovered and camera not in agent.lost():
                    break
                if took > 3 * RETURN:
                    sys.exit(f"ioctl-faults: {name} {errno.errorcode[error]}: the camera is not back after {took:.0f} s; "
                             f"{agent.lost()} {agent.events()[-4:]}")
            lost, recovered, slowest, cases = now_lost, now_recovered, max(slowest, took), cases + 1
    if [event for event in agent.events() if event[0] != camera] != others:
        sys.exit(f"ioctl-faults: another camera was disturbed: {agent.events()}")
    print(f"ioctl-faults: {cases} failing ioctls of {camera}, each told and each survived, the slowest within {slowest:.1f} s",
          flush=True)


if __name__ == "__main__":
    main()
