import Border
import Foundation
import Testing

@testable import Camera

/// What is drawn here is small, grey and exact; the watch's own clock is a number.
@Suite struct PictureWatchTests {
  static let (width, height) = (64, 36)

  /// A picture with something to see in it; `grain` is what a living sensor's noise changes.
  static func scene(_ grain: Int = 0, brightness: Int = 90, contrast: Int = 120) -> [UInt8] {
    (0..<width * height).map { index in
      let stripe = (index / 7) % 2 == 0 ? contrast / 2 : -contrast / 2
      return UInt8(clamping: brightness + stripe + (index * 31 + grain * 17) % 5)
    }
  }

  static func flat(_ level: Int, grain: Int = 0) -> [UInt8] {
    (0..<width * height).map { UInt8(clamping: level + ($0 * 31 + grain * 17) % 3) }
  }

  struct Show {
    var watch = PictureWatch(patience: .seconds(2))
    var time = Duration.seconds(1000)

    mutating func see(_ picture: [UInt8], after: Duration = .milliseconds(40)) -> PictureWatch.Finding {
      time += after
      return picture.withUnsafeBytes {
        watch.see($0, format: .grey, width: width, height: height, bytesPerRow: width, at: time)
      }
    }
  }

  @Test func aLivingPictureIsLive() {
    var show = Show()
    for frame in 0..<500 { #expect(show.see(Self.scene(frame)) == .live) }
  }

  @Test func theSamePictureIsFrozenAfterThePatienceAndLiveAgainWithTheFirstOther() {
    var show = Show()
    _ = show.see(Self.scene(0))
    var frozenAfter: Duration?
    let start = show.time
    for _ in 0..<75 where show.see(Self.scene(0)) == .frozen { frozenAfter = frozenAfter ?? show.time - start }
    #expect(frozenAfter == .seconds(2))
    #expect(show.see(Self.scene(1)) == .live)
  }

  @Test func onePixelThatMovesIsNoFreeze() {
    var show = Show()
    var picture = Self.scene(0)
    for frame in 0..<200 {
      // Where no spot is looked at: only the whole picture shows it.
      picture[1000] = UInt8(frame % 2)
      #expect(show.see(picture) == .live, "frame \(frame)")
    }
  }

  @Test func aFrozenPictureStaysFrozenThroughAReopening() {
    var show = Show()
    for _ in 0..<60 { _ = show.see(Self.scene(0)) }
    show.time += .seconds(5)
    show.watch.paused(until: show.time)
    #expect(show.see(Self.scene(0)) == .frozen)
    #expect(show.see(Self.scene(9)) == .live)
  }

  @Test func timeWithoutFramesIsNoFreeze() {
    var show = Show()
    _ = show.see(Self.scene(0))
    show.time += .seconds(60)
    show.watch.paused(until: show.time)
    #expect(show.see(Self.scene(0)) == .live)
  }

  @Test(arguments: [(4, Sight.dark), (128, .covered), (252, .dazzled)])
  func anEmptyPictureIsBlindAfterThePatience(_ level: Int, _ sight: Sight) {
    var show = Show()
    _ = show.see(Self.scene(0))
    var blindAfter: Duration?
    let start = show.time
    for frame in 0..<90 {
      if case .blind(let found) = show.see(Self.flat(level, grain: frame)) {
        #expect(found == sight)
        blindAfter = blindAfter ?? show.time - start
      }
    }
    #expect(
      blindAfter.map { (.seconds(2)...(.milliseconds(2600))).contains($0) } == true, "\(String(describing: blindAfter))"
    )
    // The lamps of one vehicle in the dark, or a hand taken off the lens: at once.
    #expect(show.see(Self.scene(1)) == .live)
  }

  @Test(arguments: 0..<4) func aSlowCameraIsToldToBeBlindWithinThreeSeconds(_ framesBefore: Int) {
    var show = Show()
    let interval = Duration.milliseconds(400)
    for frame in 0...framesBefore { _ = show.see(Self.scene(frame), after: interval) }
    let covered = show.time
    while show.see(Self.flat(128), after: interval) == .live, show.time - covered < .seconds(9) {}
    #expect(show.time - covered <= .seconds(3))
  }

