import Border
import CVision

extension Picture {
  /// What the light of the hour does, before lens and weather.
  mutating func light(
    _ conditions: SceneConditions, plates: [Quad], covers: [Cover] = [], lamps: [Lamp],
    pools: [(at: Point, radius: Double, gain: Double)]
  ) {
    let ambient: [Float]
    let pool: Colour
    let reflection: Double
    var saturation: Float = 1
    var vignette: Float = 0.15
    switch conditions.light {
    case .day: (ambient, pool, reflection) = ([1, 1, 1], Colour(0, 0, 0), 1)
    case .dusk: (ambient, pool, reflection) = ([0.50, 0.44, 0.42], Colour(0.5, 0.45, 0.35), 1.25)
    case .night:
      (ambient, pool, reflection) = ([0.13, 0.115, 0.11], Colour(0.85, 0.78, 0.6), 1.7)
      (saturation, vignette) = (0.85, 0.35)
    case .infrared:
      (ambient, pool, reflection) = ([0.10, 0.10, 0.10], Colour(0.9, 0.9, 0.9), 2)
      (saturation, vignette) = (0, 0.6)
    }
    var lights: [CVSceneLight] = []
    if conditions.light != .day {
      for p in pools {
        lights.append(
          CVSceneLight(
            x: Float(p.at.x), y: Float(p.at.y), radiusX: Float(p.radius), radiusY: Float(p.radius * 0.75),
            blue: Float(pool.blue * p.gain), green: Float(pool.green * p.gain), red: Float(pool.red * p.gain)))
      }
      for lamp in lamps {
        lights.append(
          CVSceneLight(
            x: Float(lamp.at.x), y: Float(lamp.at.y), radiusX: Float(lamp.core * 6), radiusY: Float(lamp.core * 5),
            blue: Float(lamp.colour.blue * lamp.strength * 0.6), green: Float(lamp.colour.green * lamp.strength * 0.6),
            red: Float(lamp.colour.red * lamp.strength * 0.6)))
      }
    }
    let reflectors = plates.map { CVSceneReflector(quad: $0.eight, gain: Float(reflection)) }
    let hidden = covers.map { CVSceneCover(quad: $0.quad.eight, over: Int32($0.plates)) }
    if conditions == .perfect { return }
    edit {
      _ = cv_scene_light(
        $0, ambient, lights, Int32(lights.count), reflectors, Int32(reflectors.count), hidden, Int32(hidden.count),
        saturation, vignette)
    }
  }

  mutating func glare(_ lamps: [Lamp], _ amount: Double) {
    for lamp in lamps {
      let bgr = [Float(lamp.colour.blue), Float(lamp.colour.green), Float(lamp.colour.red)]
      edit {
        _ = cv_scene_glare(
          $0, Float(lamp.at.x), Float(lamp.at.y), Float(lamp.core), Float(lamp.core * (2 + 7 * amount)),
          Float(lamp.strength * (0.35 + amount)), bgr)
      }
    }
  }

  /// Weather, lens, sensor and encoder, in the order in which they happen.
  mutating func expose(
    _ conditions: SceneConditions, motion: (length: Double, angle: Double), caption: Caption? = nil, seed: UInt64
  ) {
    if conditions.rain > 0 { edit { _ = cv_scene_rain($0, Float(conditions.rain), seed) } }
    edit { _ = cv_scene_blur($0, Float(motion.length), Float(motion.angle), Float(conditions.defocus)) }
    if conditions.contrast != 1 || conditions.brightness != 0 {
      edit { _ = cv_scene_tone($0, Float(conditions.contrast), Float(conditions.brightness), 1) }
    }
    if conditions.noise > 0 { edit { _ = cv_scene_noise($0, Float(conditions.noise), seed &+ 1) } }
    if let caption {
      let y = caption.low ? height - Int(caption.height) : Int(caption.height * 2)
      let bgr: [UInt8] = caption.yellow ? [40, 220, 240] : [245, 245, 245]
      edit {
        _ = cv_scene_caption($0, caption.text, Int32(caption.height), Int32(y), Float(caption.height), bgr)
      }
    }
    if conditions.jpegQuality < 100 { edit { _ = cv_scene_jpeg_artefacts($0, Int32(conditions.jpegQuality)) } }
  }
}
