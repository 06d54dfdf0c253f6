#!/usr/bin/env python3
"""A USB camera made in user space: usb-camera.py FPS WIDTHxHEIGHT JPEG...

Needs the kernel modules vhci-hcd (USB/IP's virtual host controller) and uvcvideo, and root. It delivers the JPEGs, byte
for byte and over and over, as an MJPEG camera of the USB Video Class 1.1 with one bulk endpoint.

SIGUSR1 pulls the cable, SIGUSR2 plugs it in again, SIGSTOP makes the camera hang. SIGHUP breaks every second JPEG, a second one
all of them, a third none any more.
"""
import os
import signal
import socket
import struct
import sys
import threading
import time

ATTACH = "/sys/devices/platform/vhci_hcd.0/attach"
PORT = 0
HIGH_SPEED = 3
TRANSFER = 16384

# USB/IP: commands and their answers.
SUBMIT, UNLINK, SUBMITTED, UNLINKED = 1, 2, 3, 4
ECONNRESET, EPIPE = -104, -32


def u16(value):
    return struct.pack("<H", value)


def u32(value):
    return struct.pack("<I", value)


def descriptor(*parts):
    """A USB descriptor: its length, then bytes and byte strings."""
    body = b"".join(part if isinstance(part, bytes) else bytes([part]) for part in parts)
    return bytes([len(body) + 1]) + body


class Camera:
    """What the camera says of itself: descriptors and control transfers (USB 2.0 chapter 9, UVC 1.1 chapters 3, 4)."""

    strings = {1: "Border gate agent", 2: "Drawn camera", 3: "DRAWN0001"}

    def __init__(self, rate, width, height, largest):
        interval = int(1e7 / rate)  # in units of 100 ns
        frame = max(largest, width * height * 2)
        self.device = descriptor(1, u16(0x200), 0xEF, 2, 1, 64, u16(0x1209), u16(1), u16(0x100), 1, 2, 3, 1)
        terminals = descriptor(0x24, 2, 1, u16(0x201), 0, 0, u16(0), u16(0), u16(0), 3, 0, 0, 0) + descriptor(
            0x24, 3, 2, u16(0x101), 0, 1, 0
        )
        control = descriptor(0x24, 1, u16(0x100), u16(13 + len(terminals)), u32(48000000), 1, 1) + terminals
        formats = (
            descriptor(0x24, 6, 1, 1, 1, 1, 0, 0, 0, 0)
            + descriptor(
                0x24, 7, 1, 0, u16(width), u16(height), u32(frame * 8), u32(int(frame * 8 * rate)), u32(frame),
                u32(interval), 1, u32(interval),
            )
            + descriptor(0x24, 13, 1, 1, 4)
        )
        stream = descriptor(0x24, 1, 1, u16(14 + len(formats)), 0x81, 0, 2, 0, 0, 0, 1, 0) + formats
        body = (
            descriptor(11, 0, 2, 14, 3, 0, 2)  # both interfaces belong together
            + descriptor(4, 0, 0, 0, 14, 1, 0, 2)
            + control
            + descriptor(4, 1, 0, 1, 14, 2, 0, 0)
            + stream
            + descriptor(5, 0x81, 2, u16(512), 0)
        )
        self.configuration = descriptor(2, u16(9 + len(body)), 2, 1, 0, 0x80, 250) + body
        self.negotiated = u16(1) + bytes([1, 1]) + u32(interval) + u16(0) * 5 + u32(frame) + u32(TRANSFER)

    def answer(self, setup):
        """The data of a control transfer into the host, or None for a stall."""
        kind, request, value, index, length = struct.unpack("<BBHHH", setup)
        if kind == 0x80 and request == 6:
            return self.describe(value >> 8, value & 255, length)
        if kind in (0x80, 0x81, 0x82) and request == 0:  # status
            return b"\0\0"[:length]
        if kind == 0x81 and request == 10:  # alternate setting
            return b"\0"
        if kind == 0xA1 and index == 1 and value >> 8 in (1, 2):  # probe and commit: length, what can be asked, values
            return {0x85: u16(len(self.negotiated)), 0x86: b"\x03"}.get(request, self.negotiated)[:length]
        if kind in (0, 1, 2) and request in (1, 3, 9, 11):  # features, configuration, interface: nothing to do
            return b""
        return None

    def describe(self, kind, number, length):
        if kind == 1:
            return self.device[:length]
        if kind == 2:
            return self.configuration[:length]
        if kind == 3 and number == 0:
            return b"\x04\x03\x09\x04"[:length]
        if kind == 3 and number in self.strings:
            text = self.strings[number].encode("utf-16le")
            return (bytes([len(text) + 2, 3]) + text)[:length]
        return None


