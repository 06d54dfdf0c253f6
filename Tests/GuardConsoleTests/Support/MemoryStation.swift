import Border
import Foundation
import Synchronization

@testable import GuardConsole

/// A station that keeps everything in memory: what the console talks to in these tests.
final class MemoryStation: ConsoleBackend {
  struct StorageFailed: Error {}

  private struct State {
    var accounts: [String: OfficerAccount] = [:]
    var passages: [PassageView] = []
    var status = Sample.status()
    var pictures: [EvidenceHash: Data] = [:]
    var listeners: [UUID: AsyncStream<ConsoleUpdate>.Continuation] = [:]
    var failsToStore = false
  }

  private let state = Mutex(State())

  static let officer = "mai"
  static let pin = "246810"
  /// With fewer rounds than a real one: hashing is slow by design.
  private static let pinHash = Result { try PINHasher.hash(pin, logRounds: 10) }

  init(passages: [PassageView] = []) throws {
    let hash = try Self.pinHash.get()
    state.withLock { state in
      state.accounts[Self.officer] = OfficerAccount(officer: Self.officer, name: "Đ/c Mai", pinHash: hash)
      state.passages = passages
      for subject in Sample.Picture.allCases { state.pictures[subject.hash] = subject.png }
    }
  }

  // What a test does to it

  func show(_ view: PassageView) {
    state.withLock { state in
      state.passages.removeAll { $0.id == view.id }
      state.passages.insert(view, at: 0)
    }
    tell(.passage(view))
  }

  func change(_ body: (inout StationStatus) -> Void) {
    let status = state.withLock { state in
      body(&state.status)
      return state.status
    }
    tell(.status(status))
  }

  func disable(_ officer: String) { state.withLock { $0.accounts[officer]?.isDisabled = true } }
  func failToStore(_ fails: Bool) { state.withLock { $0.failsToStore = fails } }
  func decision(on id: UUID) -> Decision? { state.withLock { $0.passages.first { $0.id == id }?.decision } }
  var listeners: Int { state.withLock { $0.listeners.count } }

  /// Ends every stream, as a station that goes down does.
  func hangUp() {
    for listener in state.withLock({ $0.listeners }).values { listener.finish() }
  }

  private func tell(_ update: ConsoleUpdate) {
    for listener in state.withLock({ $0.listeners }).values { listener.yield(update) }
  }

  // What the console asks of it

  func account(of officer: String) async throws -> OfficerAccount? { state.withLock { $0.accounts[officer] } }

  func passages(limit: Int) async throws -> [PassageView] { state.withLock { Array($0.passages.prefix(limit)) } }

  func updates() -> AsyncStream<ConsoleUpdate> {
    let id = UUID()
    let (stream, continuation) = AsyncStream<ConsoleUpdate>.makeStream()
    state.withLock { $0.listeners[id] = continuation }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { _ = $0.listeners.removeValue(forKey: id) } }
    return stream
  }

  func status() async -> StationStatus { state.withLock { $0.status } }

  func decide(
    _ passage: UUID, kind: Decision.Kind, reasons: [ReasonCode], note: String, officer: String
  ) async throws -> PassageView {
    let view = try state.withLock { state in
      guard !state.failsToStore else { throw StorageFailed() }
      guard let index = state.passages.firstIndex(where: { $0.id == passage }) else {
        throw DecisionRefusal.noSuchPassage
      }
      if let decision = state.passages[index].decision { throw DecisionRefusal.alreadyDecided(decision) }
      guard kind == .confirm || !reasons.isEmpty || !note.isEmpty else { throw DecisionRefusal.reasonMissing }
      state.passages[index].decision = Decision(
        passage: passage, kind: kind, reasons: reasons, note: note, officer: officer, decidedAt: Sample.now,
        shown: state.passages[index].verdict)
      return state.passages[index]
    }
    tell(.passage(view))
    return view
  }

  func picture(_ hash: EvidenceHash) async throws -> Data? { state.withLock { $0.pictures[hash] } }
}
