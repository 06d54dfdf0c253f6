internal import Border

/// One cut of a plate, what the readers said of its rows, and what that makes.
struct PlateView {
  var lines: Int
  var colour: PlateColour
  /// As the readers see them.
  var rows: [GreyPatch]
  /// A list of voices a row.
  var voices: [[RowFusion.Voice]]
  /// Of one row as it lies in the picture, in pixels, however wide the cut is.
  var rowHeight: Double
  /// Then the reader of low rows has read it first.
  var isBlurred: Bool
  /// A shadow's edge lies across it: a character on that edge is misread surely, so the plate is never trusted.
  var isShaded: Bool
  var result: PlateReading.Result

  /// Steps between characters by which a row's ends may differ: corners that are off take half a step.
  private static let roomForOne = 0.8

  /// Whether a row has room for another character at one end and not at the other, by the places that the first reader gives.
  var hasRoomAtOneEnd: Bool {
    zip(rows, voices).contains { row, voices in
      guard let best = voices.first?.reading.best, best.places.count >= 3, let step = best.step,
        let first = best.places.first, let last = best.places.last
      else { return false }
      return abs(first - (Double(row.width) - last)) > Self.roomForOne * step
    }
  }

  /// Whether part of a character is hidden, by the places that the first reader gives.
  var hasBrokenCharacter: Bool {
    zip(rows, voices).contains { row, voices in
      voices.first.map { BrokenCharacter.isSeen(in: row, $0.reading.best) } ?? false
    }
  }

  /// Whether nothing was read of one of its rows: then it may have one row, with much around it.
  var hasEmptyRow: Bool { voices.contains { $0.first?.reading.best.characters.isEmpty ?? true } }

  init(
    lines: Int, colour: PlateColour, rows: [GreyPatch], rowHeight: Double, isBlurred: Bool, isShaded: Bool,
    voices: [[RowFusion.Voice]]
  ) {
    (self.lines, self.colour, self.rows) = (lines, colour, rows)
    (self.rowHeight, self.voices) = (rowHeight, voices)
    (self.isBlurred, self.isShaded) = (isBlurred, isShaded)
    result = PlateReading.result(rows: voices.map(RowFusion.candidates), colour: colour)
  }

  /// The same cut with other voices.
  func with(_ voices: [[RowFusion.Voice]]) -> PlateView {
    PlateView(
      lines: lines, colour: colour, rows: rows, rowHeight: rowHeight, isBlurred: isBlurred, isShaded: isShaded,
      voices: voices)
  }

  /// Several cuts of one plate, their voices heard together. Cuts of one picture are no independent witnesses: together
  /// they weigh no more than one.
  ///
  /// - Precondition: there is at least one, and all have the same layout.
  static func joined(_ views: [PlateView]) -> PlateView {
    let first = views[0]
    let voices = first.voices.indices.map { row in
      views.flatMap { view in
        view.voices[row].map { RowFusion.Voice(reading: $0.reading, weight: $0.weight / Double(views.count)) }
      }
    }
    return first.with(voices)
  }
}
