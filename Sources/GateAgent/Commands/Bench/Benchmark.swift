/// One thing that `gate-agent bench` measures.
protocol Benchmark: Sendable {
  /// Measures, and tells each figure as soon as it is known. Ends by itself, within its time.
  func measure(_ report: BenchReport) async throws
}

/// What was measured, of what, under which conditions.
struct BenchFigure: Sendable {
  /// Whose: `recognition`, `camera`, `ledger` …
  var benchmark: String
  /// What: `detect`, `frames per second` …
  var name: String
  /// Of the numbers: `ms`, `MB`, `1/s` …
  var unit: String
  /// What it depends on, in the order in which it is told: `frame` = `1280x720`.
  var conditions: [(name: String, value: String)] = []
  var samples: Samples
}

/// Measurements of one quantity; never empty.
struct Samples: Sendable {
  private let sorted: [Double]

  /// Nil without any measurement.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    sorted = values.sorted()
  }

  /// A quantity that is measured once.
  init(single value: Double) { sorted = [value] }

  var count: Int { sorted.count }
  var least: Double { sorted[0] }
  var most: Double { sorted[sorted.count - 1] }
  var median: Double { percentile(0.5) }
  var p95: Double { percentile(0.95) }

  /// By the nearest rank: always a value that was measured.
  func percentile(_ share: Double) -> Double {
    sorted[min(sorted.count - 1, max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1))]
  }
}

extension Duration {
  /// As a number, for figures.
  var inMilliseconds: Double { self / .milliseconds(1) }
}
