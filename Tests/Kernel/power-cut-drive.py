#!/usr/bin/env python3
"""power-cut-drive.py DEVICE PROGRAM...: runs the program; marks in the log of DEVICE whatever it confirms, before it may
go on. Prints what was confirmed."""
import os
import subprocess
import sys

environment = dict(os.environ)
# Only the program under test is lied to.
preload = environment.pop("LD_PRELOAD", None)
program_environment = dict(environment, **({"LD_PRELOAD": preload} if preload else {}))
for name in ("LD_PRELOAD",):
    os.environ.pop(name, None)
program = subprocess.Popen(sys.argv[2:], env=program_environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
for line in program.stdout:
    words = line.split()
    if len(words) == 2 and words[0] in ("confirmed", "kept"):
        subprocess.run(["dmsetup", "message", sys.argv[1], "0", "mark", words[0] + ":" + words[1].lower()],
                       check=True, env=environment)
        print(words[0], words[1].lower(), flush=True)
        program.stdin.write("\n")
        program.stdin.flush()
sys.exit(program.wait())
