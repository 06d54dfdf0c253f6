#!/usr/bin/python3
"""A network camera: rtsp-camera.py PORT PATTERN [RATE]

Serves rtsp://127.0.0.1:PORT/camera as MJPEG of 640x360 by GStreamer's RTSP server; PATTERN is one of videotestsrc's, such as
ball (moves), checkers-8 (stands still) or black. SIGSTOP makes it hang, SIGKILL is its loss.
"""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    port, pattern = sys.argv[1], sys.argv[2]
    rate = sys.argv[3] if len(sys.argv) > 3 else "10"
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(
        f"( videotestsrc is-live=true pattern={pattern} ! video/x-raw,format=I420,width=640,height=360,framerate={rate}/1 "
        "! jpegenc ! rtpjpegpay name=pay0 pt=26 )"
    )
    factory.set_shared(True)
    server.get_mount_points().add_factory("/camera", factory)
    if not server.attach(None):
        sys.exit(f"rtsp-camera: port {port} is taken")
    print("ready", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()
