import Border
import CV4L2
import Foundation

/// The driver's frame buffers, mapped into this process, going round between the driver and readers.
///
/// When the ring is shut, what readers still hold is replaced by a copy at the same address. That matters twice: readers
/// may go on with a frame of a camera that was just unplugged, and a mapping that stays would keep the device busy, and
/// give the camera another number when it is plugged in again.
final class BufferRing: Sendable {
  /// Two for the driver to fill, one waiting in the stream, one being read, two to spare.
  static let size = 6
  /// The driver keeps at least so many; below that, frames are copied instead of lent.
  static let reserve = 2

  private struct Slot: Sendable {
    /// An address, not a pointer: pointers are not Sendable.
    var address: UInt
    var length: Int
    var isLent = false
  }

  private struct State {
    /// Nil once the ring is shut. Keeps the device open.
    var device: V4L2Device?
    var type: UInt32
    var slots: [Slot] = []
    /// How many buffers the driver has.
    var queued = 0
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

  private let state: Guarded<State>

  /// Maps the device's buffers and starts the stream.
  init(_ device: sending V4L2Device) throws(CameraFault) {
    var opening = State(type: device.bufferType)
    let failure = Self.start(device, &opening)
    if let failure {
      Self.shut(device, &opening)
      throw failure
    }
    opening.device = device
    state = Guarded(opening)
  }

  deinit { shut() }

  private static func start(_ device: V4L2Device, _ state: inout State) -> CameraFault? {
    var request = v4l2_requestbuffers()
    request.count = UInt32(size)
    request.type = state.type
    request.memory = cv4l2_memory_mmap
    var code = cv4l2_request_buffers(device.descriptor, &request)
    guard code == 0 else { return device.fault(code, while: .buffering) }
    for index in 0..<request.count {
      var (length, offset): (UInt32, UInt32) = (0, 0)
      code = cv4l2_query_buffer(device.descriptor, state.type, index, &length, &offset)
      guard code == 0 else { return device.fault(code, while: .buffering) }
      // Read-only: a frame's bytes never change in our hands.
      guard let memory = mmap(nil, Int(length), PROT_READ, MAP_SHARED, device.descriptor, off_t(offset)),
        memory != MAP_FAILED
      else { return device.fault(errno, while: .buffering) }
      state.slots.append(Slot(address: UInt(bitPattern: memory), length: Int(length)))
      code = cv4l2_queue(device.descriptor, state.type, index)
      guard code == 0 else { return device.fault(code, while: .buffering) }
      state.queued += 1
    }
    code = cv4l2_stream_on(device.descriptor, state.type)
    return code == 0 ? nil : device.fault(code, while: .starting)
  }

  /// A filled buffer, or nil if there is none yet.
  func dequeue() throws(CameraFault) -> Filled? {
    let result: Result<Filled?, CameraFault> = state.withLock { state in
      guard let device = state.device else { return .success(nil) }
      var frame = cv4l2_frame()
      let code = cv4l2_dequeue(device.descriptor, state.type, &frame)
      if code == EAGAIN { return .success(nil) }
      guard code == 0 else { return .failure(device.fault(code, while: .streaming)) }
      let index = Int(frame.index)
      guard state.slots.indices.contains(index), Int(frame.start) <= state.slots[index].length else {
        return .failure(device.fault(EINVAL, while: .streaming))
      }
      state.queued -= 1
      let kernel: Duration = .seconds(frame.seconds) + .microseconds(frame.microseconds)
      let isMonotonic = frame.flags & cv4l2_timestamp_mask == cv4l2_timestamp_monotonic
      let start = Int(frame.start)
      return .success(
        Filled(
          index: index, start: start, count: min(Int(frame.count), state.slots[index].length - start),
          flags: frame.flags, sequence: frame.sequence, timestamp: isMonotonic ? kernel : .zero))
    }
    return try result.get()
  }

  /// The buffer's bytes, before they are lent: valid until the buffer is given back.
  func look(_ filled: Filled) -> UnsafeRawBufferPointer {
    let address = state.withLock { $0.slots[filled.index].address }
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address + UInt(filled.start)), count: filled.count)
  }

  /// The buffer's bytes for readers: the driver's own memory if enough buffers are left to it, else a copy.
  func lend(_ filled: Filled, copying: Bool) -> (bytes: FrameBytes, isCopy: Bool) {
    let canSpare = state.withLock { state in
      state.slots[filled.index].isLent = true
      return state.queued >= Self.reserve
    }
    let memory = look(filled)
    if copying || !canSpare {
      let copy = FrameBytes(copying: memory)
      giveBack(filled.index)
      return (copy, true)
    }
    return (FrameBytes(memory: memory) { self.giveBack(filled.index) }, false)
  }

  /// To the driver, or, once the ring is shut, out of this process. On any thread.
  func giveBack(_ index: Int) {
    state.withLock { state in
      state.slots[index].isLent = false
      if let device = state.device {
        // A device that is gone refuses; the capture thread meets the same error and reports it.
        if cv4l2_queue(device.descriptor, state.type, UInt32(index)) == 0 { state.queued += 1 }
      } else {
        Self.unmap(&state.slots[index])
      }
    }
  }

  /// Stops the stream and closes the device; what readers hold stays readable until they let go.
  func shut() {
    state.withLock { state in
      guard let device = state.device else { return }
      state.device = nil
      Self.shut(device, &state)
    }
  }

  private static func shut(_ device: V4L2Device, _ state: inout State) {
    _ = cv4l2_stream_off(device.descriptor, state.type)
    for index in state.slots.indices {
      if state.slots[index].isLent {
        // Without memory for the copy the buffer stays the device's until the reader lets go.
        _ = cv4l2_detach(UnsafeMutableRawPointer(bitPattern: state.slots[index].address), state.slots[index].length)
      } else {
        unmap(&state.slots[index])
      }
    }
    var request = v4l2_requestbuffers()
    request.type = state.type
    request.memory = cv4l2_memory_mmap
    _ = cv4l2_request_buffers(device.descriptor, &request)
    state.queued = 0
  }

  private static func unmap(_ slot: inout Slot) {
    guard let memory = UnsafeMutableRawPointer(bitPattern: slot.address) else { return }
    munmap(memory, slot.length)
    slot.address = 0
  }
}
