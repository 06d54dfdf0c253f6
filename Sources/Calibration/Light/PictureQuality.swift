import CVision
import Foundation

/// Light and sharpness of a picture or a part of one.
public struct PictureQuality: Sendable, Hashable, Codable {
  /// Levels 0…255 below which 5, 50 and 95 of a hundred pixels are.
  public var dark, middle, bright: Double
  /// Share of pixels at the white end, 0…1: what they showed is lost.
  public var clipped: Double
  /// Standard deviation of the sensor's noise in levels (Immerkær 1996).
  public var noise: Double
  /// Radius of the blur in pixels (standard deviation); nil where there is no edge to tell by.
  public var blur: Double?

  /// Range of the picture in levels, without the extremes.
  public var contrast: Double { bright - dark }

  init(_ quality: cvision_quality) {
    (dark, middle, bright) = (quality.p5, quality.p50, quality.p95)
    (clipped, noise) = (quality.white, quality.noise)
    // An edge of height c, blurred by a Gaussian of deviation s, has its steepest gradient c / (s √2π) in the middle.
    let height = quality.p99 - quality.p1
    let steep = quality.gradient - 2 * quality.noise / 8
    blur = height >= 24 && steep > 1 ? height / (steep * (2 * Double.pi).squareRoot()) : nil
  }

  /// 0 blurred … 100 as sharp as pixels can be; nil where there is nothing to tell by.
  public var sharpness: Double? { blur.map { min(100, 100 * 0.5 / max($0, 0.5)) } }
}
