internal import Border

/// From a network's probabilities, a column a step, to texts (Graves et al. 2006: connectionist temporal classification).
///
/// Class 0 is the blank; a character stands for every run of its class, and a blank between two runs makes two of them.
struct CTCDecoder {
  /// Classes from 1 on.
  let alphabet: [Character]
  /// How many texts are followed at once.
  static let beamWidth = 8
  /// Classes below this probability are not followed in a step.
  private static let least: Float = 0.004

  /// The likeliest texts by prefix beam search, best first, at most `beamWidth`.
  ///
  /// - Parameter steps: `count` steps of `alphabet.count + 1` probabilities.
  func alternatives(_ steps: UnsafeBufferPointer<Float>) -> [RowReading.Alternative] {
    let classes = alphabet.count + 1
    var texts = Texts()
    var beams = [Beam(text: Texts.empty, blank: 1)]
    for (number, start) in stride(from: 0, through: steps.count - classes, by: classes).enumerated() {
      let step = UnsafeBufferPointer(rebasing: steps[start..<start + classes])
      let candidates = (1..<classes).filter { step[$0] > Self.least }
      if candidates.isEmpty {
        // The common case between characters: nothing but blank, and nothing to sort.
        for index in beams.indices { beams[index].stay(step, texts.last(beams[index].text)) }
      } else {
        beams = advanced(beams, &texts, number, step, candidates)
      }
    }
    let total = beams.reduce(0) { $0 + $1.probability }
    return beams.map { beam in
      RowReading.Alternative(
        characters: zip(texts.classes(beam.text), beam.peaks).map {
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

  /// All texts that were followed, each as the one before it and a class more: a text is a number, equal where it is equal.
  private struct Texts {
    static let empty = 0

    private struct Entry {
      var shorter: Int
      var last: Int
      /// The youngest of the texts that are longer by one, and of those the next older beside this one; 0 for none.
      var longer = 0
      var sibling = 0
    }

    private var entries = [Entry(shorter: -1, last: 0)]

    /// Its last class; 0 of the empty text.
    func last(_ text: Int) -> Int { entries[text].last }

    mutating func longer(_ text: Int, by last: Int) -> Int {
      var known = entries[text].longer
      while known != 0 {
        if entries[known].last == last { return known }
        known = entries[known].sibling
      }
      entries.append(Entry(shorter: text, last: last, sibling: entries[text].longer))
      entries[text].longer = entries.count - 1
      return entries.count - 1
    }

    func classes(_ text: Int) -> [Int] {
      var result: [Int] = []
      var text = text
      while text != Self.empty {
        result.append(entries[text].last)
        text = entries[text].shorter
      }
      return result.reversed()
    }
  }

  /// A text so far, the probability of all paths to it, and each character's highest probability on the way.
  private struct Beam {
    var text: Int
    var peaks: [Peak] = []
    /// Of the paths that end in a blank, and of those that end in the last character.
    var blank = 0.0
    var open = 0.0

    var probability: Double { blank + open }

    /// A step that adds no character.
    ///
    /// - Parameter last: the text's last class; that of the empty text, which is never open, does not matter.
    mutating func stay(_ step: UnsafeBufferPointer<Float>, _ last: Int) {
      (blank, open) = (probability * Double(step[0]), open * Double(step[last]))
    }

    /// Takes in another beam of the same text.
    mutating func join(_ other: Beam) {
      blank += other.blank
      open += other.open
      for (index, peak) in other.peaks.enumerated() where peaks[index] < peak { peaks[index] = peak }
    }
  }

  private func advanced(
    _ beams: [Beam], _ texts: inout Texts, _ number: Int, _ step: UnsafeBufferPointer<Float>, _ candidates: [Int]
  ) -> [Beam] {
    var next: [Beam] = []
    next.reserveCapacity(beams.count * (candidates.count + 1))
    func add(_ beam: Beam) {
      if let known = next.firstIndex(where: { $0.text == beam.text }) {
        next[known].join(beam)
      } else {
        next.append(beam)
      }
    }
    for beam in beams {
      let last = texts.last(beam.text)
      var staying = beam
      staying.stay(step, last)
      if let peak = beam.peaks.last, peak.probability < step[last] {
        staying.peaks[beam.peaks.count - 1] = Peak(probability: step[last], step: number)
      }
      add(staying)
      for candidate in candidates {
        // The same character again counts anew only after a blank.
        let reachable = candidate == last ? beam.blank : beam.probability
        guard reachable > 0 else { continue }
        add(
          Beam(
            text: texts.longer(beam.text, by: candidate),
            peaks: beam.peaks + [Peak(probability: step[candidate], step: number)],
            open: reachable * Double(step[candidate])))
      }
    }
    return Array(next.sorted { $0.probability > $1.probability }.prefix(Self.beamWidth))
  }
}
