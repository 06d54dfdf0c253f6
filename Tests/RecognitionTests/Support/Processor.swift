import Foundation

/// What the processor under the tests can.
enum Processor {
  /// Without it there is no fast code for the networks.
  static let hasAVX2 = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.contains(" avx2 ") == true
}
