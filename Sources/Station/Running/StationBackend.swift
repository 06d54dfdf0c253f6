import Border
import Foundation
import Ledger

/// What the guard's page may ask of the station.
struct StationBackend: ConsoleBackend {
  let ledger: Ledger
  let assessor: Assessor
  let board: StatusBoard
  let hub: UpdateHub
  let now: @Sendable () -> Date

  func account(of officer: String) async throws -> OfficerAccount? { try await ledger.officer(officer) }

  func passages(limit: Int) async throws -> [PassageView] { try await ledger.passageViews(limit: limit) }

  func updates() -> AsyncStream<ConsoleUpdate> { hub.subscribe() }

  func status() async -> StationStatus { board.current }

  func decide(
    _ passage: UUID, kind: Decision.Kind, reasons: [ReasonCode], note: String, officer: String
  ) async throws -> PassageView {
    guard let view = try await ledger.passageView(passage) else { throw DecisionRefusal.noSuchPassage }
    let decision = Decision(
      passage: passage, kind: kind, reasons: reasons, note: note, officer: officer, decidedAt: now(),
      shown: view.verdict)
    let event = EventDraft(
      id: .version7(at: now()), type: .decisionMade, subject: EventData.subject(of: view.passage), time: now(),
      data: EventData.decision(decision))
    let decided = try await ledger.decide(decision, event: event)
    await assessor.decided(decided)
    return decided
  }

  func picture(_ hash: EvidenceHash) async throws -> Data? { try await ledger.evidence(hash) }
}
