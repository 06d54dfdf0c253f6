import Border
import Foundation
import Logging

/// Takes waiting events to the platform: in their sequence, at least once, settled by the platform's word alone.
///
/// An event that the platform refuses, or that is too large or malformed even alone, and not once only, is set aside with
/// the reason, so that the rest goes on. Everything else (no network, 5xx, 401, 404, nonsense) leaves all events where they are.
struct EventDelivery: Sendable {
  let api: PlatformAPI
  let outbox: any Outbox
  let limits: PlatformLink.BatchLimits
  let board: StatusBoard
  let now: @Sendable () -> Date
  let logger: Logger
  /// How often the first event was sent alone and not taken.
  private let refusals = Guarded<(event: UUID?, times: Int)>((nil, 0))

  /// After so many times the platform means it: a single answer may be an ailing platform's nonsense.
  private static let patience = 3

  init(
    api: PlatformAPI, outbox: any Outbox, limits: PlatformLink.BatchLimits, board: StatusBoard,
    now: @escaping @Sendable () -> Date, logger: Logger
  ) {
    self.api = api
    self.outbox = outbox
    self.limits = limits
    self.board = board
    self.now = now
    self.logger = logger
  }

  /// How many events the next batch may hold: half of one that the platform did not take, then slowly more.
  struct Pace {
    let most: Int
    private(set) var count: Int

    init(most: Int) { (self.most, count) = (max(1, most), max(1, most)) }
    mutating func shrink(from sent: Int) { count = max(1, sent / 2) }
    mutating func grow() { count = min(most, count + max(1, count / 8)) }
  }

  /// Delivers until nothing waits.
  func deliverAll() async throws(LinkFault) {
    var pace = Pace(most: limits.count)
    while !Task.isCancelled, try await deliverBatch(&pace) {}
  }

  /// - Returns: false if nothing waited.
  private func deliverBatch(_ pace: inout Pace) async throws(LinkFault) -> Bool {
    let events = try await store("reading the outbox") {
      try await outbox.waiting(upTo: pace.count, bytes: limits.bytes)
    }
    guard let first = events.first else { return false }
    switch try await api.post(events) {
    case .answers(let answers):
      try await settle(answers)
      pace.grow()
      if answers.count < events.count {
        logger.warning(
          "the platform answered for \(answers.count) of \(events.count) events; the others are sent again")
      }
    case .tooLarge(let reason), .rejected(let reason):
      if events.count > 1 {
        // Whichever event it is: halving the batch finds it.
        pace.shrink(from: events.count)
      } else {
        try await refused(first, reason)
      }
    }
    return true
  }

  /// An event was sent alone, and the platform did not take it.
  private func refused(_ event: WaitingEvent, _ reason: String) async throws(LinkFault) {
    let times = refusals.withLock { refusals in
      refusals = (event.id, refusals.event == event.id ? refusals.times + 1 : 1)
      return refusals.times
    }
    guard times >= Self.patience else {
      throw LinkFault(
        "sending event \(event.id.uuidString.lowercased())", problem: "the platform does not take it: \(reason)",
        remedy: "It is sent again, and set aside if the platform stays with that.")
    }
    try await settle([EventAnswer(id: event.id, outcome: .refused("the platform does not take it: \(reason)"))])
  }

  private func settle(_ answers: [EventAnswer]) async throws(LinkFault) {
    try await store("writing the platform's answers to the outbox") { try await outbox.settle(answers, at: now()) }
    var refused = 0
    for answer in answers {
      guard case .refused(let reason) = answer.outcome else { continue }
      refused += 1
      logger.error("event \(answer.id.uuidString.lowercased()) was refused and set aside: \(reason)")
    }
    board.heard(.events, at: now()) {
      $0.eventsAcknowledged += answers.count - refused
      $0.eventsRefused += refused
    }
  }
}

/// Calls the agent's own store, whose errors are of any type.
func store<Value>(_ action: String, _ body: () async throws -> Value) async throws(LinkFault) -> Value {
  do {
    return try await body()
  } catch {
    throw LinkFault(store: action, error)
  }
}
