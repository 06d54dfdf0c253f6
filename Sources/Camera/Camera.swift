/// # Camera
///
/// Frames from V4L2 devices, from network streams and from recordings, behind `Border.FrameSource`.
///
/// It *is* the only module that opens `/dev/video*`: choosing a format, streaming, noticing that a camera is gone,
/// getting it back. It *is not* concerned with what a frame shows, only with whether it shows anything: of a driver's
/// JPEG it decodes a small version twice a second, and nothing else.
///
/// Threads: a `V4L2Source` has one thread of its own per stream, which alone waits for the driver; Swift's cooperative
/// threads never block on a device. Lent frame memory goes back to the driver on whichever thread lets go of it.
///
/// What always holds:
/// - The newest frame wins: at most one signal waits for the reader.
/// - A frame's memory stays readable and unchanged until its last user lets go, even if the device is long gone.
/// - Readers who keep frames can slow nobody down: with fewer than two buffers left the driver's, frames are copied.
/// - An old or empty picture is never delivered: a frozen, covered or dazzled camera counts as lost until it sees again.
/// - Every watchdog runs by the monotonic clock: whoever sets the time of day changes nothing but the frames' wall time.
/// - A lost camera is tried again until the stream's task is cancelled.
/// - When a stream ends, nothing of the device stays open or mapped; readers keep copies of what they hold.
public enum CameraModule {
  /// How long a camera may deliver nothing before it counts as lost.
  public static let defaultPatience = Duration.seconds(2)
}