class Cable:
    """The USB/IP connection to the kernel; one at a time."""

    def __init__(self, camera, pictures, rate):
        self.camera, self.pictures, self.rate = camera, pictures, rate
        self.socket = None
        self.sending = threading.Lock()
        self.waiting = []  # bulk transfers the host waits for: (number, room)
        self.arrived = threading.Condition()
        self.plugged = threading.Event()
        self.plugged.set()
        self.broken = 0  # of two pictures

    def pull(self, *_):
        self.plugged.clear()
        if self.socket:
            self.socket.shutdown(socket.SHUT_RDWR)

    def plug(self, *_):
        self.plugged.set()

    def fray(self, *_):
        self.broken = (self.broken + 1) % 3

    def run(self):
        while True:
            self.plugged.wait()
            self.socket, kernel = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
            self.attach(kernel)
            kernel.close()
            try:
                self.serve()
            except (EOFError, OSError):
                pass
            with self.arrived:
                self.waiting.clear()
            self.socket.close()

    def attach(self, kernel):
        for _ in range(200):  # busy until the kernel has let the last connection go
            try:
                with open(ATTACH, "w") as file:
                    file.write(f"{PORT} {kernel.fileno()} {PORT + 1} {HIGH_SPEED}")
                return
            except OSError:
                time.sleep(0.05)
        sys.exit("usb-camera: the kernel does not take the camera")

    def receive(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise EOFError
            data += part
        return data

    def reply(self, number, status, data=b"", count=None):
        length = len(data) if count is None else count
        with self.sending:
            head = struct.pack(">IIIIIiiIII8x", SUBMITTED, number, 0, 0, 0, status, length, 0, 0, 0)
            self.socket.sendall(head + data)

    def serve(self):
        while True:
            command, number, _, into_host, endpoint, flags, length, _, _, _ = struct.unpack(">10I", self.receive(40))
            setup = self.receive(8)
            if command == UNLINK:  # `flags` is then the number of the transfer to forget
                with self.arrived:
                    known = any(entry[0] == flags for entry in self.waiting)
                    self.waiting[:] = [entry for entry in self.waiting if entry[0] != flags]
                with self.sending:
                    status = ECONNRESET if known else 0
                    self.socket.sendall(struct.pack(">IIIIIi24x", UNLINKED, number, 0, 0, 0, status))
                continue
            sent = self.receive(length) if not into_host and length else b""
            if endpoint == 0 and setup[0] == 0x21:
                self.reply(number, 0, count=len(sent))
            elif endpoint == 0:
                data = self.camera.answer(setup)
                self.reply(number, EPIPE) if data is None else self.reply(number, 0, data)
            elif endpoint == 1 and into_host:
                with self.arrived:
                    self.waiting.append((number, length))
                    self.arrived.notify()
            else:
                self.reply(number, EPIPE)

    def stream(self):
        """Sends picture after picture, in transfers that each start with the two bytes of a UVC payload header."""
        count, due = 0, time.monotonic()
        while True:
            picture = self.pictures[count % len(self.pictures)]
            count += 1
            if count % 2 < self.broken:
                picture = picture[:-900]  # cut off before its end, as a bad cable leaves it
            position = 0
            while position < len(picture):
                with self.arrived:
                    if not self.waiting:
                        self.arrived.wait_for(lambda: self.waiting)
                        due = max(due, time.monotonic())
                    number, room = self.waiting.pop(0)
                part = picture[position : position + min(room, TRANSFER) - 2]
                position += len(part)
                end = 2 if position >= len(picture) else 0
                try:
                    self.reply(number, 0, bytes([2, 0x80 | (count & 1) | end]) + part)
                except OSError:
                    break
            due += 1 / self.rate
            time.sleep(max(0, due - time.monotonic()))


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    rate = float(sys.argv[1])
    width, height = map(int, sys.argv[2].split("x"))
    pictures = []
    for path in sys.argv[3:]:
        with open(path, "rb") as file:
            pictures.append(file.read())
    cable = Cable(Camera(rate, width, height, max(map(len, pictures))), pictures, rate)
    # Whoever starts this may have blocked signals, as the threads of a runtime do.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    signal.signal(signal.SIGUSR1, cable.pull)
    signal.signal(signal.SIGUSR2, cable.plug)
    signal.signal(signal.SIGHUP, cable.fray)
    threading.Thread(target=cable.stream, daemon=True).start()
    threading.Thread(target=cable.run, daemon=True).start()
    while True:
        signal.pause()


if __name__ == "__main__":
    main()
