import Border
import Foundation

/// Turns what the kernel says of a device into words that tell what to do.
enum DeviceFault {
  /// What was being done when the kernel refused.
  enum Step: String, CaseIterable {
    case opening = "opening it"
    case describing = "asking what it is"
    case controlling = "setting its controls"
    case formatting = "setting the picture format"
    case buffering = "asking for buffers"
    case starting = "starting the stream"
    case streaming = "taking a frame"
  }

  static func fault(camera: String, device: String, errno code: Int32, while step: Step) -> CameraFault {
    let (reason, text): (CameraFault.Reason, String) =
      switch (code, step) {
      case (ENOENT, _), (ENODEV, _), (ENXIO, _):
        (
          .absent,
          step == .opening
            ? "\(device) is not there: check the camera's cable and power; `gate-agent camera list` shows what is there"
            : "\(device) is gone: check the camera's cable and power"
        )
      case (EACCES, _), (EPERM, _):
        (.forbidden, "\(device) may not be opened: \(remedy(ofForbidden: device))")
      case (EBUSY, _):
        (.busy, "\(device) is used by another program: end that program (`fuser \(device)` names it)")
      case (ENOSPC, .starting):
        (
          .unsuitable,
          "\(device) gets too little USB bandwidth: use MJPG, a smaller picture, or a USB port of its own"
        )
      case (ENOTTY, .describing), (EINVAL, .describing):
        (.unsuitable, "\(device) is no camera: name a device that `gate-agent camera list` shows")
      case (EMFILE, _), (ENFILE, _):
        (.failed, "\(device) cannot be opened, too many files are open: restart the agent and report this")
      case (ENOMEM, _):
        (.failed, "\(device) gets no memory for its pictures: use a smaller picture, or free memory")
      default:
        (
          .failed,
          "\(device) failed while \(step.rawValue) (\(name(of: code))): replug the camera if this does not pass"
        )
      }
    return CameraFault(camera: camera, reason: reason, remedy: text)
  }

  static func stalled(camera: String, device: String, after patience: Duration) -> CameraFault {
    CameraFault(
      camera: camera, reason: .stalled,
      remedy: "\(device) has sent no frame for \(patience.formatted(.units(allowed: [.seconds], width: .narrow))): "
        + "it is being reopened; replug the camera if this does not pass")
  }

  static func notForCapture(camera: String, device: String, card: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .unsuitable,
      remedy: "\(device) (\(card)) delivers no pictures now: start what feeds it, or name another device")
  }

  static func unsuitable(camera: String, device: String, _ mismatch: FormatMismatch) -> CameraFault {
    CameraFault(camera: camera, reason: .unsuitable, remedy: "\(device): \(mismatch): change the configuration")
  }

  /// The group that may open the device, by its own name: distributions differ.
  private static func remedy(ofForbidden device: String) -> String {
    var status = stat()
    guard stat(device, &status) == 0 else { return "add the agent's user to the group `video`" }
    guard status.st_gid != 0, let entry = getgrgid(status.st_gid), let name = entry.pointee.gr_name else {
      return "it belongs to root alone: add a udev rule that gives it to the group `video`"
    }
    return "add the agent's user to the group `\(String(cString: name))`"
  }

  static func frozen(camera: String, device: String, after patience: Duration) -> CameraFault {
    CameraFault(
      camera: camera, reason: .frozen,
      remedy: "\(device) has sent the same picture for \(seconds(patience)): "
        + "it is being reopened; restart the camera if this does not pass")
  }

  static func blind(camera: String, device: String, _ sight: Sight) -> CameraFault {
    CameraFault(camera: camera, reason: .blind, remedy: "\(device): \(sight.remedy)")
  }

  static func noSignal(camera: String, device: String, _ status: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .noSignal,
      remedy: "\(device) says \(status): check the power and the cable of the camera behind it")
  }

  static func foreign(camera: String, device: String, serial: String?, expected: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .unsuitable,
      remedy: "\(device) has the serial number \(serial ?? "none"), its calibration profile is of \(expected): "
        + "plug that camera in, or calibrate this one")
  }

  static func noAnswer(camera: String, device: String, after patience: Duration) -> CameraFault {
    CameraFault(
      camera: camera, reason: .stalled,
      remedy: "\(device) has not answered for \(seconds(patience)): replug the camera if this does not pass")
  }

  private static func seconds(_ duration: Duration) -> String {
    duration.formatted(.units(allowed: [.seconds], width: .narrow))
  }

  /// `EIO` says more to a technician's search engine than 5, and needs no locale.
  static func name(of code: Int32) -> String {
    switch code {
    case EIO: "EIO"
    case EINVAL: "EINVAL"
    case ENODEV: "ENODEV"
    case EPROTO: "EPROTO"
    case EPIPE: "EPIPE"
    case ETIMEDOUT: "ETIMEDOUT"
    default: "errno \(code)"
    }
  }
}
