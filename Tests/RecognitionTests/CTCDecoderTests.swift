import Border
import Testing

@testable import Recognition

@Suite("CTC decoder")
struct CTCDecoderTests {
  let decoder = CTCDecoder(alphabet: ["A", "B"])

  private func decode(_ steps: [[Float]]) -> [RowReading.Alternative] {
    steps.flatMap { $0 }.withUnsafeBufferPointer(decoder.alternatives)
  }

  @Test func `a run is one character, a blank between two runs makes two`() {
    let read = decode([[0, 1, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(read[0].text == "AAB")
  }

  @Test func `paths to the same text count together`() {
    // The single likeliest path is all blank (0.36); the paths to "A" sum up to 0.64.
    let read = decode([[0.6, 0.4, 0], [0.6, 0.4, 0]])
    #expect(read[0].text == "A")
    #expect(abs(read[0].probability - 0.64) < 1e-6)
    #expect(read[1].text.isEmpty)
    #expect(abs(read[1].probability - 0.36) < 1e-6)
  }

  @Test func `a character is as probable as its likeliest step`() {
    let read = decode([[0.3, 0.7, 0], [0.1, 0.9, 0], [1, 0, 0]])
    #expect(read[0].text == "A")
    #expect(abs(read[0].characters[0].probability - 0.9) < 1e-6)
  }

  @Test func `what was nearly read is the next alternative`() {
    let read = decode([[0, 1, 0], [1, 0, 0], [0, 0.3, 0.7]])
    #expect(read.map(\.text).prefix(2) == ["AB", "AA"])
  }

  @Test func `only blanks are an empty text, not no text`() {
    let read = RowReading(alternatives: decode([[1, 0, 0], [1, 0, 0]]))
    #expect(read.best.text.isEmpty)
    #expect(read.best.probability == 1)
  }
}