  @Test func aNightWithALitPlateIsNotDark() {
    var night = Self.flat(6)
    for x in 30..<35 { night[20 * Self.width + x] = 180 }
    var show = Show()
    for frame in 0..<100 { #expect(show.see(night.map { $0 &+ UInt8(frame % 2) }) == .live) }
  }

  @Test func fogIsNotACover() {
    var show = Show()
    for frame in 0..<100 { #expect(show.see(Self.scene(frame, brightness: 180, contrast: 30)) == .live) }
  }

  @Test func aCoveredCameraIsCalledCoveredEvenWhereItRepeatsItself() {
    var show = Show()
    var found: PictureWatch.Finding = .live
    for _ in 0..<100 { found = show.see(Self.flat(128)) }
    #expect(found == .blind(.covered))
  }

  @Test(arguments: PixelFormat.allCases.filter { $0 != .mjpeg }) func everyRawFormatIsLookedAt(_ format: PixelFormat)
    throws
  {
    let step = [.grey, .nv12].contains(format) ? 1 : [.yuyv, .uyvy].contains(format) ? 2 : 3
    let rowBytes = Self.width * step
    var bytes = [UInt8](repeating: 128, count: rowBytes * Self.height * 3 / 2)
    // Brightness rises from left to right, and colour does not change.
    for y in 0..<Self.height {
      for x in 0..<Self.width {
        for part in 0..<step where format != .yuyv || part == 0 {
          if format == .uyvy, part == 0 { continue }
          bytes[y * rowBytes + x * step + part] = UInt8(x * 3)
        }
      }
    }
    let levels = try #require(
      bytes.withUnsafeBytes {
        Brightness.levels($0, format: format, width: Self.width, height: Self.height, bytesPerRow: rowBytes)
      })
    #expect(levels.prefix(Brightness.columns).elementsEqual(levels.prefix(Brightness.columns).sorted()))
    #expect(Set(levels).count > 20)
    #expect(Sight.judge(levels) == nil)
  }

  @Test func aFrameThatIsTooShortIsNotLookedAt() {
    let short = [UInt8](repeating: 0, count: 100)
    let levels = short.withUnsafeBytes {
      Brightness.levels($0, format: .yuyv, width: Self.width, height: Self.height, bytesPerRow: 128)
    }
    #expect(levels == nil)
  }
}

@Suite struct SignalOutletTests {
  static let fault = CameraFault(camera: "front", reason: .stalled, remedy: "x")
  static let other = CameraFault(camera: "front", reason: .absent, remedy: "y")

  static func frame() -> Frame {
    Frame(
      camera: "front", sequence: 0, capturedAt: CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0)),
      width: 1, height: 1, bytesPerRow: 1, format: .grey, bytes: FrameBytes(copying: [0]))
  }

  /// Everything that came out, in order.
  final class Record: Sendable {
    let (stream, continuation) = AsyncStream<CameraSignal>.makeStream()
    func all() async -> [CameraSignal] {
      continuation.finish()
      var result: [CameraSignal] = []
      for await signal in stream { result.append(signal) }
      return result
    }
  }

  @Test func oneFaultIsToldOnceAndAnotherAgain() async {
    let record = Record()
    let outlet = SignalOutlet(now: .zero) { record.continuation.yield($0) }
    #expect(outlet.lost(Self.fault, at: .zero))
    #expect(!outlet.lost(Self.fault, at: .seconds(1)))
    #expect(!outlet.lost(Self.other, at: .seconds(2)))
    #expect(outlet.frame(Self.frame(), at: .seconds(3)))
    #expect(!outlet.frame(Self.frame(), at: .seconds(4)))
    let signals = await record.all()
    #expect(signals.map { $0.fault?.reason } == [.stalled, .absent, nil, nil])
  }

  @Test func aSilentThreadIsNoticedByTheMonotonicClock() async {
    let record = Record()
    let outlet = SignalOutlet(now: .zero) { record.continuation.yield($0) }
    #expect(outlet.check(at: .seconds(2), limit: .seconds(2)) { Self.fault } == .milliseconds(1))
    #expect(!outlet.isLost)
    _ = outlet.check(at: .milliseconds(2001), limit: .seconds(2)) { Self.fault }
    #expect(outlet.isLost)
    // It is known now.
    _ = outlet.check(at: .seconds(9), limit: .seconds(2)) { Self.other }
    _ = outlet.frame(Self.frame(), at: .seconds(10))
    _ = outlet.check(at: .seconds(11), limit: .seconds(2)) { Self.other }
    #expect(await record.all().count == 2)
  }

  @Test func whatTheThreadSaysWhileItsSilenceIsNoticedIsToldLast() async {
    let record = Record()
    let outlet = SignalOutlet(now: .zero) { record.continuation.yield($0) }
    let told = DispatchSemaphore(value: 0)
    _ = outlet.check(at: .seconds(3), limit: .seconds(2)) {
      Thread {
        _ = outlet.lost(Self.other, at: .seconds(3))
        told.signal()
      }.start()
      // It has to wait, or what is told now would hide it.
      #expect(told.wait(timeout: .now() + .milliseconds(200)) == .timedOut)
      return Self.fault
    }
    #expect(await Task.detached { told.wait(timeout: .now() + 10) }.value == .success)
    #expect(await record.all().map { $0.fault?.reason } == [.stalled, .absent])
  }
}
