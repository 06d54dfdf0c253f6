import Border
import Foundation
import Testing

@testable import Camera

@Suite("The newest signal")
struct NewestSignalTests {
  private let stream: AsyncStream<CameraSignal>
  private let continuation: AsyncStream<CameraSignal>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

  private func frame(_ sequence: UInt64) -> CameraSignal {
    .frame(
      Frame(
        camera: "front", sequence: sequence,
        capturedAt: CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0)),
        width: 1, height: 1, bytesPerRow: 1, format: .grey, bytes: FrameBytes(copying: [0])))
  }

  private func loss(_ reason: CameraFault.Reason) -> CameraSignal {
    .lost(CameraFault(camera: "front", reason: reason, remedy: "replug it"))
  }

  /// What a listener that was busy until now hears next, and after one more frame.
  private func heard() async -> [String] {
    var iterator = stream.makeAsyncIterator()
    let first = await iterator.next()
    continuation.tell(frame(99))
    return [first, await iterator.next()].map { signal in
      switch signal {
      case .frame(let frame): "frame \(frame.sequence)"
      case .lost(let fault): "lost: \(fault.reason)"
      case nil: "nothing"
      }
    }
  }

  @Test func `of frames only the newest waits`() async {
    for number in 1...3 { continuation.tell(frame(UInt64(number))) }
    #expect(await heard() == ["frame 3", "frame 99"])
  }

  @Test func `a loss that is over before anyone listens is told all the same`() async {
    continuation.tell(frame(1))
    continuation.tell(loss(.failed))
    for number in 2...4 { continuation.tell(frame(UInt64(number))) }
    #expect(await heard() == ["lost: failed", "frame 99"])
  }

  @Test func `of losses the newest is told`() async {
    continuation.tell(loss(.failed))
    continuation.tell(loss(.absent))
    #expect(await heard() == ["lost: absent", "frame 99"])
  }
}
