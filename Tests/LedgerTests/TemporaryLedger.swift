import Border
import Foundation
import Logging

@testable import Ledger

/// A directory that goes away with its scope, whether the body passes, fails or throws.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let directory = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try await body(directory)
}

func withLedger<Result>(_ body: (Ledger) async throws -> Result) async throws -> Result {
  try await withDirectory { directory async throws in
    let ledger = try open(directory)
    defer { try? ledger.close() }
    return try await body(ledger)
  }
}

func open(_ directory: String, source: String = station) throws -> Ledger {
  try Ledger(directory: directory, source: source, log: Logger(label: "test"))
}

let station = "/gates/CKHN/stations/hn-barrier-1"

/// 23 November 2026, 08:00 UTC.
let eight = Date(timeIntervalSince1970: 1_795_420_800)

func id(_ number: Int) -> UUID {
  UUID(uuid: (1, 2, 3, 4, 5, 6, 0x70, 8, 0x80, 0, 0, 0, 0, 0, UInt8(number / 256), UInt8(number % 256)))
}

func draft(
  _ number: Int, _ type: EventType = .passageAssessed, subject: String = "passage/1", data: JSONValue = ["n": 1]
) -> EventDraft {
  EventDraft(id: id(number), type: type, subject: subject, time: eight + Double(number), data: data)
}

func consensus(_ text: String) -> PlateConsensus {
  PlateConsensus(
    text: text, raw: text, country: .vietnam, kind: .car, colour: .white, lines: 1, confidence: 0.97, trusted: true,
    agreeingFrames: 5, characters: text.map { CharacterRead($0, probability: 0.99) }, camera: "front")
}

func passage(
  _ number: Int, plate: String? = "12C12345", trailer: String? = nil, endedAt: Date? = nil,
  pictures: [EvidenceHash] = []
) -> Passage {
  Passage(
    id: id(number), lane: "in-1", direction: .entry, startedAt: eight + Double(number), endedAt: endedAt,
    tractor: plate.map(consensus), trailer: trailer.map(consensus), container: "CSQU3054383",
    pictures: pictures.map {
      PassagePicture(subject: .overview, evidence: $0, camera: "front", capturedAt: eight)
    })
}

let check = Verdict(
  advice: .check, checks: [Check(.plate, .unknown, reason: .plateUncertain, found: "12C12345")], declaration: "d-1",
  suggestions: ["d-2"])

func decision(
  _ number: Int, _ kind: Decision.Kind = .confirm, officer: String = "officer-1", note: String = "", at: Date = eight
) -> Decision {
  Decision(
    passage: id(number), kind: kind, reasons: [], note: note, officer: officer, decidedAt: at, shown: check)
}

func item(
  _ name: String, version: Int64 = 1, plate: String? = "12C-123.45", trailer: String? = nil,
  containers: [String] = [], goods: String = "dragon fruit"
) -> DeclarationPage.Item {
  let declaration = Declaration(
    id: name, version: version, number: "20261123-\(name)", state: .open, gate: "CKHN", direction: .entry,
    validFrom: eight, validUntil: eight + 86_400,
    vehicles: [DeclaredVehicle(plate: plate, trailer: trailer, containers: containers)],
    requirements: [.customs: Requirement(state: .pending)], goods: [goods])
  return DeclarationPage.Item(
    declaration: declaration, document: ["id": .string(name), "version": .integer(version), "goods": .string(goods)])
}

func page(
  _ items: [DeclarationPage.Item], tombstones: [DeclarationPage.Tombstone] = [], cursor: String = "c1",
  hasMore: Bool = false
) -> DeclarationPage {
  DeclarationPage(items: items, tombstones: tombstones, cursor: cursor, hasMore: hasMore)
}
