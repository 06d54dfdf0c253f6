import Border
import Foundation

/// Tells figures as they come: a line of text, or of JSON, each.
struct BenchReport: Sendable {
  private static let nameWidth = 72

  let json: Bool

  /// Says what is measured on: unoptimised figures mean little.
  func begin() {
    guard !json else { return }
    Console.say("\(Self.build) build, \(ProcessInfo.processInfo.activeProcessorCount) cores")
    Console.say(
      "figure".padding(toLength: Self.nameWidth, withPad: " ", startingAt: 0) + "     n    median       p95  unit")
  }

  func tell(_ figure: BenchFigure) { Console.say(json ? line(figure) : row(figure)) }

  private func row(_ figure: BenchFigure) -> String {
    let conditions = figure.conditions.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    let name = figure.benchmark + " " + figure.name + (conditions.isEmpty ? "" : " (\(conditions))")
    let samples = figure.samples
    let numbers = String(format: "%6d %9.2f %9.2f  ", samples.count, samples.median, samples.p95)
    return name.padding(toLength: max(Self.nameWidth, name.count), withPad: " ", startingAt: 0) + numbers + figure.unit
  }

  private func line(_ figure: BenchFigure) -> String {
    func number(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
    let samples = figure.samples
    let document = Line(
      benchmark: figure.benchmark, figure: figure.name, unit: figure.unit, n: samples.count,
      median: number(samples.median), p95: number(samples.p95), min: number(samples.least),
      max: number(samples.most), conditions: Dictionary(uniqueKeysWithValues: figure.conditions), build: Self.build)
    let bytes = (try? JSONCoding.encoder().encode(document)) ?? Data()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What `--json` prints, sorted by key.
  private struct Line: Encodable {
    var benchmark, figure, unit: String
    var n: Int
    var median, p95, min, max: Double
    var conditions: [String: String]
    var build: String
  }

  private static var build: String {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }
}
