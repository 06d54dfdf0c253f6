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
  let outlet: SignalOutlet

  /// What is remembered from one opening to the next.
  private struct Memory {
    var sequence = SequenceExtender()
    var backoff = Backoff()
    var watch: PictureWatch
    /// Which camera it is, to find it again under another number.
    var identity: DeviceIdentity?
  }

  /// A device that streams.
  private struct Opened {
    var device: V4L2Device
    var ring: BufferRing
    var agreement: V4L2Device.Agreement

    var path: String { device.path }
    var descriptor: Int32 { device.descriptor }
  }

  func run() {
    var memory = Memory(watch: PictureWatch(patience: patience))
    while true {
      do throws(CameraFault) {
        memory.sequence.reopened()
        try stream(&memory)
        return
      } catch {
        tell(error)
      }
      if stop.wait(for: memory.backoff.next()) { return }
    }
  }

  private func tell(_ fault: CameraFault) {
    guard outlet.lost(fault) else { return }
    counter.change { $0.losses += 1 }
    logger.error("\(fault)")
  }

  /// Returns when stopped; throws when the camera is lost, which readers are told before the device is closed: the driver
  /// of a camera that hangs may keep the close waiting for as long.
  private func stream(_ memory: inout Memory) throws(CameraFault) {
    let opened = try open(&memory)
    defer { opened.ring.shut(opened.device) }
    do throws(CameraFault) {
      try deliver(from: opened, &memory)
    } catch {
      tell(error)
      throw error
    }
  }

  private func deliver(from opened: Opened, _ memory: inout Memory) throws(CameraFault) {
    let (ring, agreement) = (opened.ring, opened.agreement)
    var now = CaptureTime.now()
    memory.watch.paused(until: now.monotonic)
    var deadline = now.monotonic + patience
    var lastNumber: UInt64?
    var signalAt = now.monotonic
    while true {
      guard try wait(for: opened, until: deadline, from: now.monotonic) else { return }
      let dequeued = try ring.dequeue()
      now = CaptureTime.now()
      guard let filled = dequeued else { continue }
      if now.monotonic - signalAt >= .seconds(1) {
        signalAt = now.monotonic
        if let status = V4L2Device.signalFault(of: opened.descriptor) {
          ring.giveBack(filled)
          throw DeviceFault.noSignal(camera: camera, device: opened.path, status)
        }
      }
      let finding = judge(filled, opened, &memory.watch, at: now.monotonic)
      guard finding == .live else {
        ring.giveBack(filled)
        counter.change { if finding == nil { $0.broken += 1 } else { $0.withheld += 1 } }
        if case .blind(let sight) = finding {
          // The camera works: reopening it would not uncover its lens.
          tell(DeviceFault.blind(camera: camera, device: opened.path, sight))
          deadline = now.monotonic + patience
        } else if finding == .frozen, !outlet.isLost {
          throw DeviceFault.frozen(camera: camera, device: opened.path, after: patience)
        } else if now.monotonic >= deadline {
          throw finding == .frozen
            ? DeviceFault.frozen(camera: camera, device: opened.path, after: patience)
            : DeviceFault.stalled(camera: camera, device: opened.path, after: patience)
        }
        continue
      }
      let number = memory.sequence.next(filled.sequence)
      let (bytes, isCopy) = ring.lend(filled, copying: opened.device.overwritesLentBuffers)
      counter.change { counts in
        counts.delivered += 1
        if isCopy { counts.copied += 1 }
        if let lastNumber, number > lastNumber + 1 { counts.missed += Int(number - lastNumber - 1) }
      }
      lastNumber = number
      if outlet.frame(
        Frame(
          camera: camera, sequence: number, capturedAt: .at(filled.timestamp, now: now), width: agreement.width,
          height: agreement.height, bytesPerRow: agreement.bytesPerRow, format: agreement.format, bytes: bytes),
        at: now.monotonic)
      {
        logger.notice("camera is back", metadata: ["camera": "\(camera)"])
      }
      memory.backoff.reset()
      deadline = now.monotonic + patience
    }
  }

  /// Nil for a broken frame.
  private func judge(
    _ filled: BufferRing.Filled, _ opened: Opened, _ watch: inout PictureWatch, at time: Duration
  ) -> PictureWatch.Finding? {
    let agreement = opened.agreement
    guard filled.flags & cv4l2_buffer_error == 0 else { return nil }
    let bytes = opened.ring.look(filled)
    // Raw formats have one right length; a compressed frame has a start and an end.
    guard agreement.format == .mjpeg ? JPEGHeader.isWhole(bytes) : bytes.count >= agreement.bytesPerFrame else {
      return nil
    }
    return watch.see(
      bytes, format: agreement.format, width: agreement.width, height: agreement.height,
      bytesPerRow: agreement.bytesPerRow, at: time)
  }

  // MARK: Opening

  private func open(_ memory: inout Memory) throws(CameraFault) -> Opened {
    let path = place(of: memory.identity)
    let device = try V4L2Device(path, camera: camera)
    guard device.canCapture else {
      throw DeviceFault.notForCapture(camera: camera, device: path, card: device.card)
    }
    let identity = DeviceIdentity(of: path)
    if let expected = settings.serial, identity?.serial != expected {
      throw DeviceFault.foreign(camera: camera, device: path, serial: identity?.serial, expected: expected)
    }
    if let status = V4L2Device.signalFault(of: device.descriptor) {
      throw DeviceFault.noSignal(camera: camera, device: path, status)
    }
    let agreement = try device.agree(on: settings)
    try device.apply(settings.controls)
    memory.identity = identity
    logger.info(
      "camera opened",
      metadata: [
        "camera": "\(camera)", "device": "\(path)", "card": "\(device.card)",
        "serial": "\(identity?.serial ?? "none")", "format": "\(agreement.format.rawValue)",
        "size": "\(agreement.width)x\(agreement.height)",
        "rate": "\(agreement.framesPerSecond.map { "\($0)" } ?? "unknown")",
        "wanted": "\(settings.width.map { "\($0)" } ?? "any")x\(settings.height.map { "\($0)" } ?? "any")",
      ])
    return Opened(device: device, ring: try BufferRing(device), agreement: agreement)
  }

  /// The configured path; but where the camera that was there has come back under another number, that one, even if
  /// another camera has taken its old number meanwhile.
  private func place(of known: DeviceIdentity?) -> String {
    guard let known else { return settings.device }
    if let there = DeviceIdentity(of: settings.device), there.isSameCamera(as: known) { return settings.device }
    // A lasting name that leads to another camera was meant to: someone has put in a spare.
    let isLasting = settings.device.hasPrefix("/dev/v4l/")
    if isLasting, FileManager.default.fileExists(atPath: settings.device) { return settings.device }
    guard let node = known.node() else { return settings.device }
    logger.notice("camera \(camera) has come back as \(node)")
    return node
  }

  // MARK: Waiting

  /// - Parameter start: when it is now, or was a moment ago: the clock is not read for every frame.
  /// - Returns: false when stopped.
  private func wait(for opened: Opened, until deadline: Duration, from start: Duration) throws(CameraFault) -> Bool {
    var now = start
    while true {
      var watched = (
        pollfd(fd: stop.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: opened.descriptor, events: Int16(POLLIN), revents: 0)
      )
      let ready = withUnsafeMutablePointer(to: &watched) { pair in
        pair.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, milliseconds(until: deadline, from: now)) }
      }
      if ready < 0, errno == EINTR {
        now = CaptureTime.now().monotonic
        continue
      }
      if watched.0.revents != 0 { return false }
      if Int32(watched.1.revents) & POLLIN != 0 { return true }
      // An error without a frame. The driver says which when asked; one that says nothing has broken the stream.
      if watched.1.revents != 0 {
        throw DeviceFault.fault(
          camera: camera, device: opened.path, errno: lastError(opened.descriptor), while: .streaming)
      }
      now = CaptureTime.now().monotonic
      if now >= deadline { throw DeviceFault.stalled(camera: camera, device: opened.path, after: patience) }
    }
  }

  private func lastError(_ descriptor: Int32) -> Int32 {
    var capability = v4l2_capability()
    let code = cv4l2_capability(descriptor, &capability)
    return code == 0 ? EIO : code
  }
}
