import Border
import Testing

@testable import Scenes

@Suite struct PlateTests {
  @Test func everyRandomPlateIsLawful() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<400 {
      let plate = DrawnPlate.random(.even, using: &random)
      let match = PlateGrammar.match(plate.text, rows: plate.lines, colour: plate.colour)
      #expect(match?.substituted == [], "\(plate.text) does not fit the grammar as it stands")
      #expect(plate.kind == match?.pattern.kind)
      #expect(plate.country == match?.pattern.country)
    }
  }

  @Test func everySortOfPlateIsOfTheKindItSays() {
    var random = SeededGenerator(seed: 12)
    for sort in PlateSort.allCases {
      for _ in 0..<20 {
        let plate = sort.plate(&random)
        #expect(plate.country == sort.country, "\(sort): \(plate.text)")
        #expect(plate.kind == sort.kind, "\(sort): \(plate.text)")
      }
    }
  }

  @Test func everyFormatKeepsItsMarksOnTheBlankAndApart() {
    var random = SeededGenerator(seed: 13)
    for _ in 0..<200 {
      let plate = DrawnPlate.random(.even, using: &random)
      let marks = PlateLayout(plate).marks
      for mark in marks {
        #expect(mark.x >= 0 && mark.x + mark.width <= plate.format.width, "\(plate.text) leaves its blank")
        #expect(mark.y >= 0 && mark.y + mark.height <= plate.format.height, "\(plate.text) leaves its blank")
      }
      for (a, b) in zip(marks, marks.dropFirst()) where a.y < b.y + b.height && b.y < a.y + a.height {
        #expect(a.x + a.width <= b.x + 0.01, "\(plate.text): marks overlap")
      }
    }
  }

  @Test(
    arguments: [
      ("12C12345", PlateFormat.vietnamLong, ["12C-123.45"]), ("12C12345", .vietnamShort, ["12C", "123.45"]),
      ("12C1234", .vietnamOldShort, ["12C", "1234"]), ("12RM01234", .vietnamShort, ["12RM", "012.34"]),
      ("12R1234", .vietnamShort, ["12R", "1234"]), ("12LD12345", .vietnamLong, ["12LD-123.45"]),
      ("59L212345", .vietnamMotorcycle, ["59-L2", "123.45"]), ("80601NG01", .vietnamLong, ["80-601-NG-01"]),
    ])
  func vietnamesePlatesArePrintedWithTheirDashAndDot(text: String, format: PlateFormat, rows: [String]) {
    #expect(PlateLayout.vietnameseRows(DrawnPlate(text, format: format)) == rows)
  }

  @Test func armyPlatesArePrintedInPairs() {
    #expect(PlateLayout.vietnameseRows(DrawnPlate("TM1234", colour: .red)) == ["TM-12-34"])
  }

  @Test func aPlateIsWhatItsTextSays() {
    let trailer = DrawnPlate("桂F1234挂")
    #expect(trailer.kind == .trailer && trailer.country == .china)
    #expect(trailer.format == .chinaTwoLine && trailer.colour == .yellow)
    let tractor = DrawnPlate("12c-123.45")
    #expect(tractor.text == "12C12345" && tractor.kind == .car && tractor.lines == 1)
    let unknown = DrawnPlate("ABC")
    #expect(unknown.kind == .unknown && unknown.country == .unknown)
  }

  @Test func everySortOfPlateDrawsItsInkOnItsGround() throws {
    let painter = PlatePainter(fonts: try FontBook.load())
    var random = SeededGenerator(seed: 14)
    for sort in PlateSort.allCases {
      let plate = sort.plate(&random)
      let picture = try painter.picture(of: plate, pixelsPerMillimetre: 1)
      let colours = PlateColours(plate, fading: 0)
      for mark in PlateLayout(plate).marks {
        // Every mark has ink in its cell, and ground too.
        var ink = 0
        var ground = 0
        for y in Int(mark.y)..<Int(mark.y + mark.height) {
          for x in Int(mark.x)..<Int(mark.x + mark.width) {
            let pixel = picture.colour(x, y)
            let wanted = mark.red ? Colour(0xB5161B) : colours.ink
            if pixel.distance(to: wanted) < 0.12 { ink += 1 }
            if pixel.distance(to: wanted) > 0.3 { ground += 1 }
          }
        }
        #expect(ink > 5, "\(sort) \(plate.text): no ink for \(mark.shape)")
        if case .character = mark.shape { #expect(ground > 5, "\(sort) \(plate.text): \(mark.shape) is a block") }
      }
    }
  }
}

extension Picture {
  func colour(_ x: Int, _ y: Int) -> Colour {
    let i = 3 * (y * width + x)
    return Colour(Double(bytes[i + 2]) / 255, Double(bytes[i + 1]) / 255, Double(bytes[i]) / 255)
  }
}

extension Colour {
  func distance(to other: Colour) -> Double {
    max(abs(red - other.red), abs(green - other.green), abs(blue - other.blue))
  }
}
