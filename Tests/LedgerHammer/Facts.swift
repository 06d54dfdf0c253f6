import Border
import Foundation
import Ledger

/// Facts as a station makes them, all new.
struct Facts {
  let ledger: Ledger
  var plant: Plant?

  static let verdict = Verdict(
    advice: .check, checks: [Check(.plate, .unknown, reason: .plateUncertain, found: "12C12345")], declaration: nil,
    suggestions: [])

  /// A vehicle that was assessed.
  /// - Returns: its passage.
  func passage(_ number: Int, picture: EvidenceHash? = nil) async throws -> UUID {
    let now = Date()
    let passage = Passage(
      id: .version7(at: now), lane: "in-1", direction: .entry, startedAt: now, endedAt: nil,
      tractor: Self.plate("12C1\(1000 + number % 7)"), trailer: nil, container: nil,
      pictures: picture.map {
        [PassagePicture(subject: .overview, evidence: $0, camera: "front", capturedAt: now)]
      } ?? [])
    let event = draft(.passageAssessed, passage.id, number)
    if plant == .earlyConfirmation { Console.say("confirmed \(event.id)") }
    if plant == .splitTransaction {
      _ = try await ledger.record(passage, verdict: Self.verdict, capturedAt: now, event: nil)
      try await ledger.record(event)
    } else {
      _ = try await ledger.record(passage, verdict: Self.verdict, capturedAt: now, event: event)
    }
    Console.confirm("confirmed \(event.id)")
    return passage.id
  }

  /// An officer's word on it.
  func decision(_ passage: UUID, _ number: Int) async throws {
    let event = draft(.decisionMade, passage, number)
    let decision = Decision(
      passage: passage, kind: .confirm, reasons: [], note: "", officer: "officer-1", decidedAt: Date(),
      shown: Self.verdict)
    _ = try await ledger.decide(decision, event: event)
    Console.confirm("confirmed \(event.id)")
  }

  private func draft(_ type: EventType, _ passage: UUID, _ number: Int) -> EventDraft {
    let now = Date()
    return EventDraft(
      id: .version7(at: now), type: type, subject: "vehicle/12C1\(1000 + number % 7)", time: now,
      data: ["passage": .string("\(passage)".lowercased()), "n": .integer(Int64(number))])
  }

  private static func plate(_ text: String) -> PlateConsensus {
    PlateConsensus(
      text: text, raw: text, country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.97, trusted: true,
      agreeingFrames: 5, characters: text.map { CharacterRead($0, probability: 0.99) }, camera: "front")
  }
}

enum Console {
  /// A line, past every buffer.
  static func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
  /// With `HAMMER_ACK` in the environment nothing goes on before a confirmation was read and answered with a line.
  private static let acks = ProcessInfo.processInfo.environment["HAMMER_ACK"] != nil

  static func confirm(_ line: String) {
    say(line)
    if acks { _ = readLine() }
  }
}
