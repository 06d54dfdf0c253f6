import Border
import Foundation
import Testing

@Suite struct JSONTests {
  @Test func canonicalFormSortsKeysByUTF16AndEscapesAsJCSDoes() {
    // The example of RFC 8785, section 3.2.3, without its fractions.
    let value: JSONValue = [
      "\u{20ac}": "Euro Sign", "\r": "Carriage Return", "\u{fb33}": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\u{1f600}": "Emoji: Grinning Face", "\u{80}": "Control", "\u{f6}": "Latin Small Letter O With Diaeresis",
    ]
    let expected =
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"\u{f6}\":\"Latin Small Letter O With Diaeresis\""
      + ",\"\u{20ac}\":\"Euro Sign\",\"\u{1f600}\":\"Emoji: Grinning Face\",\"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}"
    #expect(String(decoding: value.canonical(), as: UTF8.self) == expected)
  }

  @Test func canonicalFormSurvivesARoundTrip() throws {
    let value: JSONValue = ["a": [1, -2, true, .null, "x\"\\\u{1}/é"], "b": ["c": 9_007_199_254_740_993]]
    #expect(try JSONValue(parsing: value.canonical()) == value)
  }

  @Test(arguments: [
    ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00.000Z"), ("2026-11-23T08:00:00.1239", "2026-11-23T01:00:00.124Z"),
    ("2026-11-23 08:00:00", "2026-11-23T01:00:00.000Z"), ("2026-11-23T08:00:00+07:00", "2026-11-23T01:00:00.000Z"),
    ("2026-11-23T08:00:00.123456-0130", "2026-11-23T09:30:00.123Z"), ("2026-11-23", "2026-11-22T17:00:00.000Z"),
    (" 2026-11-23T08:00\t", "2026-11-23T01:00:00.000Z"),
  ])
  func timesWithoutZoneAreIndochinaTime(text: String, utc: String) throws {
    #expect(Timestamp.format(try #require(Timestamp.parse(text))) == utc)
  }

  @Test(arguments: ["", "today", "23/11/2026", "2026-13-01", "2026-11-23T25:00:00Z", "2026-11-23T08:00:00+99:00"])
  func nonsenseIsNoTime(text: String) {
    #expect(Timestamp.parse(text) == nil)
  }

  @Test func formattedTimesParseToThemselves() throws {
    for milliseconds in stride(from: 1_700_000_000_000, to: 1_700_000_010_000, by: 7) {
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      let text = Timestamp.format(date)
      #expect(Timestamp.format(try #require(Timestamp.parse(text))) == text)
      #expect(text.hasSuffix(String(format: "%03dZ", milliseconds % 1000)))
    }
  }

  /// Foundation's own style is the model, at leap days, turns of the year, before 1970, and at random.
  @Test func timesAreFormattedAsFoundationDoes() throws {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    let edges = [
      "1600-01-01T00:00:00.000Z", "1900-02-28T23:59:59.999Z", "1900-03-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z",
      "1970-01-01T00:00:00.000Z", "2000-02-29T12:00:00.001Z", "2028-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z",
    ]
    for edge in edges { #expect(Timestamp.format(try #require(Timestamp.parse(edge))) == edge) }
    for _ in 0..<2000 {
      let milliseconds = Int64.random(in: -20_000_000_000_000..<300_000_000_000_000)
      let date = Date(timeIntervalSince1970: Double(milliseconds) / 1000)
      #expect(Timestamp.format(date) == style.format(date + 0.000_1))
    }
  }

  @Test(arguments: [false, true]) func anEventsCanonicalFormIsThatOfItsObject(isClockUnsure: Bool) {
    let data: [JSONValue] = [
      [:],
      ["plate": "粤Z1234港", "n": -1, "reasons": [["code": "fee"], ["code": "scan"]], "a\"b": ["z": true, "y": .null]],
    ]
    for (number, data) in data.enumerated() {
      let draft = EventDraft(
        id: UUID(), type: EventType.allCases[number], subject: "vehicle/\"12\\C1\u{1}\"",
        time: Date(timeIntervalSince1970: 1_800_000_000.4567), data: data)
      let event = Event(
        draft: draft, source: "/gates/CKHN/stations/\"x\"", sequence: 9_007_199_254_740_993,
        previousHash: Event.firstPreviousHash, isClockUnsure: isClockUnsure)
      #expect(event.canonical() == event.cloudEvent.canonical())
    }
  }

  @Test func version7IdsSortByTimeAndCarryTheirVersion() {
    let ids = (0..<50).map { UUID.version7(at: Date(timeIntervalSince1970: 1_700_000_000 + Double($0))) }
    #expect(ids.map(\.uuidString).sorted() == ids.map(\.uuidString))
    #expect(ids.allSatisfy { $0.uuidString.dropFirst(14).first == "7" })
    #expect(ids.allSatisfy { "89AB".contains($0.uuidString.dropFirst(19).first ?? "x") })
  }
}
