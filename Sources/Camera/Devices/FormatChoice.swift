public import Border

/// Which of a device's offers to ask for: a pure function of the offers and the configuration.
public struct FormatChoice: Sendable, Hashable {
  public var format: PixelFormat
  /// The driver's code for `format`.
  public var code: String
  public var width: Int
  public var height: Int
  /// Nil leaves the rate to the driver.
  public var framesPerSecond: Double?

  /// What a lane needs when the configuration says nothing: enough pixels for a plate, enough frames to vote on.
  static let usual = (width: 1280, height: 720, framesPerSecond: 25.0)

  /// Pixels as they are before JPEG, colour before grey: a plate's ground colour is evidence, and JPEG costs a decode.
  private static let preference: [PixelFormat] = [.yuyv, .uyvy, .nv12, .rgb, .bgr, .mjpeg, .grey]

  /// The offer nearest to `settings`: first the size, then whether the rate is reached, then the least processed format.
  ///
  /// - Throws: what is offered instead, if nothing can be read or a strict wish cannot be met.
  public static func best(of offers: [FormatOffer], for settings: DeviceSettings) throws(FormatMismatch) -> FormatChoice
  {
    let readable = offers.filter { offer in
      guard let format = offer.format else { return false }
      return settings.format == nil || settings.format == format
    }
    // A height alone means that height at 16:9, and so for a width.
    let (width, height): (Int, Int) =
      switch (settings.width, settings.height) {
      case (let width?, let height?): (width, height)
      case (let width?, nil): (width, width * 9 / 16)
      case (nil, let height?): (height * 16 / 9, height)
      case (nil, nil): (usual.width, usual.height)
      }
    let rate = settings.framesPerSecond ?? usual.framesPerSecond

    var best: (rank: Rank, choice: FormatChoice)?
    for offer in readable {
      guard let format = offer.format else { continue }
      // A driver that lists no sizes is asked for the wanted one, and says then what it gives.
      let sizes = offer.sizes.isEmpty ? [FormatOffer.Size(width: width, height: height, rates: [])] : offer.sizes
      for size in sizes {
        let fastest = size.rates.max() ?? rate
        let rank = Rank(
          sizeDistance: abs(size.width - width) + abs(size.height - height),
          missingRate: max(0, rate - fastest),
          preference: preference.firstIndex(of: format) ?? preference.count)
        guard best.map({ rank < $0.rank }) ?? true else { continue }
        best = (
          rank,
          FormatChoice(
            format: format, code: offer.code, width: size.width, height: size.height,
            framesPerSecond: nearest(to: rate, in: size.rates) ?? settings.framesPerSecond)
        )
      }
    }
    guard let best else { throw FormatMismatch(wanted: settings, offers: offers) }
    if settings.isStrict, best.rank.sizeDistance > 0 { throw FormatMismatch(wanted: settings, offers: offers) }
    return best.choice
  }

  /// The slowest rate that is fast enough, else the fastest.
  private static func nearest(to rate: Double, in rates: [Double]) -> Double? {
    // Drivers round: 29.97 serves who asks for 30.
    rates.filter { $0 >= rate * 0.99 }.min() ?? rates.max()
  }

  private struct Rank: Comparable {
    var sizeDistance: Int
    var missingRate: Double
    var preference: Int

    static func < (a: Rank, b: Rank) -> Bool {
      (a.sizeDistance, a.missingRate, a.preference) < (b.sizeDistance, b.missingRate, b.preference)
    }
  }
}

/// The device offers nothing that the configuration allows.
public struct FormatMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  public var wanted: DeviceSettings
  public var offers: [FormatOffer]

  /// What is wanted and what there is, on one line.
  public var description: String {
    let size = [wanted.width, wanted.height].map { $0.map(String.init) ?? "any" }.joined(separator: "x")
    let wish = "\(wanted.format?.rawValue ?? "any format") \(wanted.width ?? wanted.height == nil ? "any size" : size)"
    guard !offers.isEmpty else { return "wanted \(wish), but it offers no format at all" }
    let list = offers.map { offer in
      ([offer.code] + offer.sizes.prefix(4).map { "\($0.width)x\($0.height)" }).joined(separator: " ")
        + (offer.format == nil ? " (not readable here)" : "") + (offer.sizes.count > 4 ? " …" : "")
    }
    return "wanted \(wish), but it offers only \(list.joined(separator: ", "))"
  }
}
