import Border
import Foundation
import Testing

@testable import Recognition

@Suite("Picture reports")
struct ReportTests {
  private let reading = FrameReading(
    width: 1280, height: 720,
    plates: [
      PlateRead(
        text: "12C12345", raw: "12C-12345", country: .vietnam, kind: .car, lines: 2, colour: .white, confidence: 0.97,
        trusted: true,
        quad: Quad(
          topLeft: Point(x: 1, y: 2), topRight: Point(x: 3, y: 4), bottomRight: Point(x: 5, y: 6),
          bottomLeft: Point(x: 7, y: 8)), characters: [CharacterRead("1", probability: 0.99)])
    ],
    timings: .init(
      decode: .microseconds(3100), detect: .milliseconds(4), read: .microseconds(6200), total: .microseconds(10_900)),
    cpu: .microseconds(10_700))

  private func json(_ report: PictureReport) throws -> String {
    String(decoding: try JSONCoding.encoder().encode(report), as: UTF8.self)
  }

  @Test func `a line holds exactly the keys of the contract`() throws {
    #expect(
      try json(.read(file: "a.jpg", reading)) == """
        {"cpu_ms":10.7,"file":"a.jpg","height":720,"plates":[{"characters":[{"c":"1","p":0.99}],"colour":"white",\
        "confidence":0.97,"country":"VN","kind":"car","lines":2,"quad":[[1,2],[3,4],[5,6],[7,8]],"raw":"12C-12345",\
        "text":"12C12345","trusted":true}],"timings_ms":{"decode":3.1,"detect":4,"read":6.2,"total":10.9},"width":1280}
        """)
  }

  @Test func `a failure is a line of its own`() throws {
    let report = PictureReport.failed(file: "b.jpg", error: "is empty")
    #expect(report.isFailure)
    #expect(try json(report) == #"{"error":"is empty","file":"b.jpg"}"#)
    #expect(report.description == "b.jpg: is empty")
  }

  @Test func `people get a line for the picture and one for each plate`() {
    #expect(
      PictureReport.read(file: "a.jpg", reading).description == """
        a.jpg: 1280x720, 1 plate, 10.9 ms
          12C12345  trusted, 97 %, VN car, white, 2 rows, in doubt: 1
        """)
  }
}
