internal import Border

/// How well a person would read a plate in a picture: to choose the picture that is kept.
enum PlateSharpness {
  private static let width = 128
  private static let height = 48

  /// Edges of the rectified plate against its contrast, times the root of its width in pixels; comparable between
  /// pictures of one plate only. 0 for a plate that the picture cuts off.
  ///
  /// A plate that is small or blurred has soft edges once it is brought to one size; the contrast is taken out, so that
  /// the brighter picture does not win.
  static func of(_ picture: Picture, _ quad: Quad) -> Double {
    guard quad.isInside(width: picture.width, height: picture.height),
      let patch = try? picture.cutGrey(quad, width: width, height: height)
    else { return 0 }
    return edges(patch) * min(quad.width, 400).squareRoot()
  }

  /// Mean square of the step from pixel to pixel, as a share of the difference between the dark and the light tenth. The
  /// square, because a blurred edge goes as far as a sharp one, only in more steps.
  static func edges(_ patch: GreyPatch) -> Double {
    var steps = 0
    for y in 0..<patch.height {
      var before = Int(patch.pixels[y * patch.width])
      for x in 0..<patch.width {
        let pixel = Int(patch.pixels[y * patch.width + x])
        steps += (pixel - before) * (pixel - before)
        before = pixel
      }
    }
    let histogram = Histogram(patch.pixels)
    let tenth = patch.pixels.count / 10
    let difference = histogram.level(rank: patch.pixels.count - tenth) - histogram.level(rank: tenth)
    // Where there is next to no contrast the steps are noise.
    let contrast = Double(max(difference, 24))
    return Double(steps) / Double(patch.pixels.count) / (contrast * contrast)
  }
}
