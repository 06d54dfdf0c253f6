/// Judges exposure where plates are: a gate's sky and headlamps may be as bright as they like.
public enum ExposureJudge {
  public enum Light: String, Sendable, Codable {
    case day, night
  }

  public struct Judgement: Sendable, Hashable, Codable {
    public var light: Light
    public var isGood: Bool
    /// What to do, most important first; empty if it is good.
    public var advice: [String]
  }

  /// - Parameters:
  ///   - scene: the whole picture.
  ///   - plates: the plates in it; without any the lane's part of the picture is judged, which says less.
  public static func judge(scene: PictureQuality, plates: [PictureQuality]) -> Judgement {
    let light: Light = scene.middle < 60 ? .night : .day
    var advice: [String] = []
    guard !plates.isEmpty else {
      if scene.bright < 40 {
        advice.append("too dark to judge: lengthen the exposure, open the iris, or light the lane")
      }
      if scene.clipped > 0.3 {
        advice.append("\(percent(scene.clipped)) of the picture is white: shorten the exposure")
      }
      return Judgement(light: light, isGood: advice.isEmpty, advice: advice)
    }
    let count = Double(plates.count)
    let clipped = plates.map(\.clipped).reduce(0, +) / count
    let contrast = plates.map(\.contrast).sorted()[plates.count / 2]
    let bright = plates.map(\.bright).sorted()[plates.count / 2]
    let noise = plates.map(\.noise).sorted()[plates.count / 2]
    if clipped > 0.25 {
      advice.append(
        "\(percent(clipped)) of the plates is white: shorten the exposure"
          + (light == .night ? ", or turn the illuminator down: plates reflect it" : ""))
    } else if bright < 90 {
      advice.append(
        light == .night
          ? "plates are dark (\(Int(bright)) of 255): turn the illuminator up or towards the stop line"
          : "plates are dark (\(Int(bright)) of 255): lengthen the exposure, but no further than 1/250 s, or open the iris"
      )
    }
    if contrast < 50 {
      advice.append("plates have little contrast (\(Int(contrast)) levels): clean the lens, or shade it from the sun")
    }
    if noise > 14 { advice.append("the picture is noisy (\(Int(noise)) levels): lower the gain and add light") }
    return Judgement(light: light, isGood: advice.isEmpty, advice: advice)
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
