import Border
import Calibration
import Camera
public import Foundation
import GuardConsole
public import Ledger
public import Logging
import PlatformLink
import Recognition
import ScannerInbox
public import ServiceLifecycle
import StrictYAML

/// Why a station ends by itself.
public enum StationFault: Error, Sendable, Hashable, CustomStringConvertible {
  case storeDamaged(directory: String)

  public var description: String {
    switch self {
    case .storeDamaged(let directory):
      "the store in \(directory) was damaged while it was in use: start the agent again, which saves what can be saved"
    }
  }
}

/// A working post: cameras → passages → verdicts → events, the guard's page, the scanner's inbox, the platform.
///
/// Is: the place where the modules are joined; each part runs as a task of its own, and none waits for another's fault.
/// Is not: a judge, a store or a reader; those are the modules. Always: what the page shows is in the ledger.
///
/// Ends on graceful shutdown or when its task is cancelled; recordings that do not loop end by themselves while the
/// page and the link go on.
public struct Station: Service {
  /// The station's store, also for those who run it: officers, exports.
  public let ledger: Ledger

  private let configuration: StationConfiguration
  private let log: Logger
  private let now: @Sendable () -> Date
  private let onListening: @Sendable (Int) async -> Void
  private let hub = UpdateHub()
  private let board: StatusBoard
  private let assessor: Assessor
  private let lanes: [LaneWatch]
  private let watches: [[CameraWatch]]
  private let link: PlatformLink?
  private let inbox: ScannerInbox?

  /// Opens the ledger, loads the models and finds the recordings; cameras are opened by `run`.
  ///
  /// - Parameters:
  ///   - now: UTC for people and the platform.
  ///   - onListening: called once with the port of the guard's page.
  /// - Throws: `LedgerError`, `ModelError`, `CameraFault` for a recording that is not there, `HTTPFailure` for an
  ///   impossible platform address.
  public init(
    configuration: StationConfiguration, log: Logger, now: @escaping @Sendable () -> Date = { Date() },
    onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) async throws {
    self.configuration = configuration
    self.log = log
    self.now = now
    self.onListening = onListening
    let ledger = try Ledger(
      directory: configuration.storage, source: configuration.eventSource, recovers: true, now: now(), log: log)
    ledger.retention = RetentionPolicy(configuration.keep)
    let board = StatusBoard(configuration: configuration, hub: hub, now: now())
    let assessor = Assessor(configuration: configuration, ledger: ledger, hub: hub, log: log, now: now)
    (self.ledger, self.board, self.assessor) = (ledger, board, assessor)
    lanes = configuration.lanes.map { LaneWatch(lane: $0, assessor: assessor, ledger: ledger, log: log) }
    let models = try Self.models(of: configuration)
    var watches: [[CameraWatch]] = []
    for (lane, laneWatch) in zip(configuration.lanes, lanes) {
      var cameras: [CameraWatch] = []
      for camera in lane.cameras {
        // Where there is a camera there are models.
        guard let models else { continue }
        let profile = try camera.calibration.map { try CalibrationProfile(contentsOf: $0) }
        try Self.check(camera, profile)
        let shape = profile?.lane ?? LaneShape()
        cameras.append(
          CameraWatch(
            lane: lane, camera: camera, profile: profile, source: try Self.source(of: camera, profile, log: log),
            reader: try RecognitionEngine(
              models: models, options: .lane(profile, plateWidth: camera.plateWidth, pictureWidth: camera.width),
              camera: camera.id, masks: shape.masks,
              isOfLane: { shape.contains($0) }),
            laneWatch: laneWatch, board: board, ledger: ledger, log: log, now: now))
      }
      watches.append(cameras)
    }
    self.watches = watches
    inbox = configuration.scannerInbox.map { folder in
      ScannerInbox(
        folder: URL(filePath: folder, directoryHint: .isDirectory),
        receiver: ScanDesk(ledger: ledger, assessor: assessor, now: now), now: now, logger: log)
    }
    link = try Self.link(configuration, ledger: ledger, assessor: assessor, board: board, now: now, log: log)
  }

