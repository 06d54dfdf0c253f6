import Testing

@testable import Camera

@Suite struct SequenceExtenderTests {
  @Test func gapsOfTheDriverAreKept() {
    var sequence = SequenceExtender()
    #expect([0, 1, 4, 5].map { sequence.next($0) } == [0, 1, 4, 5])
  }

  @Test func theCountStartsAtZeroWhateverTheDriverStartsAt() {
    var sequence = SequenceExtender()
    #expect([7, 8].map { sequence.next($0) } == [0, 1])
  }

  @Test func reopeningGoesOnCounting() {
    var sequence = SequenceExtender()
    _ = sequence.next(0)
    _ = sequence.next(9)
    sequence.reopened()
    #expect([0, 1].map { sequence.next($0) } == [10, 11])
  }

  @Test func wrappingAroundGoesOnCounting() {
    var sequence = SequenceExtender()
    _ = sequence.next(.max - 1)
    #expect([UInt32.max, 0, 1].map { sequence.next($0) } == [1, 2, 3])
  }

  @Test func aDriverThatDoesNotCountStillGivesARisingSequence() {
    var sequence = SequenceExtender()
    #expect([0, 0, 0].map { sequence.next($0) } == [0, 1, 2])
  }

  @Test func aCountThatJumpsBackCountsAsOne() {
    var sequence = SequenceExtender()
    _ = sequence.next(100)
    #expect(sequence.next(3) == 1)
  }
}
