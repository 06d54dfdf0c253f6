import Border

/// Decides, request by request, which fault strikes. Every rule counts its own matches; the first that strikes acts.
final class FaultPlan: Sendable {
  private struct Progress {
    var rule: FaultRule
    var matches = 0
    var generator: SplitMix64
  }

  private let progress: Guarded<[Progress]>

  init(_ rules: [FaultRule]) {
    progress = Guarded(
      rules.map { rule in
        var seed: UInt64 = 0
        if case .probability(_, let given) = rule.timing { seed = given }
        return Progress(rule: rule, generator: SplitMix64(seed: seed))
      })
  }

  /// Replaces the rules of a running simulator; for tests.
  func replace(_ rules: [FaultRule]) {
    let fresh = FaultPlan(rules).progress.withLock { $0 }
    progress.withLock { $0 = fresh }
  }

  func action(method: String, path: String) -> FaultRule.Action? {
    progress.withLock { progress in
      var struck: FaultRule.Action?
      for index in progress.indices {
        let rule = progress[index].rule
        guard rule.method ?? method == method, path.hasPrefix(rule.path ?? "") else { continue }
        progress[index].matches += 1
        let strikes =
          switch rule.timing {
          case .nth(let numbers): numbers.contains(progress[index].matches)
          case .every(let number): progress[index].matches.isMultiple(of: number)
          case .probability(let share, _): Double.random(in: 0..<1, using: &progress[index].generator) < share
          }
        if strikes, struck == nil { struck = rule.action }
      }
      return struck
    }
  }
}

/// Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014): the same faults for the same seed.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
