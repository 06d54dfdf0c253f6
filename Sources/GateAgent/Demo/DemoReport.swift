import Border
import Foundation

/// What the demo says of each vehicle and of all, in JSON or for people.
struct DemoReport: Sendable {
  struct Row: Sendable {
    var plate: String?
    var trailer: String?
    var expected: Verdict.Advice?
    var verdict: Verdict
    var latency: Duration

    var isAsExpected: Bool { expected == nil || expected == verdict.advice }
  }

  let json: Bool

  func tell(_ row: Row) {
    let milliseconds = Int64((row.latency / .milliseconds(1)).rounded())
    if json {
      say([
        "type": "passage",
        "plate": row.plate.map { .string($0) } ?? .null,
        "trailer": row.trailer.map { .string($0) } ?? .null,
        "expected": row.expected.map { .string($0.rawValue) } ?? .null,
        "verdict": .string(row.verdict.advice.rawValue),
        "reasons": .array(row.verdict.reasons.map { .string($0.rawValue) }),
        "latency_ms": .integer(milliseconds),
      ])
    } else {
      let plates = [row.plate ?? "no plate", row.trailer].compactMap { $0 }.joined(separator: " + ")
      let reasons = row.verdict.reasons.map(\.rawValue).joined(separator: ", ")
      let note = row.isAsExpected ? "" : "   NOT AS EXPECTED: \(row.expected?.rawValue ?? "")"
      Console.say(
        "  \(plates.padding(toLength: 24, withPad: " ", startingAt: 0)) "
          + "\(row.verdict.advice.rawValue.uppercased().padding(toLength: 7, withPad: " ", startingAt: 0)) "
          + "\(milliseconds) ms  \(reasons)\(note)")
    }
  }

  func summary(passages: Int, asExpected: Int, sent: Int, acknowledged: Int) {
    if json {
      say([
        "type": "summary",
        "passages": .integer(Int64(passages)),
        "as_expected": .integer(Int64(asExpected)),
        "events_sent": .integer(Int64(sent)),
        "events_acknowledged": .integer(Int64(acknowledged)),
      ])
    } else {
      Console.say(
        "\(passages) vehicles, \(asExpected) advised as their declarations call for; "
          + "\(acknowledged) of \(sent) events acknowledged by the platform.")
    }
  }

  private func say(_ value: JSONValue) { Console.say(String(decoding: value.canonical(), as: UTF8.self)) }
}