  public func run() async throws {
    try await assessor.resume()
    let backend = StationBackend(ledger: ledger, assessor: assessor, board: board, hub: hub, now: now)
    let console = GuardConsole(
      configuration: .init(
        host: configuration.console.host, port: configuration.console.port, language: configuration.language.rawValue),
      backend: backend, log: log, onListening: onListening)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await console.run() }
      group.addTask { try await cancelWhenGracefulShutdown { try await work() } }
      // The first part that fails ends the others; waiting for all would wait for those that never end.
      for try await _ in group {}
    }
    hub.close()
  }

  /// Everything but the page, until it is cancelled.
  private func work() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (lane, cameras) in zip(lanes, watches) {
        group.addTask {
          await withTaskGroup(of: Void.self) { group in
            for camera in cameras { group.addTask { await camera.run() } }
          }
          await lane.finish()
        }
      }
      if let link {
        group.addTask { await link.run() }
        group.addTask { await follow(link) }
      }
      if let inbox { group.addTask { await inbox.run() } }
      group.addTask { await watchFreshness() }
      group.addTask { await watchSilence() }
      group.addTask { await StorageKeeper(ledger: ledger, board: board, log: log, now: now).run() }
      group.addTask { try await watchStore() }
      // The first part that fails ends the others; waiting for all would wait for those that never end.
      for try await _ in group {}
    }
  }

  /// A store that is damaged while it is in use is mended at a start: the station ends, and whoever keeps it running starts it
  /// anew. Not twice in a row, since a disk that spoils whatever it is given is for people to replace: the alarm stays.
  private func watchStore() async throws {
    for await _ in ledger.damageNews() where ledger.isDamaged && ledger.recovery == nil {
      throw StationFault.storeDamaged(directory: ledger.directory)
    }
  }

  // MARK: Parts

  /// Looked up once, however many cameras there are; nil for a desk, which has none.
  private static func models(of configuration: StationConfiguration) throws -> ModelStore? {
    guard configuration.lanes.contains(where: { !$0.cameras.isEmpty }) else { return nil }
    return if let folder = configuration.models { try ModelStore(folder: URL(filePath: folder)) } else {
      try ModelStore.find()
    }
  }

  /// What the configuration and the profile both say of a camera must be the same.
  private static func check(_ camera: StationConfiguration.Camera, _ profile: CalibrationProfile?) throws {
    guard let profile, let file = camera.calibration,
      (camera.width ?? profile.width, camera.height ?? profile.height) != (profile.width, profile.height)
    else { return }
    throw ConfigurationError(
      file: file, line: nil,
      rule: "is for pictures of \(profile.width)x\(profile.height), camera \(camera.id) is set to others",
      remedy: "leave out width and height in the configuration, or calibrate anew")
  }

  private static func source(of camera: StationConfiguration.Camera, _ profile: CalibrationProfile?, log: Logger) throws
    -> any FrameSource
  {
    switch camera.source {
    case .device(let path):
      return V4L2Source(
        camera: camera.id,
        settings: DeviceSettings(
          device: path, width: camera.width ?? profile?.width, height: camera.height ?? profile?.height,
          framesPerSecond: camera.framesPerSecond.map(Double.init), isStrict: profile != nil, serial: profile?.serial,
          controls: profile?.controls.map { ControlSetting(name: $0.name, value: $0.value) } ?? []), logger: log)
    case .stream(let address): return StreamSource(camera: camera.id, address: address, logger: log)
    case .replay(let path, let loops):
      return try ReplaySource(
        camera: camera.id, path: path,
        pace: camera.framesPerSecond.map { .framesPerSecond(Double($0)) }, loops: loops, logger: log)
    }
  }

  private static func link(
    _ configuration: StationConfiguration, ledger: Ledger, assessor: Assessor, board: StatusBoard,
    now: @escaping @Sendable () -> Date, log: Logger
  ) throws -> PlatformLink? {
    guard let url = configuration.platformURL else {
      log.warning("no platform is configured: without declarations every vehicle is to be checked by hand")
      return nil
    }
    let cache = WatchedDeclarations(ledger: ledger) { await assessor.reassess() }
    return try PlatformLink(
      settings: .init(
        url: url, pullEvery: .seconds(configuration.platformPollSeconds), identity: configuration.linkIdentity),
      declarations: cache,
      outbox: ledger, evidence: ledger,
      heartbeat: { (try? JSONValue(encoding: board.current)) ?? ["station": .string(configuration.id)] },
      now: now, logger: log)
  }

  // MARK: Status

  private func follow(_ link: PlatformLink) async {
    for await status in link.statuses() {
      if let offset = status.clockOffset { ledger.heardClock(offset: offset) }
      await refreshPlatform(status)
    }
  }

  private func refreshPlatform(_ status: LinkStatus) async {
    do {
      let (outbox, asOf) = (try await ledger.outboxStatus(), try await ledger.declarationsAsOf())
      let count = try await ledger.declarationCount()
      // From afar it can only be made stricter.
      let staleAfter = 60 * TimeInterval(min(configuration.staleAfterMinutes, status.settings.staleMinutes ?? .max))
      await assessor.declarations(areStaleAfter: staleAfter)
      let stale = asOf.map { now().timeIntervalSince($0) > staleAfter } ?? true
      board.platform {
        $0 = .init(
          isReachable: status.isReachable, fault: status.fault, declarationsAsOf: asOf, areDeclarationsStale: stale,
          declarationsCached: count, eventsWaiting: outbox.waiting, eventsRefused: outbox.refused)
      }
      board.notices(
        orders: status.trafficOrders.filter { $0.holds(at: configuration.gate, now: now()) },
        yardCapacity: status.settings.yardCapacity)
      if let folder = configuration.scannerInbox {
        board.scans(quarantined: try ScannerInbox.quarantined(in: URL(filePath: folder)).count)
      }
      if configuration.yardCapacity != nil { board.yard(occupied: try await ledger.yardOccupancy()) }
    } catch {
      // What was being read when the station was told to end is nobody's concern.
      if !Task.isCancelled { log.error("the station's status could not be read: \(error)") }
    }
  }

  /// What was fresh grows stale without anyone saying so: looked at now and then.
  private func watchFreshness() async {
    while (try? await Task.sleep(for: .seconds(5))) != nil {
      await refreshPlatform(link?.status ?? LinkStatus())
      await assessor.reassess()
    }
  }

  /// Where no camera of a lane delivers no frame says that time goes by.
  private func watchSilence() async {
    while (try? await Task.sleep(for: .seconds(5))) != nil {
      for lane in lanes { await lane.rest(.now()) }
    }
  }
}
