import ArgumentParser
import Border
import Foundation
import Ledger
import PlatformLink

struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes facts as fast as it goes and delivers them, until it is killed or the seconds are over.")

  @OptionGroup var options: HammerOptions
  @Option(help: "The platform; without it nothing is delivered.") var url: String?
  @Option var seconds: Double = 60
  @Option(help: "Ends after so many passages.") var count: Int = .max
  @Option var plant: Plant?

  func run() async throws {
    let ledger = try Ledger(
      directory: options.dir, source: HammerOptions.station, recovers: true, log: HammerOptions.quiet)
    if let recovery = ledger.recovery { Console.say("recovered \(recovery.damage)") }
    let facts = Facts(ledger: ledger, plant: plant)
    let end = Date().addingTimeInterval(seconds)
    let (count, url, plant) = (count, url, plant)
    try await withThrowingTaskGroup(of: Void.self) { group in
      if let url {
        let link = try Delivery.link(ledger, url: url, plant: plant)
        group.addTask { await link.run() }
      }
      Console.say("started")
      var number = 0
      while Date() < end, number < count {
        number += 1
        let picture = number.isMultiple(of: 8) ? try await Self.picture(number, ledger) : nil
        let passage = try await facts.passage(number, picture: picture)
        if number.isMultiple(of: 3) { try await facts.decision(passage, number) }
      }
      group.cancelAll()
    }
    try ledger.close()
  }

  private static func picture(_ number: Int, _ ledger: Ledger) async throws -> EvidenceHash {
    var generator = SystemRandomNumberGenerator()
    let data = Data((0..<3000).map { _ in UInt8.random(in: 0...255, using: &generator) })
    let hash = try await ledger.keepEvidence(data, kind: .passagePicture)
    Console.confirm("kept \(hash)")
    return hash
  }
}

/// The link to the platform, quick to try again.
enum Delivery {
  static func link(_ ledger: Ledger, url: String, plant: Plant?) throws -> PlatformLink {
    let outbox: any Outbox = plant == .newIDs ? ForgetfulOutbox(ledger: ledger) : ledger
    return try PlatformLink(
      settings: .init(
        url: url, lookEvery: .milliseconds(50), batch: .init(count: 20),
        backoff: .init(base: .milliseconds(5), cap: .milliseconds(50))),
      declarations: ledger, outbox: outbox, evidence: ledger, heartbeat: { ["station": "hammer"] },
      logger: HammerOptions.quiet)
  }
}

/// The planted fault: what is sent again is no longer known as what it was.
final class ForgetfulOutbox: Outbox {
  private let ledger: Ledger

  init(ledger: Ledger) { self.ledger = ledger }

  func waiting(upTo count: Int, bytes: Int) async throws -> [WaitingEvent] {
    try await ledger.waiting(upTo: count, bytes: bytes).map { event in
      var event = event
      var fields = try JSONValue(parsing: event.body).objectValue ?? [:]
      fields["realid"] = fields["id"]
      event.id = UUID()
      fields["id"] = .string(event.id.uuidString.lowercased())
      event.body = JSONValue.object(fields).canonical()
      return event
    }
  }

  func settle(_ answers: [EventAnswer], at date: Date) async throws {
    // The oldest waiting ones, in the order in which they were sent.
    let waiting = try await ledger.waiting(upTo: answers.count, bytes: .max)
    try await ledger.settle(
      zip(waiting, answers).map { EventAnswer(id: $0.id, outcome: $1.outcome) }, at: date)
  }

  func arrivals() -> AsyncStream<Void> { ledger.arrivals() }
}
