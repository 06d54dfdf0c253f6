import Border
import Recognition

@testable import Station

/// Cameras that are played in step: none looks at a frame before everything that was captured earlier, by whichever camera,
/// has been looked at and told.
actor InStep {
  /// Who is looking and telling.
  private var busy: Set<String>
  private var waiting: [String: (time: Duration, turn: CheckedContinuation<Void, Never>)] = [:]

  init(cameras: [String]) { busy = Set(cameras) }

  /// The same reader, in step with the others.
  nonisolated func reader(_ reader: any FrameReader, of camera: String) -> any FrameReader {
    Reader(camera: camera, reader: reader, step: self)
  }

  private func turn(of camera: String, at time: Duration) async {
    await withCheckedContinuation { turn in
      busy.remove(camera)
      waiting[camera] = (time, turn)
      goOn()
    }
  }

  private func end(of camera: String) {
    busy.remove(camera)
    goOn()
  }

  private func goOn() {
    guard busy.isEmpty else { return }
    guard let next = waiting.min(by: { ($0.value.time, $0.key) < ($1.value.time, $1.key) })?.key else { return }
    busy.insert(next)
    waiting.removeValue(forKey: next)?.turn.resume()
  }

  private struct Reader: FrameReader {
    let camera: String
    let reader: any FrameReader
    let step: InStep

    func watch(_ frame: Frame) async throws -> CameraNews {
      await step.turn(of: camera, at: frame.capturedAt.monotonic)
      return try await reader.watch(frame)
    }

    func skip(to time: CaptureTime) async -> CameraNews { await reader.skip(to: time) }

    func finish() async -> CameraNews {
      await step.end(of: camera)
      return await reader.finish()
    }
  }
}
