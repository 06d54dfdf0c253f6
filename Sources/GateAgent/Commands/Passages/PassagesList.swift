import ArgumentParser
import Border
import Ledger

struct PassagesList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the newest vehicles with advice and decision.")

  @OptionGroup var station: StationOptions

  @Option(name: .long, help: "How many.")
  var limit: Int = 20

  func run() async throws {
    for view in try await station.ledger().passageViews(limit: limit) {
      let passage = view.passage
      let reasons = view.verdict.reasons.map(\.rawValue).joined(separator: ",")
      let decision = view.decision.map { "\($0.kind.rawValue) by \($0.officer)" } ?? "undecided"
      Console.say(
        [
          Timestamp.format(passage.startedAt), passage.lane, passage.tractor?.text ?? "-", passage.trailer?.text ?? "-",
          view.verdict.advice.rawValue, reasons.isEmpty ? "-" : reasons, decision,
        ].joined(separator: "\t"))
    }
  }
}
