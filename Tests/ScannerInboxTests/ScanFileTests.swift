import Border
import Foundation
import Testing

@testable import ScannerInbox

@Suite struct ScanFileTests {
  static func parse(_ text: String, limits: ScanLimits = ScanLimits()) throws(ScanFileError) -> ScanFile {
    try ScanFile(parsing: Data(text.utf8), name: "scan.txt", limits: limits)
  }

  @Test func everyFieldOfAJSONResultIsRead() throws {
    let file = try Self.parse(Examples.json())
    #expect(
      file.result
        == ScanResult(
          id: "S-0001", device: "scanner-1", startedAt: Timestamp.parse("2026-11-23T08:00:00Z"),
          endedAt: Timestamp.parse("2026-11-23T08:03:30Z"), plates: ["12C-123.45", "12RM-012.34"],
          containers: ["CSQU3054383", "CSQU3054384"], declarationNumber: "2026112300042", conclusion: .notSuspicious,
          radiation: [
            RadiationAlarm(
              category: "Gamma-Neutron", raisedAt: Timestamp.parse("2026-11-23T08:01:00Z"), description: "portal 2")
          ],
          pictures: [], note: "seal & lock"))
    #expect(file.site == "CKHN")
    #expect(file.direction == "entry")
    #expect(file.pictures.map(\.name) == ["S-0001-side.jpg"])
    #expect(file.pictures.map(\.size) == [Examples.picture.count])
    #expect(file.pictures.map(\.hash.rawValue) == [Examples.hash(Examples.picture)])
    #expect(file.warnings == ["container CSQU3054384 has a wrong check digit; ISO 6346 calls for 3"])
  }

  @Test func theSameResultAsXMLMeansTheSame() throws {
    var json = try Self.parse(Examples.json())
    let xml = try Self.parse(Examples.xml)
    #expect(json.contentHash != xml.contentHash)
    json.contentHash = xml.contentHash
    #expect(json == xml)
  }

  @Test func anAlarmOfAnUnknownCategoryOrOfNoneIsStillAnAlarm() throws {
    let json = try Self.parse(#"{"scanId":"1","device":"d","radiation":["Muon",{}]}"#)
    #expect(json.result.radiation.map(\.category) == ["Muon", "unknown"])
    let xml = try Self.parse(
      "<scanResult><scanId>1</scanId><device>d</device><radiation><alarm>Muon</alarm><alarm/></radiation></scanResult>")
    #expect(xml.result.radiation.count == 2)
  }

  /// Forms that the documentation does not show, but that a scanner's export may have.
  @Test(arguments: [
    "<radiation>Gamma</radiation>", "<radiation>Gamma<alarm/></radiation>",
    "<radiation><alarm><category>Gamma</category><raisedAt>noon</raisedAt></alarm></radiation>",
  ])
  func anAlarmOfAnotherFormIsStillAnAlarm(_ radiation: String) throws {
    let file = try Self.parse("<scanResult><scanId>1</scanId><device>d</device>\(radiation)</scanResult>")
    #expect(file.result.radiation.contains { $0.category == "Gamma" })
  }

  @Test func anAlarmAloneOrWithATimeThatIsNoneIsStillAnAlarm() throws {
    for radiation in [#""Gamma""#, #"{"category":"Gamma"}"#, #"[{"category":"Gamma","raisedAt":"noon"}]"#] {
      let file = try Self.parse(#"{"scanId":"1","device":"d","radiation":\#(radiation)}"#)
      #expect(file.result.radiation.map(\.category) == ["Gamma"])
    }
    let late = try Self.parse(#"{"scanId":"1","device":"d","radiation":[{"raisedAt":"noon","description":"x"}]}"#)
    #expect(late.result.radiation == [.init(category: "unknown", raisedAt: nil, description: "x; raised at \"noon\"")])
  }

  /// The words that are looked for are spelt otherwise there, and the parser would find them.
  @Test(arguments: [" = ", "\n=\t", "="])
  func noOtherEncodingReachesTheParser(_ equals: String) {
    let text =
      "<?xml version='1.0' encoding\(equals)'UTF-7'?>+ADw-!DOCTYPE scanResult [+ADw-!ENTITY a 'got in'>]>"
      + "<scanResult><scanId>1</scanId><device>d</device><note>&a;</note></scanResult>"
    let error = #expect(throws: ScanFileError.self) { try Self.parse(text) }
    #expect(error?.cause == "declares another encoding than UTF-8: set the scanner to write UTF-8")
  }

  @Test func theWordEncodingElsewhereIsOnlyAWord() throws {
    let file = try Self.parse(
      "<scanResult><scanId>1</scanId><device>d</device><note>encoding='UTF-7' ?></note></scanResult>")
    #expect(file.result.note == "encoding='UTF-7' ?>")
  }

  @Test func noConclusionIsNotClear() throws {
    #expect(try Self.parse(#"{"scanId":"1","device":"d"}"#).result.conclusion == .notConcluded)
    #expect(try Self.parse(#"{"scanId":"1","device":"d","conclusion":"nghi vấn"}"#).result.conclusion == .suspicious)
  }

  @Test func anUnknownConclusionIsNoneAndNoted() throws {
    let file = try Self.parse(
      #"{"scanId":"1","device":"d","plates":["12C12345"],"conclusion":"clear","note":"n","radiation":[{"category":"Gamma"}]}"#
    )
    #expect(file.result.conclusion == .notConcluded)
    #expect(file.result.note == "n\nconclusion \"clear\" is not known: taken as not concluded")
    #expect(file.warnings == ["conclusion \"clear\" is not known: taken as not concluded"])
    #expect(file.result.radiation.count == 1)
  }

  static let refused: [(text: String, cause: String)] = [
    ("", "is empty"),
    ("hello", "is neither JSON nor XML"),
    (#"{"scanId":"1","dev"#, "is no whole JSON document: it may have been cut off; have the scanner write it again"),
    (
      "<scanResult><scanId>1</scanId>",
      "is no whole XML document: it may have been cut off; have the scanner write it again"
    ),
    (#"{"device":"d"}"#, "has no scanId: without it a repeat cannot be told from a new scan"),
    (#"{"scanId":"1"}"#, "has no device: name the scanner"),
    ("<result><scanId>1</scanId></result>", "does not begin with <scanResult>: see docs/scanner-results.md"),
    (
      "<!DOCTYPE scanResult SYSTEM \"file:///etc/passwd\"><scanResult/>",
      "has a DOCTYPE: remove it; a result needs none, and none is read"
    ),
    (
      "<!doctype x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><scanResult><scanId>&b;</scanId></scanResult>",
      "has a DOCTYPE: remove it; a result needs none, and none is read"
    ),
    (
      "<scanResult><scanId>&outside;</scanId></scanResult>",
      "is no whole XML document: it may have been cut off; have the scanner write it again"
    ),
    (
      "<?xml version=\"1.0\" encoding=\"UTF-7\"?><scanResult/>",
      "declares another encoding than UTF-8: set the scanner to write UTF-8"
    ),
    (
      #"{"scanId":"1","device":"d","startedAt":"noon"}"#,
      "has the startedAt \"noon\": write a time with its zone, such as 2026-11-23T08:00:00+07:00"
    ),
    (#"{"scanId":"1","device":"d","plates":"12C"}"#, "has plates that are no list"),
    (#"{"scanId":"1","device":{"a":1}}"#, "has a device that is no text"),
    (
      #"{"scanId":"1","device":"d","pictures":[{"name":"../a.jpg"}]}"#,
      "lists a picture whose name is no bare file name: put pictures beside the result"
    ),
    (
      #"{"scanId":"1","device":"d","pictures":[{"name":"a.jpg"}]}"#,
      "gives no sha256 of 64 hexadecimal digits for a.jpg"
    ),
    (
      "<scanResult><scanId>1</scanId><scanId>2</scanId></scanResult>",
      "has <scanId> twice"
    ),
  ]

  @Test(arguments: refused) func whatCannotBeReadSaysWhy(_ row: (text: String, cause: String)) {
    let error = #expect(throws: ScanFileError.self) { try Self.parse(row.text) }
    #expect(error?.description == "scan.txt: \(row.cause)")
  }

  @Test func sizeDepthAndCountAreBounded() {
    var limits = ScanLimits()
    limits.resultBytes = 100
    limits.depth = 3
    limits.values = 5
    let rows = [
      (String(repeating: " ", count: 101), "is larger than 100 bytes: a result holds text only, pictures beside it"),
      ("{\"a\":[[[1]]]}", "is nested deeper than 3 levels"),
      ("{\"a\":[1,2,3,4,5,6]}", "holds more than 5 values"),
      ("<a><b><c><d/></c></b></a>", "is nested deeper than 3 levels"),
      ("<a><b/><c/><d/><e/><f/></a>", "holds more than 5 values"),
    ]
    for (text, cause) in rows {
      let error = #expect(throws: ScanFileError.self) { try Self.parse(text, limits: limits) }
      #expect(error?.cause == cause)
    }
  }

  @Test func bracketsInsideTextsDoNotCount() throws {
    var limits = ScanLimits()
    limits.depth = 2
    let file = try Self.parse(#"{"scanId":"[[[{\"{,,","device":"d"}"#, limits: limits)
    #expect(file.result.id == #"[[[{"{,,"#)
  }

  @Test func textThatIsNotUTF8IsRefused() {
    let error = #expect(throws: ScanFileError.self) {
      try ScanFile(parsing: Data([0xFF, 0xFE, 0x3C, 0x00]), name: "a\u{1B}[2J.xml")
    }
    #expect(error?.description == "a?[2J.xml: is not text in UTF-8: set the scanner to write UTF-8")
  }
}
