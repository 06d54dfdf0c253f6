/// Light, weather, lens and sensor of a picture.
public struct SceneConditions: Sendable, Hashable, Codable {
  public enum Light: String, Sendable, Codable, CaseIterable {
    case day, dusk, night
    /// Night seen by an infra-red camera with its own lamp: grey, plates bright.
    case infrared
  }

  public var light: Light
  /// Nothing … a cloudburst, 0…1.
  public var rain: Double
  /// Length of the motion blur in pixels; a drive-through adds that of its own motion.
  public var motion: Double
  /// Radius of the defocus in pixels.
  public var defocus: Double
  /// Sensor noise in grey values.
  public var noise: Double
  /// How much lamps dazzle, 0…1; only lamps that are on.
  public var glare: Double
  /// On vehicle and plate, 0…1.
  public var dirt: Double
  /// 1 leaves it as drawn.
  public var contrast: Double
  /// Grey values added.
  public var brightness: Double
  /// 1…100; what the camera's encoder leaves.
  public var jpegQuality: Int

  public init(
    light: Light = .day, rain: Double = 0, motion: Double = 0, defocus: Double = 0.6, noise: Double = 2.5,
    glare: Double = 0, dirt: Double = 0.15, contrast: Double = 1, brightness: Double = 0, jpegQuality: Int = 90
  ) {
    self.light = light
    self.rain = rain
    self.motion = motion
    self.defocus = defocus
    self.noise = noise
    self.glare = glare
    self.dirt = dirt
    self.contrast = contrast
    self.brightness = brightness
    self.jpegQuality = jpegQuality
  }

  public static let day = SceneConditions()
  public static let dusk = SceneConditions(light: .dusk, noise: 5, glare: 0.3)
  public static let night = SceneConditions(light: .night, noise: 8, glare: 0.6)
  public static let infrared = SceneConditions(light: .infrared, noise: 6, glare: 0.35)
  public static let rain = SceneConditions(rain: 0.6, defocus: 0.9, noise: 4, dirt: 0.3, contrast: 0.85)

  /// What is usual in this light.
  public static func preset(_ light: Light) -> SceneConditions {
    switch light {
    case .day: .day
    case .dusk: .dusk
    case .night: .night
    case .infrared: .infrared
    }
  }

  /// Nothing but what is drawn: for measuring.
  public static let perfect = SceneConditions(defocus: 0, noise: 0, dirt: 0, jpegQuality: 100)

  /// Anything a camera at a gate meets; `light` fixes the light.
  public static func random(light fixed: Light? = nil, using random: inout some RandomNumberGenerator)
    -> SceneConditions
  {
    let light = fixed ?? random.pick([.day, .day, .day, .dusk, .night, .night, .infrared])
    let dark = light != .day
    return SceneConditions(
      light: light, rain: random.chance(0.2) ? random.real(0.1...1) : 0,
      motion: random.chance(0.35) ? random.real(0...7) : 0,
      defocus: random.chance(0.3) ? random.real(0.8...2.6) : random.real(0.2...0.9),
      noise: dark ? random.real(2...15) : random.real(0.5...7), glare: random.real(0...1),
      dirt: random.chance(0.5) ? random.real(0...0.25) : random.real(0.2...0.9), contrast: random.real(0.7...1.2),
      brightness: random.real(-18...18), jpegQuality: random.integer(40...96))
  }
}
