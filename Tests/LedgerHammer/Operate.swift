import ArgumentParser
import Border
import Foundation
import Ledger

struct Operate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Does each of the ledger's operations once, and says of each whether it was done or why not.",
    discussion: "An operation that failed is tried again at the end, as the station does.")

  @OptionGroup var options: HammerOptions
  @Option(help: "A fault that the proof must find.") var plant: Plant?

  func run() async throws {
    let ledger: Ledger
    do {
      ledger = try Ledger(
        directory: options.dir, source: HammerOptions.station, recovers: true, log: HammerOptions.quiet)
    } catch {
      Console.say("failed open: \(error)")
      return
    }
    if let recovery = ledger.recovery { Console.say("recovered \(recovery.damage)") }
    Console.say("done open")
    let facts = Facts(ledger: ledger, plant: plant)
    let first = await attempt("passage") { try await facts.passage(1) }
    if let first { await attempt("decision") { try await facts.decision(first, 1) } }
    let picture = await attempt("picture") { () async throws -> EvidenceHash in
      let hash = try await ledger.keepEvidence(Data("picture".utf8), kind: .passagePicture)
      Console.say("kept \(hash)")
      return hash
    }
    await attempt("passage with picture") { try await facts.passage(2, picture: picture) }
    await attempt("declarations") { try await ledger.apply(Self.page, receivedAt: Date()) }
    await attempt("settle") {
      let events = try await ledger.waiting(upTo: 1, bytes: 1 << 20)
      try await ledger.settle(events.map { EventAnswer(id: $0.id, outcome: .accepted) }, at: Date())
    }
    await attempt("evidence") {
      if let next = try await ledger.nextEvidence() { try await ledger.settleEvidence(next.hash, at: Date()) }
    }
    await attempt("retention") { try await ledger.applyRetention(now: Date()) }
    await attempt("look") { try await ledger.passageViews(limit: 10) }
    // What failed once is tried again later; by then the disk may work.
    await attempt("passage again") { try await facts.passage(3) }
    await attempt("close") { try ledger.close() }
  }

  @discardableResult
  private func attempt<Value>(_ name: String, _ work: () async throws -> Value) async -> Value? {
    do {
      let value = try await work()
      Console.say("done \(name)")
      return value
    } catch {
      Console.say("failed \(name): \(error)")
      return nil
    }
  }

  private static let page = DeclarationPage(
    items: [
      .init(
        declaration: Declaration(
          id: "d-1", version: 1, number: "2026112300001", state: .open, gate: "CKHN", direction: .entry,
          validFrom: nil, validUntil: nil, vehicles: [DeclaredVehicle(plate: "12C11001", trailer: nil, containers: [])],
          requirements: [:], goods: []),
        document: ["id": "d-1", "version": 1])
    ], tombstones: [], cursor: "c", hasMore: false)
}
