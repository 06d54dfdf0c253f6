internal import Border

/// From a picture and four corners to the rows that the readers read.
///
/// The readers were trained on rows that were cut by exactly these steps, in this order: rectify, make the characters
/// dark, split, stretch the contrast. A change here is a change of what the readers know. Evening out the light, before the split, makes
/// of a plate half in a shadow what they know.
enum PlateRows {
  /// Of a rectified row, in pixels; the readers scale it down from here.
  static let rowHeight = 48
  /// Two rows up to this aspect, one above. 330 x 165 mm and 440 x 220 mm have aspect 2.0, the one-row plates 3.1 to 4.7.
  static let mostAspectOfTwoRows = 2.5
  /// No plate in use is narrower: 440 x 140 mm with one row (GA 36-2018), 190 x 140 mm with two (motorcycles), less
  /// what the detector's corners are off by.
  static let (leastAspectOfOneRow, leastAspectOfTwoRows) = (3.14, 1.3)
  /// Where the rows may be otherwise: a plate with one row looks narrower from the side, one with two looks lower from above.
  static let uncertain = 1.7...3.0
  /// Where the gap between two rows is looked for, in shares of the height. Chinese rear plates part at 0.37.
  static let split = 0.30...0.60
  /// How far both rows reach over the split, as a share of the height.
  static let overlap = 0.04

  /// How many rows a plate of this aspect most likely has.
  static func likelyLines(aspect: Double) -> Int { aspect > mostAspectOfTwoRows ? 1 : 2 }

  /// How many it may have if those make no sense; nil where that is settled.
  static func otherLines(aspect: Double) -> Int? {
    uncertain.contains(aspect) ? 3 - likelyLines(aspect: aspect) : nil
  }

  /// A cut of a plate as an upright rectangle. A plate that is seen from the side of the lane gets its width back, since the readers
  /// know characters as they are on the plate.
  ///
  /// - Parameter aspect: the plate's own, however wide the cut around it is.
  static func rectify(_ picture: Picture, _ cut: Quad, lines: Int, aspect: Double) throws(PictureError) -> GreyPatch {
    let height = rowHeight * lines
    let widening = max(1, (lines == 1 ? leastAspectOfOneRow : leastAspectOfTwoRows) / max(aspect, 0.1))
    let width = min(max(Int((Double(height) * cut.aspect * widening).rounded()), 48), 420)
    return try picture.cutGrey(cut, width: width, height: height)
  }

  /// How much of a rectified cut may show the vehicle: shares of its width from each side, of its height from above and below.
  struct Ends {
    var sideways: Double
    var upAndDown: Double

    /// Of the plate's own corners: they are off by up to a tenth of its height, and within them is its frame.
    static let own = Ends(sideways: 0.05, upAndDown: 0.08)

    init(sideways: Double, upAndDown: Double) { (self.sideways, self.upAndDown) = (sideways, upAndDown) }

    /// Of a cut with more around the plate than its own corners.
    init(of cut: Quad, around corners: Quad) {
      sideways = Self.own.sideways + max(0, 1 - corners.width / max(cut.width, 1)) / 2
      upAndDown = Self.own.upAndDown + max(0, 1 - corners.height / max(cut.height, 1)) / 2
    }
  }

  /// How much wider a rectified cut is than the plate would be from the front: made wider where it is seen from the side, and where it is
  /// seen from above its height is made what it is not. That is known of two rows, which are at most twice as wide as high.
  static func stretch(of plate: GreyPatch, _ cut: Quad, lines: Int, aspect: Double) -> Double {
    let widening = Double(plate.width) / Double(plate.height) / max(cut.aspect, 0.1)
    return widening * (lines == 2 ? max(1, aspect / 2) : 1)
  }

  /// The rows, the upper one first, dark on light, with full contrast.
  ///
  /// - Parameter plate: rectified, dark characters on light ground.
  static func rows(of plate: GreyPatch, lines: Int) -> [GreyPatch] {
    guard lines == 2 else { return [plate.stretched()] }
    let cut = splitRow(plate)
    let over = Int((overlap * Double(plate.height)).rounded(.toNearestOrEven))
    return [
      plate.rows(0..<min(plate.height, cut + over)).stretched(),
      plate.rows(max(0, cut - over)..<plate.height).stretched(),
    ]
  }

  /// Whether the characters are lighter than their ground: the ground covers more than they do. A pixel is light or dark beside its
  /// neighbours, as far as half a row away, so that neither a hot spot nor a shadow over a part of the plate is taken for its ground:
  /// one level for all of it (Otsu 1979) took the wrong side on one drawn plate in fifty.
  static func isLightOnDark(_ plate: GreyPatch) -> Bool {
    let (marginX, marginY) = (plate.width / 20, plate.height / 8)
    let means = plate.means(radius: rowHeight / 2)
    var (light, total) = (0, 0)
    for y in marginY..<plate.height - marginY {
      for index in y * plate.width + marginX..<(y + 1) * plate.width - marginX {
        if Int(plate.pixels[index]) > means[index] { light += 1 }
        total += 1
      }
    }
    return light * 2 < total
  }

  /// The line of pixels where a two-row plate parts: the least ink of those with the fewest steps from one pixel to the next along them,
  /// and the usual place where there is little to tell. Characters step from light to dark and back wherever a line cuts them. The edge of a
  /// shadow along the gap does not, and an arc of light over a row leaves more of them than the gap has: by the ink alone it was the gap.
  static func splitRow(_ plate: GreyPatch) -> Int {
    let margin = plate.width / 10
    let height = Double(plate.height)
    var (ink, steps) = ([Double](), [Double]())
    for y in 0..<plate.height {
      let row = plate.pixels[(y * plate.width + margin)..<((y + 1) * plate.width - margin)]
      ink.append(255 - Double(row.reduce(0) { $0 + Int($1) }) / Double(row.count))
      steps.append(Double(zip(row, row.dropFirst()).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }))
    }
    let (inkAround, stepsAround) = (ink.smoothed(), steps.smoothed())
    let most = max(stepsAround.max() ?? 0, 1)
    func unusual(_ y: Int) -> Double { abs(Double(y) / height - 0.46) }
    func stepped(_ y: Int) -> Double { stepsAround[y] / most + 0.5 * unusual(y) }
    let candidates = Int(height * split.lowerBound)..<Int(height * split.upperBound)
    let fewest = candidates.map(stepped).min() ?? 0
    func cost(_ y: Int) -> Double { inkAround[y] + 30 * unusual(y) }
    return candidates.filter { stepped($0) <= fewest + 0.05 }.min { cost($0) < cost($1) } ?? plate.height / 2
  }
}

extension [Double] {
  /// Each the mean of the five around it.
  fileprivate func smoothed() -> [Double] {
    indices.map { self[Swift.max(0, $0 - 2)...Swift.min(count - 1, $0 + 2)].reduce(0, +) / 5 }
  }
}
