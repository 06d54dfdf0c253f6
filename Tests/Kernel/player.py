"""In the emulated machine: plays raw pictures into /dev/video10, which is v4l2loopback, and changes what it plays on the way.

Written straight into the device, so that nothing waits in between: what is played now is what a camera shows now.
"""
import fcntl
import os
import struct
import threading
import time

DEVICE = "/dev/video10"
# From linux/videodev2.h: _IOWR('V', 5, struct v4l2_format) and its fields for an output.
VIDIOC_S_FMT, OUTPUT, YUYV, FIELD_NONE = 0xC0D05605, 2, 0x56595559, 1


class Player:
    """`next_picture` gives the YUYV bytes of the next frame; it is called on a thread of its own."""

    def __init__(self, next_picture, width, height, rate):
        self.next_picture, self.interval, self.is_over = next_picture, 1 / rate, threading.Event()
        self.device = os.open(DEVICE, os.O_RDWR)
        size = width * height * 2
        picture = struct.pack("7I", width, height, YUYV, FIELD_NONE, width * 2, size, 0)
        fcntl.ioctl(self.device, VIDIOC_S_FMT, struct.pack("I4x200s", OUTPUT, picture))
        self.thread = threading.Thread(target=self.play, daemon=True)
        self.thread.start()

    def play(self):
        due = time.monotonic()
        while not self.is_over.wait(max(0, due - time.monotonic())):
            os.write(self.device, self.next_picture())
            due = max(due + self.interval, time.monotonic() - self.interval)

    def end(self):
        self.is_over.set()
        self.thread.join()
        os.close(self.device)
