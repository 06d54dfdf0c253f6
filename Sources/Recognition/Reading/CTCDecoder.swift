internal import Border

/// From a network's probabilities, a column a step, to texts (Graves et al. 2006: connectionist temporal classification).
///
/// Class 0 is the blank; a character stands for every run of its class, and a blank between two runs makes two of them.
struct CTCDecoder {
  /// Classes from 1 on.
  let alphabet: [Character]
  /// How many texts are followed at once.
  var beamWidth = 8
  /// Classes below this probability are not followed in a step.
  var least: Float = 0.004

  /// The likeliest texts by prefix beam search, best first, at most `beamWidth`.
  ///
  /// - Parameter steps: `count` steps of `alphabet.count + 1` probabilities.
  func alternatives(_ steps: UnsafeBufferPointer<Float>) -> [RowReading.Alternative] {
    let classes = alphabet.count + 1
    var beams = [Beam()]
    for (number, start) in stride(from: 0, through: steps.count - classes, by: classes).enumerated() {
      let step = UnsafeBufferPointer(rebasing: steps[start..<start + classes])
      let candidates = (1..<classes).filter { step[$0] > least }
      beams = advance(beams, number, step, candidates)
    }
    let total = beams.reduce(0) { $0 + $1.probability }
    return beams.map { beam in
      RowReading.Alternative(
        characters: zip(beam.classes, beam.peaks).map {
          CharacterRead(alphabet[$0 - 1], probability: Double($1.probability))
        },
        probability: total > 0 ? beam.probability / total : 0,
        places: beam.peaks.map { (Double($0.step) + 0.5) / Double(steps.count / classes) })
    }
  }

  /// The highest probability of a character, and in which step it has it.
  private struct Peak: Comparable {
    var probability: Float
    var step: Int

    static func < (a: Peak, b: Peak) -> Bool { a.probability < b.probability }
  }

  /// A text so far, the probability of all paths to it, and each character's highest probability on the way.
  private struct Beam {
    var classes: [Int] = []
    var peaks: [Peak] = []
    /// Of the paths that end in a blank, and of those that end in the last character.
    var blank = 1.0
    var open = 0.0

    var probability: Double { blank + open }
  }

  private func advance(
    _ beams: [Beam], _ number: Int, _ step: UnsafeBufferPointer<Float>, _ candidates: [Int]
  ) -> [Beam] {
    // The common case between characters: nothing but blank, and nothing to sort.
    if candidates.isEmpty {
      return beams.map { beam in
        var next = beam
        (next.blank, next.open) = (beam.probability * Double(step[0]), 0)
        if let last = beam.classes.last { next.open = beam.open * Double(step[last]) }
        return next
      }
    }
    var next: [[Int]: Beam] = [:]
    func add(_ classes: [Int], peaks: [Peak], blank: Double = 0, open: Double = 0) {
      guard var known = next[classes] else {
        next[classes] = Beam(classes: classes, peaks: peaks, blank: blank, open: open)
        return
      }
      known.blank += blank
      known.open += open
      known.peaks = zip(known.peaks, peaks).map { max($0, $1) }
      next[classes] = known
    }
    for beam in beams {
      add(beam.classes, peaks: beam.peaks, blank: beam.probability * Double(step[0]))
      if let last = beam.classes.last {
        var peaks = beam.peaks
        peaks[peaks.count - 1] = max(peaks[peaks.count - 1], Peak(probability: step[last], step: number))
        add(beam.classes, peaks: peaks, open: beam.open * Double(step[last]))
      }
      for candidate in candidates {
        // The same character again counts anew only after a blank.
        let reachable = candidate == beam.classes.last ? beam.blank : beam.probability
        guard reachable > 0 else { continue }
        add(
          beam.classes + [candidate], peaks: beam.peaks + [Peak(probability: step[candidate], step: number)],
          open: reachable * Double(step[candidate]))
      }
    }
    return Array(next.values.sorted { $0.probability > $1.probability }.prefix(beamWidth))
  }
}
