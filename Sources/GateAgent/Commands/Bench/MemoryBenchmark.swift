import Foundation

/// The most memory that the process has held so far: run last, it includes everything that was measured before.
struct MemoryBenchmark: Benchmark {
  func measure(_ report: BenchReport) async throws {
    guard let peak = Self.peakMegabytes(of: try String(contentsOfFile: "/proc/self/status", encoding: .utf8)) else {
      return
    }
    report.tell(recognition: "peak memory (VmHWM)", in: "MB", [peak], [])
  }

  /// VmHWM of a `/proc/…/status`, which is in kB; proc(5).
  static func peakMegabytes(of status: String) -> Double? {
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
  }
}
