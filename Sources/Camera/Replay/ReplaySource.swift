public import Border
import Foundation
public import Logging

/// A recording in a camera's place: a folder of pictures, or a video file.
///
/// What cannot be read is logged, counted and left out. Files are read on the task that plays, a picture at a time.
public final class ReplaySource: FrameSource {
  public enum Pace: Sendable, Hashable {
    /// The next picture as soon as the last was taken; none is lost. For trials and measurements.
    case asTaken
    /// Like a camera: at this rate, whether or not anyone keeps up; the newest picture wins.
    case framesPerSecond(Double)
  }

  public let camera: String
  private let recording: any Recording
  private let path: String
  private let pace: Pace
  private let loops: Bool
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> CaptureTime
  private let logger: Logger
  private let counter = CaptureCounter()

  /// - Parameters:
  ///   - path: a folder with JPEG, PNG, BMP, TIFF or WebP pictures, played in the order of their names; or a video file.
  ///   - pace: nil is the video's own rate, or 25 frames per second.
  ///   - loops: starts over at the end; else the stream ends.
  ///   - clock: by which frames are paced.
  ///   - now: the frames' capture times.
  /// - Throws: if there is nothing to play.
  public init(
    camera: String, path: String, pace: Pace? = nil, loops: Bool, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> CaptureTime = CaptureTime.now, logger: Logger
  ) throws(CameraFault) {
    let recording = try Self.open(path, camera: camera)
    self.camera = camera
    self.recording = recording
    self.path = path
    self.pace = pace ?? .framesPerSecond((recording as? VideoFile)?.framesPerSecond ?? 25)
    self.loops = loops
    self.clock = clock
    self.now = now
    self.logger = logger
  }

  public var counts: CaptureCounts { counter.current }

  private static func open(_ path: String, camera: String) throws(CameraFault) -> any Recording {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw CameraFault(
        camera: camera, reason: .absent, remedy: "\(path) is not there: name a folder of pictures or a video file")
    }
    if isFolder.boolValue {
      let folder: PictureFolder
      do {
        folder = try PictureFolder(URL(filePath: path, directoryHint: .isDirectory))
      } catch {
        throw CameraFault(
          camera: camera, reason: .forbidden, remedy: "\(path) may not be read: give the agent's user the right to")
      }
      guard !folder.files.isEmpty else {
        throw CameraFault(
          camera: camera, reason: .unsuitable, remedy: "\(path) holds no picture: put JPEG or PNG files into it")
      }
      return folder
    }
    guard let video = VideoFile(path) else {
      throw CameraFault(
        camera: camera, reason: .unsuitable,
        remedy: "\(path) is no video that can be opened: name a folder of pictures or a video file such as MP4")
    }
    return video
  }

  public func signals() -> AsyncStream<CameraSignal> {
    let player = Player(recording: recording, loops: loops)
    switch pace {
    case .asTaken:
      return AsyncStream(unfolding: { await self.next(of: player) })
    case .framesPerSecond(let rate):
      return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
        let task = Task {
          await self.play(player, rate: rate) { continuation.tell($0) }
          continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
      }
    }
  }

  private func play(_ player: Player, rate: Double, yield: (CameraSignal) -> Void) async {
    let interval = Duration.seconds(1 / max(rate, 0.01))
    var due = now().monotonic
    while let signal = await next(of: player) {
      // Due times add up from the first, so that the time that reading takes does not slow the rate down.
      let wait = due - now().monotonic
      do { try await clock.sleep(for: max(wait, .zero)) } catch { return }
      yield(stamped(signal))
      // A player that fell behind, say by suspension, goes on from now instead of hurrying.
      due = max(due + interval, now().monotonic - interval)
    }
  }

  /// The time of a frame is when it is delivered, not when it was read ahead.
  private func stamped(_ signal: CameraSignal) -> CameraSignal {
    guard case .frame(var frame) = signal else { return signal }
    frame.capturedAt = now()
    return .frame(frame)
  }

  /// The next readable picture; a loss if a whole pass had none; nil at the end.
  private func next(of player: Player) async -> CameraSignal? {
    while !Task.isCancelled {
      switch await player.next() {
      case .picture(let picture, let sequence):
        counter.change { $0.delivered += 1 }
        return .frame(
          Frame(
            camera: camera, sequence: sequence, capturedAt: now(), width: picture.width, height: picture.height,
            bytesPerRow: picture.format == .mjpeg ? 0 : picture.width * 3, format: picture.format,
            bytes: picture.bytes))
      case .broken(let picture):
        counter.change { $0.broken += 1 }
        logger.warning("\(picture)", metadata: ["camera": "\(camera)"])
      case .barren:
        counter.change { $0.losses += 1 }
        return .lost(
          CameraFault(
            camera: camera, reason: .failed,
            remedy: "no picture of \(path) can be read: see the log for each, and replace them"))
      case .end: return nil
      }
    }
    return nil
  }
}

/// The state of one playing.
private actor Player {
  enum Step {
    case picture(RecordedPicture, sequence: UInt64)
    case broken(BrokenPicture)
    /// A whole pass without one readable picture; after it comes the end.
    case barren
    case end
  }

  private var recording: any Recording
  private let loops: Bool
  private var sequence: UInt64 = 0
  private var hasPictureInPass = false
  private var isOver = false

  init(recording: any Recording, loops: Bool) {
    self.recording = recording
    self.loops = loops
    self.recording.rewind()
  }

  func next() -> Step {
    while !isOver {
      switch recording.next() {
      case .success(let picture)?:
        hasPictureInPass = true
        defer { sequence += 1 }
        return .picture(picture, sequence: sequence)
      case .failure(let broken)?: return .broken(broken)
      case nil:
        guard hasPictureInPass else {
          isOver = true
          return .barren
        }
        isOver = !loops
        hasPictureInPass = false
        recording.rewind()
      }
    }
    return .end
  }
}
