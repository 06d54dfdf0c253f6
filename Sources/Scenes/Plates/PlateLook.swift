/// How one plate of a kind differs from the next: typeface, paint, wear, what holds it.
public struct PlateLook: Sendable, Hashable {
  /// Index of the typeface; 0 is the one nearest to the real dies.
  var latin = 0
  var han = 0
  /// Millimetres added to the strokes.
  var weight = 0.6
  /// Width of the characters against the layout's.
  var stretch = 1.0
  /// Height of the characters against the layout's.
  var tall = 1.0
  /// Millimetres by which the whole text is off.
  var shiftX = 0.0
  var shiftY = 0.0
  /// Rim line in the colour of the characters; 0 for none. Millimetres.
  var rim = 1.6
  /// Depth of the embossing as it shows, 0…1.
  var emboss = 0.5
  /// Faded paint, 0…1.
  var fading = 0.0
  /// Share of the ground under dirt, 0…1, and how thick it is.
  var dirtCover = 0.0
  var dirt = 0.0
  /// Edge of a shadow across the plate, in parts of its width; nil for none.
  var shadow: Double?
  var bolts = 2
  var seal = true
  /// Width of the holder around the blank in millimetres; 0 for none.
  var holder = 0.0
  var holderGrey = 0.1
  var seed: UInt64 = 1

  /// Clean, new, nearest to the real thing.
  public static let house = PlateLook()

  /// Any lawful look; with `varied` also the typefaces that are less like the real dies.
  public static func random(varied: Bool = false, dirt: Double = 0.3, using random: inout some RandomNumberGenerator)
    -> PlateLook
  {
    var look = PlateLook()
    if varied, random.chance(0.55) { look.latin = random.index(6) }
    if random.chance(varied ? 0.5 : 0.2) { look.han = 1 }
    look.weight = random.real(-0.2...2.6)
    look.stretch = random.real(0.9...1.1)
    look.tall = random.real(0.95...1.04)
    look.shiftX = random.real(-4...4)
    look.shiftY = random.real(-3...3)
    look.rim = random.chance(0.7) ? random.real(1...3.2) : 0
    look.emboss = random.real(0.1...1)
    look.fading = random.chance(0.35) ? random.real(0...0.5) : 0
    if random.chance(0.25 + dirt * 0.75) {
      look.dirt = random.real(0...1) * dirt
      look.dirtCover = random.real(0.2...0.9)
    }
    if random.chance(0.18) { look.shadow = random.real(0.05...0.95) }
    look.bolts = random.pick([0, 2, 2, 4])
    look.seal = random.chance(0.7)
    look.holder = random.chance(0.5) ? random.real(3...16) : 0
    look.holderGrey = random.pick([0.06, 0.1, 0.5, 0.75])
    look.seed = random.next()
    return look
  }
}
