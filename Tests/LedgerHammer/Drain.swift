import ArgumentParser
import Foundation
import Ledger
import PlatformLink

struct Drain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Delivers until nothing waits, without anyone's hand.")

  @OptionGroup var options: HammerOptions
  @Option var url: String
  @Option var seconds: Double = 60
  @Option var plant: Plant?

  func run() async throws {
    let ledger = try Ledger(
      directory: options.dir, source: HammerOptions.station, recovers: true, log: HammerOptions.quiet)
    if let recovery = ledger.recovery { Console.say("recovered \(recovery.damage)") }
    let link = try Delivery.link(ledger, url: url, plant: plant)
    let task = Task { await link.run() }
    let end = Date().addingTimeInterval(seconds)
    while true {
      let status = try await ledger.outboxStatus()
      if status.waiting == 0, status.picturesWaiting == 0 { break }
      guard Date() < end else {
        Console.say("left \(status.waiting) events and \(status.picturesWaiting) pictures: \(link.status.fault ?? "")")
        throw ExitCode(1)
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    task.cancel()
    await task.value
    try ledger.close()
    Console.say("drained")
  }
}
