import Border
import Foundation

@testable import PlatformSimulator

/// An outbox in memory, filled with a true chain of events.
actor MemoryOutbox: Outbox {
  private(set) var waitingEvents: [WaitingEvent] = []
  private(set) var refused: [UUID: String] = [:]
  private(set) var acknowledged: [UUID] = []
  private var sequence: Int64 = 0
  private var previousHash = Event.firstPreviousHash
  private var emptied: [CheckedContinuation<Void, Never>] = []
  private nonisolated let signal = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

  init() { signal.continuation.yield() }

  /// - Parameter change: what to do to the event before it is hashed, to make it bad.
  @discardableResult
  func add(
    subject: String = "12C12345", padding: Int = 0, _ change: ([String: JSONValue]) -> [String: JSONValue] = { $0 }
  )
    -> UUID
  {
    sequence += 1
    let id = UUID.version7(at: Date(timeIntervalSince1970: 1_795_000_000))
    let draft = EventDraft(
      id: id, type: .passageEnded, subject: subject, time: Date(timeIntervalSince1970: 1_795_000_000),
      data: ["padding": .string(String(repeating: "x", count: padding))])
    let event = Event(
      draft: draft, source: "/gates/CKHN/stations/test", sequence: sequence, previousHash: previousHash)
    let value = JSONValue.object(change(event.cloudEvent.objectValue ?? [:]))
    previousHash = ReceivedEvent(value).hash
    waitingEvents.append(WaitingEvent(id: id, sequence: sequence, subject: subject, body: value.canonical()))
    signal.continuation.yield()
    return id
  }

  func waiting(upTo count: Int, bytes: Int) -> [WaitingEvent] {
    var size = 0
    let fitting = waitingEvents.prefix(count).prefix { event in
      size += event.body.count
      return size <= bytes
    }
    return Array(fitting.isEmpty ? waitingEvents.prefix(1) : fitting)
  }

  func settle(_ answers: [EventAnswer], at: Date) {
    for answer in answers {
      guard let index = waitingEvents.firstIndex(where: { $0.id == answer.id }) else { continue }
      waitingEvents.remove(at: index)
      if case .refused(let reason) = answer.outcome {
        refused[answer.id] = reason
      } else {
        acknowledged.append(answer.id)
      }
    }
    guard waitingEvents.isEmpty else { return }
    for waiter in emptied { waiter.resume() }
    emptied = []
  }

  nonisolated func arrivals() -> AsyncStream<Void> { signal.stream }

  func whenEmpty() async {
    if waitingEvents.isEmpty { return }
    await withCheckedContinuation { emptied.append($0) }
  }
}

actor MemoryEvidence: EvidenceOutbox {
  private(set) var waiting: [(hash: EvidenceHash, data: Data)]
  private var emptied: [CheckedContinuation<Void, Never>] = []

  init(_ waiting: [(hash: EvidenceHash, data: Data)] = []) { self.waiting = waiting }

  private(set) var refused: [EvidenceHash: String] = [:]

  func nextEvidence(passing: Set<EvidenceHash>) -> (hash: EvidenceHash, data: Data)? {
    waiting.first { !passing.contains($0.hash) }
  }

  func refuseEvidence(_ hash: EvidenceHash, reason: String, at: Date) {
    refused[hash] = reason
    settleEvidence(hash, at: at)
  }

  /// In the order in which they went.
  private(set) var settled: [EvidenceHash] = []

  func settleEvidence(_ hash: EvidenceHash, at: Date) {
    settled.append(hash)
    waiting.removeAll { $0.hash == hash }
    guard waiting.isEmpty else { return }
    for waiter in emptied { waiter.resume() }
    emptied = []
  }

  func whenEmpty() async {
    if waiting.isEmpty { return }
    await withCheckedContinuation { emptied.append($0) }
  }
}

actor MemoryCache: DeclarationCache {
  private(set) var declarations: [String: Declaration] = [:]
  private(set) var pages = 0
  private(set) var freshAt: [Date] = []
  private var heldCursor: String?

  init(cursor: String? = nil) { heldCursor = cursor }

  func cursor() -> String? { heldCursor }

  func apply(_ page: DeclarationPage, receivedAt: Date) -> [String] {
    pages += 1
    for item in page.items { declarations[item.declaration.id] = item.declaration }
    for tombstone in page.tombstones { declarations[tombstone.id] = nil }
    heldCursor = page.cursor
    return page.items.map(\.declaration.id) + page.tombstones.map(\.id)
  }

  func confirmFresh(at date: Date) { freshAt.append(date) }
}
