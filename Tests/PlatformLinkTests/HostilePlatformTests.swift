import Border
import Foundation
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

/// A platform that is away, slow, wrong or hostile, in seeded sequences of every fault that the simulator knows.
///
/// `PROVE_SEQUENCES` says how many; 10,000 at full size.
@Suite(.serialized, .timeLimit(.minutes(120)))
struct HostilePlatformTests {
  private static let sequences = Int(ProcessInfo.processInfo.environment["PROVE_SEQUENCES"] ?? "") ?? 120

  private static let actions: [FaultRule.Action] = [
    .status(500, retryAfter: nil), .status(503, retryAfter: 1), .status(429, retryAfter: 2),
    .status(413, retryAfter: nil), .status(401, retryAfter: nil), .status(404, retryAfter: nil),
    .status(302, retryAfter: nil), .closeBeforeAnswer, .answerLostAfterCommit, .delay(milliseconds: 5),
    .delay(milliseconds: 700), .garbageBody, .wrongContentType, .resetMidBody, .halfAnswer, .twice,
    .trickle(bytesPerSecond: 100_000), .trickle(bytesPerSecond: 100), .endlessBody, .clockOff(seconds: 86_400 * 365),
  ]

  /// Some rules, each for some of the first requests of a kind: the platform comes to its senses in the end.
  private func rules(_ random: inout SplitMix64) -> [FaultRule] {
    (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let paths = ["/v1/events", "/v1/evidence", "/v1/declarations", "/v1/heartbeat", "/v1/"]
      let action = Self.actions.randomElement(using: &random) ?? .garbageBody
      // A status 413 for a single picture or event is a refusal, which is another test's matter.
      let path =
        action == .status(413, retryAfter: nil)
        ? "/v1/events" : paths.randomElement(using: &random) ?? "/v1/"
      let first = action == .status(413, retryAfter: nil) ? 1...2 : 1...6
      let strikes = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: first, using: &random) }
      return FaultRule(method: nil, path: path, timing: .nth(Set(strikes)), action: action)
    }
  }

  private static let declarations: [JSONValue] = (0..<5).map {
    ["id": .string("d-\($0)"), "type": "import", "gate": "CKHN", "vehicles": [["plate": .string("12C-123.4\($0)")]]]
  }

  /// Counts what an actor cannot.
  private struct Harm: Error, CustomStringConvertible { let description: String }

  private func play(_ seed: Int, plant: (MemoryOutbox) -> any Outbox = { $0 }) async throws {
    var random = SplitMix64(seed: UInt64(seed))
    let rules = rules(&random)
    let count = Int.random(in: 5...30, using: &random)
    let outbox = MemoryOutbox()
    for number in 0..<count { await outbox.add(subject: "lorry \(number % 3)") }
    let picture = Data((0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) })
    let hash = try #require(EvidenceHash(rawValue: ReceivedEvent.hex(Array(PictureHash.of(picture)))))
    let planted = plant(outbox)
    try await Simulator.run(faults: rules) { simulator in
      let text = String(decoding: JSONValue.array(Self.declarations).canonical(), as: UTF8.self)
      _ = try await simulator.store.load(LoadFile.parse(Data(text.utf8), name: "d"))
      let (evidence, cache) = (MemoryEvidence([(hash, picture)]), MemoryCache())
      let limits = HTTPLimits(
        connect: .seconds(2), total: .milliseconds(400), stalled: .seconds(1), responseBytes: 256 << 10)
      let round = Duration.seconds(7200)
      let link = try PlatformLink(
        settings: .init(
          url: simulator.url, pullEvery: round, lookEvery: round, heartbeatEvery: round, pageLimit: 2,
          batch: .init(count: 7), pieceBytes: 1500, http: limits, noticesEvery: round),
        declarations: cache, outbox: planted, evidence: evidence, heartbeat: { ["station": "test"] },
        clock: SkippingClock(skippingUpTo: .seconds(3600)), generator: LongestWait(), logger: Simulator.quiet)
      try await running(link) {
        await outbox.whenEmpty()
        await evidence.whenEmpty()
        _ = await link.status { $0.faults.isEmpty && $0.lastHeard != nil }
        while await cache.declarations.count < Self.declarations.count { await Task.yield() }
      }
      let report = try await simulator.store.report()
      let promised = PlatformReport(received: report.received, stored: count)
      let isWhole = await simulator.store.evidence.state(of: hash) == .whole(picture.count)
      let refused = await outbox.refused
      guard report == promised, isWhole, refused.isEmpty else {
        throw Harm(description: "seed \(seed): \(report.json) instead of \(promised.json); whole: \(isWhole); \(rules)")
      }
    }
  }

  @Test func `Whatever the platform does, everything arrives once, in order, and whole`() async throws {
    for seed in 0..<Self.sequences {
      do { try await play(seed) } catch { Issue.record("\(error)") }
    }
    print("\(Self.sequences) hostile sequences played")
  }

  /// The proof's own proof: a link that forgets what it has sent is found out by the same sequences.
  @Test func `With ids made anew on retry the proof fails`() async throws {
    var harmed = 0
    for seed in 0..<40 {
      do { try await play(seed, plant: ForgetfulOutbox.init) } catch is Harm { harmed += 1 }
    }
    #expect(harmed > 5)
  }
}

/// The planted fault: an event is sent with another id each time.
private struct ForgetfulOutbox: Outbox {
  let outbox: MemoryOutbox

  init(_ outbox: MemoryOutbox) { self.outbox = outbox }

  func waiting(upTo count: Int, bytes: Int) async throws -> [WaitingEvent] {
    try await outbox.waiting(upTo: count, bytes: bytes).map { event in
      var event = event
      var fields = try JSONValue(parsing: event.body).objectValue ?? [:]
      event.id = UUID()
      fields["id"] = .string(event.id.uuidString.lowercased())
      event.body = JSONValue.object(fields).canonical()
      return event
    }
  }

  func settle(_ answers: [EventAnswer], at date: Date) async throws {
    let waiting = await outbox.waiting(upTo: answers.count, bytes: .max)
    await outbox.settle(zip(waiting, answers).map { EventAnswer(id: $0.id, outcome: $1.outcome) }, at: date)
  }

  func arrivals() -> AsyncStream<Void> { outbox.arrivals() }
}
