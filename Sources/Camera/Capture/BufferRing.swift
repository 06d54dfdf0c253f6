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
    var isLent = false
  }

  private enum Phase: Sendable {
    case running
    /// The driver is being asked to stop, which may take it long.
    case closing
    /// No slot is the device's any more.
    case shut
  }

  private struct State: Sendable {
    var phase = Phase.running
    var slots: [Slot] = []
    /// A bit for each slot that a reader has let go of and the driver does not have yet; V4L2 knows no more than 32.
    var returned: UInt64 = 0
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

  private let camera: String
  private let path: String
  private let descriptor: Int32
  private let type: UInt32
  private let state: Guarded<State>

  /// Maps the device's buffers and starts the stream. The device must stay open until the ring is shut.
  init(_ device: V4L2Device) throws(CameraFault) {
    (camera, path, descriptor, type) = (device.camera, device.path, device.descriptor, device.bufferType)
    var opening = State()
    if let failure = Self.start(device, &opening) {
      _ = cv4l2_stream_off(descriptor, type)
      for index in opening.slots.indices { Self.unmap(&opening.slots[index]) }
      Self.freeBuffers(descriptor, type)
      throw failure
    }
    state = Guarded(opening)
  }

  private static func start(_ device: V4L2Device, _ state: inout State) -> CameraFault? {
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
      state.slots.append(Slot(address: UInt(bitPattern: memory), length: Int(length)))
      code = cv4l2_queue(device.descriptor, type, index)
      guard code == 0 else { return device.fault(code, while: .buffering) }
      state.queued += 1
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
    let length = state.withLock { state -> Int? in
      guard state.slots.indices.contains(index) else { return nil }
      state.queued -= 1
      return state.slots[index].length
    }
    guard let length, start <= length else { throw fault(EINVAL) }
    let kernel: Duration = .seconds(frame.seconds) + .microseconds(frame.microseconds)
    let isMonotonic = frame.flags & cv4l2_timestamp_mask == cv4l2_timestamp_monotonic
    return Filled(
      index: index, start: start, count: min(Int(frame.count), length - start), flags: frame.flags,
      sequence: frame.sequence, timestamp: isMonotonic ? kernel : .zero)
  }

  /// The buffer's bytes, before they are lent: valid until the buffer is given back.
  func look(_ filled: Filled) -> UnsafeRawBufferPointer {
    let address = state.withLock { $0.slots[filled.index].address }
    return UnsafeRawBufferPointer(
      start: UnsafeRawPointer(bitPattern: address + UInt(filled.start)), count: filled.count)
  }

  /// The buffer's bytes for readers: the driver's own memory if enough buffers are left to it, else a copy.
  func lend(_ filled: Filled, copying: Bool) -> (bytes: FrameBytes, isCopy: Bool) {
    let memory = look(filled)
    let isLent = state.withLock { state in
      guard !copying, state.queued >= Self.reserve else { return false }
      state.slots[filled.index].isLent = true
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
      state.queued = 0
      for index in state.slots.indices {
        if state.slots[index].isLent {
          // Without memory for the copy the buffer stays the device's until the reader lets go.
          _ = cv4l2_detach(UnsafeMutableRawPointer(bitPattern: state.slots[index].address), state.slots[index].length)
        } else {
          Self.unmap(&state.slots[index])
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
    guard cv4l2_queue(descriptor, type, UInt32(index)) == 0 else { return }
    state.withLock { $0.queued += 1 }
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
    state.withLock { state in
      state.slots[index].isLent = false
      switch state.phase {
      case .running: state.returned |= 1 << UInt64(index)
      case .closing: break
      case .shut: Self.unmap(&state.slots[index])
      }
    }
  }

  private static func unmap(_ slot: inout Slot) {
    guard let memory = UnsafeMutableRawPointer(bitPattern: slot.address) else { return }
    munmap(memory, slot.length)
    slot.address = 0
  }
}
