import Border
import CVision
import Foundation
import Logging

/// Opens, reads, loses and reopens a stream until it is stopped: the body of its thread.
struct StreamLoop: Sendable {
  let camera: String
  let address: String
  let patience: Duration
  let logger: Logger
  let counter: CaptureCounter
  let stop: StopSignal
  let outlet: SignalOutlet

  private var shown: String { StreamAddress.shown(address) }
  private var isFile: Bool { !StreamAddress.isOne(address) }
  /// For the decoder, in milliseconds: it looks at some seconds of a stream before it calls it open. Readers are told of
  /// silence long before that, by the watchdog.
  private let openLimit: Int32 = 10_000
  private let readLimit: Int32 = 5000

  func run() {
    var backoff = Backoff()
    var watch = PictureWatch(patience: patience)
    var sequence: UInt64 = 0
    while true {
      do throws(CameraFault) {
        if try play(&watch, &sequence, &backoff) { return }
        continue
      } catch {
        if outlet.lost(error) {
          counter.change { $0.losses += 1 }
          logger.error("\(error)")
        }
      }
      if stop.wait(for: backoff.next()) { return }
    }
  }

  /// - Returns: true when stopped, false at the end of a file.
  private func play(_ watch: inout PictureWatch, _ sequence: inout UInt64, _ backoff: inout Backoff)
    throws(CameraFault) -> Bool
  {
    guard let video = cvision_video_open_stream(address, openLimit, readLimit) else {
      throw isFile
        ? DeviceFault.noVideo(camera: camera, path: address) : DeviceFault.noStream(camera: camera, address: shown)
    }
    defer { cvision_video_close(video) }
    logger.info("stream opened", metadata: ["camera": "\(camera)", "address": "\(shown)"])
    let rate = cvision_video_rate(video)
    let interval: Duration = isFile ? .seconds(1 / (rate.isFinite && (1...240).contains(rate) ? rate : 25)) : .zero
    var now = CaptureTime.now()
    watch.paused(until: now.monotonic)
    var (deadline, due, isFirst) = (now.monotonic + patience, now.monotonic, true)
    while true {
      if stop.wait(for: isFile ? max(.zero, due - CaptureTime.now().monotonic) : .zero) { return true }
      var pixels = cvision_pixels()
      let result = cvision_video_read(video, &pixels)
      now = CaptureTime.now()
      due = max(due + interval, now.monotonic - interval)
      guard result == CVISION_VIDEO_FRAME, let picture = RecordedPicture(taking: pixels) else {
        if result == CVISION_VIDEO_END, isFile, !isFirst { return false }
        counter.change { $0.broken += 1 }
        if result == CVISION_VIDEO_END { throw DeviceFault.endedStream(camera: camera, address: shown) }
        if now.monotonic >= deadline {
          throw DeviceFault.silentStream(camera: camera, address: shown, after: patience)
        }
        continue
      }
      isFirst = false
      let finding = picture.bytes.withUnsafeBytes { bytes in
        watch.see(
          bytes, format: .bgr, width: picture.width, height: picture.height, bytesPerRow: picture.width * 3,
          at: now.monotonic)
      }
      switch finding {
      case .live:
        counter.change { $0.delivered += 1 }
        let wasLost = outlet.frame(
          Frame(
            camera: camera, sequence: sequence, capturedAt: now, width: picture.width, height: picture.height,
            bytesPerRow: picture.width * 3, format: .bgr, bytes: picture.bytes), at: now.monotonic)
        if wasLost { logger.notice("camera is back", metadata: ["camera": "\(camera)"]) }
        sequence += 1
        backoff.reset()
        deadline = now.monotonic + patience
      case .blind(let sight):
        counter.change { $0.withheld += 1 }
        tell(DeviceFault.blind(camera: camera, device: shown, sight))
        deadline = now.monotonic + patience
      case .frozen:
        counter.change { $0.withheld += 1 }
        if !outlet.isLost || now.monotonic >= deadline {
          throw DeviceFault.frozen(camera: camera, device: shown, after: patience)
        }
      }
    }
  }

  private func tell(_ fault: CameraFault) {
    guard outlet.lost(fault) else { return }
    counter.change { $0.losses += 1 }
    logger.error("\(fault)")
  }
}

extension DeviceFault {
  static func noStream(camera: String, address: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .absent,
      remedy: "\(address) cannot be opened: check the camera's power and network, the path, and the user and password "
        + "in the address; `ffprobe` with the same address says more")
  }

  static func noVideo(camera: String, path: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .unsuitable,
      remedy: "\(path) is no video that can be opened: name a video file such as MP4, or an address rtsp://…")
  }

  static func endedStream(camera: String, address: String) -> CameraFault {
    CameraFault(
      camera: camera, reason: .failed,
      remedy: "\(address) has ended or broken off: it is being opened again; check the camera's power and network")
  }

  static func silentStream(camera: String, address: String, after patience: Duration) -> CameraFault {
    CameraFault(
      camera: camera, reason: .stalled,
      remedy: "\(address) has sent no frame for \(patience.formatted(.units(allowed: [.seconds], width: .narrow))): "
        + "it is being opened again; check the camera's power and network")
  }
}
