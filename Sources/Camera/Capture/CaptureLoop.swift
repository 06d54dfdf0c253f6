import Border
import CV4L2
import Foundation
import Logging

/// Opens, streams, loses and reopens a device until it is stopped: the body of the capture thread.
struct CaptureLoop: Sendable {
  let camera: String
  let settings: DeviceSettings
  let patience: Duration
  let logger: Logger
  let counter: CaptureCounter
  let stop: StopSignal
  let yield: @Sendable (CameraSignal) -> Void

  func run() {
    var sequence = SequenceExtender()
    var backoff = Backoff()
    var known: CameraFault?
    func tell(_ fault: CameraFault) {
      guard fault != known else { return }
      if known == nil { counter.count(\.losses) }
      known = fault
      logger.error("\(fault)")
      yield(.lost(fault))
    }
    while true {
      do throws(CameraFault) {
        sequence.reopened()
        try stream(&sequence, lost: tell) {
          if known != nil { logger.notice("camera is back", metadata: ["camera": "\(camera)"]) }
          known = nil
          backoff.reset()
        }
        return
      } catch {
        tell(error)
      }
      if stop.wait(for: backoff.next()) { return }
    }
  }

  /// Returns when stopped; throws when the camera is lost, which `lost` is told before the device is closed: the driver
  /// of a camera that hangs may keep the close waiting for as long.
  private func stream(
    _ sequence: inout SequenceExtender, lost: (CameraFault) -> Void, arrived: () -> Void
  ) throws(CameraFault) {
    let (ring, descriptor, agreement, mustCopy) = try open()
    defer { ring.shut() }
    do throws(CameraFault) {
      try deliver(from: ring, descriptor, agreement, mustCopy: mustCopy, &sequence, arrived: arrived)
    } catch {
      lost(error)
      throw error
    }
  }

  private func deliver(
    from ring: BufferRing, _ descriptor: Int32, _ agreement: V4L2Device.Agreement, mustCopy: Bool,
    _ sequence: inout SequenceExtender, arrived: () -> Void
  ) throws(CameraFault) {
    var deadline = CaptureTime.now().monotonic + patience
    while true {
      guard try wait(for: descriptor, until: deadline) else { return }
      guard let filled = try ring.dequeue() else { continue }
      guard isWhole(filled, agreement) else {
        counter.count(\.broken)
        ring.giveBack(filled.index)
        continue
      }
      let now = CaptureTime.now()
      let number = sequence.next(filled.sequence)
      let (bytes, isCopy) = ring.lend(filled, copying: mustCopy)
      if isCopy { counter.count(\.copied) }
      counter.count(\.delivered)
      arrived()
      yield(
        .frame(
          Frame(
            camera: camera, sequence: number, capturedAt: .at(filled.timestamp, now: now), width: agreement.width,
            height: agreement.height, bytesPerRow: agreement.bytesPerRow, format: agreement.format, bytes: bytes)))
      deadline = now.monotonic + patience
    }
  }

  private func open() throws(CameraFault) -> (
    ring: BufferRing, descriptor: Int32, agreement: V4L2Device.Agreement, mustCopy: Bool
  ) {
    let device = try V4L2Device(settings.device, camera: camera)
    guard device.canCapture else {
      throw DeviceFault.notForCapture(camera: camera, device: settings.device, card: device.card)
    }
    let agreement = try device.agree(on: settings)
    let mustCopy = device.overwritesLentBuffers
    let descriptor = device.descriptor
    logger.info(
      "camera opened",
      metadata: [
        "camera": "\(camera)", "device": "\(settings.device)", "card": "\(device.card)",
        "format": "\(agreement.format.rawValue)", "size": "\(agreement.width)x\(agreement.height)",
        "rate": "\(agreement.framesPerSecond.map { "\($0)" } ?? "unknown")",
        "wanted": "\(settings.width.map { "\($0)" } ?? "any")x\(settings.height.map { "\($0)" } ?? "any")",
      ])
    return (try BufferRing(device), descriptor, agreement, mustCopy)
  }

  /// - Returns: false when stopped.
  private func wait(for descriptor: Int32, until deadline: Duration) throws(CameraFault) -> Bool {
    while true {
      var watched = [
        pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&watched, 2, milliseconds(until: deadline))
      if ready < 0, errno == EINTR { continue }
      if watched[0].revents != 0 { return false }
      if Int32(watched[1].revents) & POLLIN != 0 { return true }
      // An error without a frame. The driver says which when asked; one that says nothing has broken the stream.
      if watched[1].revents != 0 {
        throw DeviceFault.fault(
          camera: camera, device: settings.device, errno: lastError(descriptor), while: .streaming)
      }
      if CaptureTime.now().monotonic >= deadline {
        throw DeviceFault.stalled(camera: camera, device: settings.device, after: patience)
      }
    }
  }

  private func lastError(_ descriptor: Int32) -> Int32 {
    var capability = v4l2_capability()
    let code = cv4l2_capability(descriptor, &capability)
    return code == 0 ? EIO : code
  }

  /// Raw formats have one right length; a compressed frame has at least a start and an end.
  private func isWhole(_ filled: BufferRing.Filled, _ agreement: V4L2Device.Agreement) -> Bool {
    filled.flags & cv4l2_buffer_error == 0
      && filled.count >= (agreement.format == .mjpeg ? 4 : agreement.bytesPerFrame)
  }
}
