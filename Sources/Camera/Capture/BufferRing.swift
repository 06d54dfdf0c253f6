import Border
import CV4L2
import Foundation

/// The driver's frame buffers, mapped into this process, going round between the driver and readers.
///
/// The capture thread alone speaks to the driver, and never while it holds the lock: a driver may keep a call waiting for as
/// long as its camera hangs, and a reader that lets go of a frame meanwhile must not wait with it. What readers let go of is
/// given to the driver before the next frame is taken from it.
///
/// When the ring is shut, what readers still hold is replaced by a copy at the same address. That matters twice: readers
/// may go on with a frame of a camera that was just unplugged, and a mapping that stays would keep the device busy, and
/// give the camera another number when it is plugged in again.
final class BufferRing: Sendable {
  /// Two for the driver to fill, one waiting in the stream, one for a look, one being looked at, one to spare.
  static let size = 6
  /// The driver keeps at least so many; below that, frames are copied instead of lent.
  static let reserve = 2

  private struct Slot: Sendable {
    /// An address, not a pointer: pointers are not Sendable.
    var address: UInt
    var length: Int

    var bytes: UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: length)
    }

    func unmap() { munmap(UnsafeMutableRawPointer(bitPattern: address), length) }
  }

  /// Some of the slots, a bit for each: V4L2 knows no more than 32.
  private typealias Slots = UInt64

  private enum Phase: Sendable {
    case running
    /// The driver is being asked to stop, which may take it long.
    case closing
    /// No slot is the device's any more.
    case shut
  }

  private struct State: Sendable {
    var phase = Phase.running
    /// What readers hold.
    var lent: Slots = 0
    /// What they have let go of and the driver does not have yet.
    var returned: Slots = 0
    /// What the driver would not take back.
    var refused: Slots = 0

    /// How many the driver does not have.
    var away: Int { (lent | returned | refused).nonzeroBitCount }
  }

  /// A filled buffer, which must be given to `lend` or `giveBack`.
  struct Filled {
    var index: Int
    /// Where the picture begins in the buffer, in bytes.
    var start: Int
    var count: Int
    var flags: UInt32
    var sequence: UInt32
    var timestamp: Duration
  }

  private let camera: String
  private let path: String
  private let descriptor: Int32
  private let type: UInt32
  private let slots: [Slot]
  private let state = Guarded(State())

  /// Maps the device's buffers and starts the stream. The device must stay open until the ring is shut.
  init(_ device: V4L2Device) throws(CameraFault) {
    (camera, path, descriptor, type) = (device.camera, device.path, device.descriptor, device.bufferType)
    var slots: [Slot] = []
    let failure = Self.start(device, &slots)
    self.slots = slots
    if let failure {
      _ = cv4l2_stream_off(descriptor, type)
      for slot in slots { slot.unmap() }
      Self.freeBuffers(descriptor, type)
      throw failure
    }
  }

  private static func start(_ device: V4L2Device, _ slots: inout [Slot]) -> CameraFault? {
    let type = device.bufferType
    var request = v4l2_requestbuffers()
    request.count = UInt32(size)
    request.type = type
    request.memory = cv4l2_memory_mmap
    var code = cv4l2_request_buffers(device.descriptor, &request)
    guard code == 0 else { return device.fault(code, while: .buffering) }
    for index in 0..<request.count {
      var (length, offset): (UInt32, UInt32) = (0, 0)
      code = cv4l2_query_buffer(device.descriptor, type, index, &length, &offset)
      guard code == 0 else { return device.fault(code, while: .buffering) }
      // Read-only: a frame's bytes never change in our hands.
      guard let memory = mmap(nil, Int(length), PROT_READ, MAP_SHARED, device.descriptor, off_t(offset)),
        memory != MAP_FAILED
      else { return device.fault(errno, while: .buffering) }
      slots.append(Slot(address: UInt(bitPattern: memory), length: Int(length)))
      code = cv4l2_queue(device.descriptor, type, index)
      guard code == 0 else { return device.fault(code, while: .buffering) }
    }
    code = cv4l2_stream_on(device.descriptor, type)
    return code == 0 ? nil : device.fault(code, while: .starting)
  }

  // MARK: On the capture thread

  /// A filled buffer, or nil if there is none yet.
  func dequeue() throws(CameraFault) -> Filled? {
    giveReturned()
    var frame = cv4l2_frame()
    let code = cv4l2_dequeue(descriptor, type, &frame)
    if code == EAGAIN { return nil }
    guard code == 0 else { throw fault(code) }
    let (index, start) = (Int(frame.index), Int(frame.start))
    guard slots.indices.contains(index), start <= slots[index].length else { throw fault(EINVAL) }
    let kernel: Duration = .seconds(frame.seconds) + .microseconds(frame.microseconds)
    let isMonotonic = frame.flags & cv4l2_timestamp_mask == cv4l2_timestamp_monotonic
    return Filled(
      index: index, start: start, count: min(Int(frame.count), slots[index].length - start), flags: frame.flags,
      sequence: frame.sequence, timestamp: isMonotonic ? kernel : .zero)
  }

  /// The buffer's bytes, before they are lent: valid until the buffer is given back.
  func look(_ filled: Filled) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: slots[filled.index].bytes[filled.start..<filled.start + filled.count])
  }

  /// The buffer's bytes for readers: the driver's own memory if enough buffers are left to it, else a copy.
  func lend(_ filled: Filled, copying: Bool) -> (bytes: FrameBytes, isCopy: Bool) {
    let memory = look(filled)
    let isLent = state.withLock { state in
      // This one is in nobody's hands.
      guard !copying, slots.count - 1 - state.away >= Self.reserve else { return false }
      state.lent |= 1 << filled.index
      return true
    }
    guard isLent else {
      defer { giveBack(filled) }
      return (FrameBytes(copying: memory), true)
    }
    return (FrameBytes(memory: memory) { self.letGo(of: filled.index) }, false)
  }

  /// To the driver, of a buffer that was not lent.
  func giveBack(_ filled: Filled) { queue(filled.index) }

  /// Stops the stream; what readers hold stays readable until they let go.
  ///
  /// - Parameter device: that of `init`, still open. May take as long as its camera hangs.
  func shut(_ device: V4L2Device) {
    let isRunning = state.withLock { state in
      defer { if state.phase == .running { state.phase = .closing } }
      return state.phase == .running
    }
    guard isRunning else { return }
    _ = cv4l2_stream_off(device.descriptor, type)
    state.withLock { state in
      state.phase = .shut
      for (index, slot) in slots.enumerated() {
        if state.lent & 1 << index == 0 {
          slot.unmap()
        } else {
          // Without memory for the copy the buffer stays the device's until the reader lets go.
          _ = cv4l2_detach(UnsafeMutableRawPointer(bitPattern: slot.address), slot.length)
        }
      }
    }
    Self.freeBuffers(device.descriptor, type)
  }

  private func giveReturned() {
    var returned = state.withLock { state in
      defer { state.returned = 0 }
      return state.returned
    }
    while returned != 0 {
      queue(returned.trailingZeroBitCount)
      returned &= returned - 1
    }
  }

  /// A device that is gone refuses; the next call meets the same error and reports it.
  private func queue(_ index: Int) {
    guard cv4l2_queue(descriptor, type, UInt32(index)) != 0 else { return }
    state.withLock { $0.refused |= 1 << index }
  }

  private func fault(_ code: Int32) -> CameraFault {
    DeviceFault.fault(camera: camera, device: path, errno: code, while: .streaming)
  }

  private static func freeBuffers(_ descriptor: Int32, _ type: UInt32) {
    var request = v4l2_requestbuffers()
    request.type = type
    request.memory = cv4l2_memory_mmap
    _ = cv4l2_request_buffers(descriptor, &request)
  }

  // MARK: On any thread

  /// A reader needs the buffer no more.
  private func letGo(of index: Int) {
    let isLast = state.withLock { state in
      state.lent &= ~(1 << index)
      if state.phase == .running { state.returned |= 1 << index }
      return state.phase == .shut
    }
    if isLast { slots[index].unmap() }
  }
}
