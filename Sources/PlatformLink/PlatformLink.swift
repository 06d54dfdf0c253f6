public import Border
public import Foundation
public import Logging

/// The way to the platform and back: declarations in, events and pictures out, a heartbeat between.
///
/// It is: a patient messenger. It delivers at least once, with ids that make it once in effect, and survives a platform
/// that is away, broken or talking nonsense for as long as that lasts.
/// It is not: a store (the ledger keeps what must survive), a judge of declarations, or the owner of a clock.
///
/// Threads: a loop for each way as child tasks of `run()`; HTTP runs on the client's own threads. What always holds: an event
/// leaves the outbox only by the platform's word or with the reason why it never can; nonsense changes nothing.
public final class PlatformLink: Sendable {
  /// How events go together.
  public struct BatchLimits: Sendable, Hashable {
    public var count: Int
    public var bytes: Int

    public init(count: Int = 100, bytes: Int = 512 << 10) {
      self.count = count
      self.bytes = bytes
    }
  }

  /// The longest wait after the first failure, and after any number of them.
  public struct BackoffLimits: Sendable, Hashable {
    public var base: Duration
    public var cap: Duration

    public init(base: Duration = .seconds(1), cap: Duration = .seconds(60)) {
      self.base = base
      self.cap = cap
    }
  }

  public struct Settings: Sendable {
    /// Where the platform is; the contract's paths are added.
    public var url: String
    /// Plain http to other machines; only for networks that are safe by themselves.
    public var allowsPlainHTTP: Bool
    /// How old declarations may be when the platform works.
    public var pullEvery: Duration
    /// How soon waiting events are looked for even if no signal came.
    public var lookEvery: Duration
    public var heartbeatEvery: Duration
    /// Declarations a page.
    public var pageLimit: Int
    public var batch: BatchLimits
    /// Pictures go in pieces of this size.
    public var pieceBytes: Int
    public var backoff: BackoffLimits
    public var http: HTTPLimits
    /// The station's name and certificate; needed for https.
    public var identity: Identity?
    /// How often the platform is asked for settings and traffic orders.
    public var noticesEvery: Duration

    /// Who this station is to the platform.
    public struct Identity: Sendable, Hashable {
      /// The source of its events.
      public var station: String
      public var files: TrustFiles
      /// How often to see whether the certificate is due for renewal.
      public var checkEvery: Duration

      public init(station: String, files: TrustFiles, checkEvery: Duration = .seconds(3600)) {
        self.station = station
        self.files = files
        self.checkEvery = checkEvery
      }
    }

    public init(
      url: String, allowsPlainHTTP: Bool = false, pullEvery: Duration = .seconds(30),
      lookEvery: Duration = .seconds(30), heartbeatEvery: Duration = .seconds(60), pageLimit: Int = 500,
      batch: BatchLimits = BatchLimits(), pieceBytes: Int = 1 << 20, backoff: BackoffLimits = BackoffLimits(),
      http: HTTPLimits = HTTPLimits(), identity: Identity? = nil, noticesEvery: Duration = .seconds(60)
    ) {
      self.identity = identity
      self.noticesEvery = noticesEvery
      self.url = url
      self.allowsPlainHTTP = allowsPlainHTTP
      self.pullEvery = pullEvery
      self.lookEvery = lookEvery
      self.heartbeatEvery = heartbeatEvery
      self.pageLimit = pageLimit
      self.batch = batch
      self.pieceBytes = pieceBytes
      self.backoff = backoff
      self.http = http
    }
  }

  private let settings: Settings
  private let outbox: any Outbox
  private let api: PlatformAPI
  private let puller: DeclarationPuller
  private let events: EventDelivery
  private let evidence: EvidenceDelivery
  private let notices: NoticeWatch
  private let heartbeat: @Sendable () async -> JSONValue
  private let board = StatusBoard()
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> Date
  private let generator: any RandomNumberGenerator & Sendable
  private let logger: Logger
  private let pullBell = Doorbell()
  private let eventBell = Doorbell()
  private let evidenceBell = Doorbell()

