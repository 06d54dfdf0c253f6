"""In the emulated machine: plays raw pictures into /dev/video10, which is v4l2loopback, and changes what it plays on the way."""
import os
import subprocess
import threading


class Player:
    """`next_picture` gives the YUYV bytes of the next frame; it is called on a thread of its own."""

    def __init__(self, next_picture, width, height, rate):
        feed = os.path.join(os.path.dirname(os.path.abspath(__file__)), "feed.sh")
        self.next_picture = next_picture
        self.process = subprocess.Popen(
            [feed, "-f", "rawvideo", "-pix_fmt", "yuyv422", "-s", f"{width}x{height}", "-framerate", str(rate), "-i", "-"],
            stdin=subprocess.PIPE)
        threading.Thread(target=self.play, daemon=True).start()

    def play(self):
        try:
            while True:
                self.process.stdin.write(self.next_picture())
        except (BrokenPipeError, ValueError):
            pass

    def end(self):
        self.process.kill()
        self.process.wait()