  /// - Parameters:
  ///   - heartbeat: what to tell the platform of this station's health: a JSON object with at least `station`.
  /// - Throws: `HTTPFailure` where the address is none that may be asked.
  public init(
    settings: Settings, declarations: any DeclarationCache, outbox: any Outbox, evidence: any EvidenceOutbox,
    heartbeat: @escaping @Sendable () async -> JSONValue, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> Date = { Date() },
    generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(), logger: Logger
  ) throws(HTTPFailure) {
    _ = try HTTPAddress(settings.url, allowsPlainHTTP: settings.allowsPlainHTTP)
    self.settings = settings
    self.outbox = outbox
    self.heartbeat = heartbeat
    self.clock = clock
    self.now = now
    self.generator = generator
    self.logger = logger
    api = PlatformAPI(
      client: HTTPClient(
        allowsPlainHTTP: settings.allowsPlainHTTP, trust: settings.identity.map { HTTPTrust(files: $0.files) }),
      url: settings.url, limits: settings.http, now: now)
    notices = NoticeWatch(api: api, board: board, now: now, logger: logger)
    puller = DeclarationPuller(
      api: api, cache: declarations, limit: settings.pageLimit, board: board, now: now, logger: logger)
    events = EventDelivery(
      api: api, outbox: outbox, limits: settings.batch, board: board, now: now, logger: logger)
    self.evidence = EvidenceDelivery(
      api: api, outbox: evidence, pieceBytes: max(1, settings.pieceBytes), board: board, now: now, logger: logger)
  }

  public var status: LinkStatus { board.status }

  /// The status now and after every change; a slow reader sees the last.
  public func statuses() -> AsyncStream<LinkStatus> { board.statuses() }

  /// Pulls declarations soon, without waiting for the next round.
  public func pullSoon() { pullBell.ring() }

  /// Works until its task is cancelled. Once only.
  public func run() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [outbox, eventBell] in
        for await _ in outbox.arrivals() { eventBell.ring() }
      }
      let (settings, board) = (settings, board)
      group.addTask {
        await self.keep(.events, going: self.eventBell, every: { settings.lookEvery }, self.deliverEvents)
      }
      group.addTask {
        await self.keep(.evidence, going: self.evidenceBell, every: { settings.lookEvery }, self.deliverEvidence)
      }
      // The platform may ask for another pace.
      group.addTask {
        await self.keep(
          .declarations, going: self.pullBell,
          every: { board.status.settings.pollSeconds.map { .seconds($0) } ?? settings.pullEvery }, self.pull)
      }
      group.addTask {
        await self.keep(
          .heartbeat, going: Doorbell(),
          every: { board.status.settings.heartbeatSeconds.map { .seconds($0) } ?? settings.heartbeatEvery }, self.beat)
      }
      group.addTask {
        await self.keep(.notices, going: Doorbell(), every: { settings.noticesEvery }) { () async throws(LinkFault) in
          try await self.notices.ask()
        }
      }
      if let identity = settings.identity {
        group.addTask {
          await self.keep(.certificate, going: Doorbell(), every: { identity.checkEvery }) {
            () async throws(LinkFault) in
            try await self.renewIfDue(identity)
          }
        }
      }
    }
  }

  private func deliverEvents() async throws(LinkFault) {
    try await events.deliverAll()
    evidenceBell.ring()
  }

  private func deliverEvidence() async throws(LinkFault) { try await evidence.deliverAll() }

  private func pull() async throws(LinkFault) { try await puller.pull() }

  private func beat() async throws(LinkFault) {
    let body = await heartbeat()
    let asked = now()
    let time = try await api.heartbeat(body)
    let heard = now()
    // The platform looked at its clock somewhere between.
    let offset = time.map { $0.timeIntervalSince(asked + heard.timeIntervalSince(asked) / 2) }
    board.heard(.heartbeat, at: heard) { $0.clockOffset = offset }
  }

  private func renewIfDue(_ identity: Settings.Identity) async throws(LinkFault) {
    let action = "renewing this station's certificate"
    do {
      guard let validity = try StationIdentity(files: identity.files).validity(), now() >= validity.renewsAt else {
        return
      }
      let next = try await Enrolment(
        url: settings.url, station: identity.station, files: identity.files, limits: settings.http
      ).renew()
      logger.notice("this station's certificate was renewed until \(Timestamp.format(next.until))")
    } catch let fault as LinkFault {
      throw fault
    } catch {
      throw LinkFault(action, problem: "\(error)", remedy: "It is tried again; the certificate is still there.")
    }
  }

  /// Does `work` whenever the bell rings and at least so often; after a failure again and again, ever more patiently.
  private func keep(
    _ way: LinkStatus.Way, going bell: Doorbell, every interval: @escaping @Sendable () -> Duration,
    _ work: @escaping @Sendable () async throws(LinkFault) -> Void
  ) async {
    await bell.visits(atLeastEvery: interval, clock) {
      var backoff = Backoff(self.settings.backoff, generator: self.generator)
      while !Task.isCancelled {
        do throws(LinkFault) {
          try await work()
          self.board.update { $0.faults[way] = nil }
          return
        } catch {
          if Task.isCancelled { return }
          if self.board.failed(way, error) { self.logger.warning("\(way.rawValue): \(error)") }
          try? await self.clock.sleep(for: backoff.next(atLeast: error.retryAfter))
        }
      }
    }
  }
}
