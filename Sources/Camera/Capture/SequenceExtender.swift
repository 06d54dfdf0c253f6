/// Makes the driver's 32-bit frame counter one that rises for the life of the stream.
///
/// The driver starts again at 0 after each reopening, and some never count at all; gaps within one opening are kept,
/// since they say how many frames were lost.
struct SequenceExtender: Sendable {
  private var last: UInt64?
  /// The driver's count that belongs to `last`; nil after reopening.
  private var lastRaw: UInt32?

  mutating func reopened() { lastRaw = nil }

  mutating func next(_ raw: UInt32) -> UInt64 {
    let step: UInt64
    switch (last, lastRaw) {
    case (nil, _): step = 0
    case (_, nil): step = 1
    // Wraps around by itself at 2³². A count that stands still or jumps back by more than it can wrap counts as one.
    case (_, let before?):
      let difference = raw &- before
      step = difference == 0 || difference > UInt32.max / 2 ? 1 : UInt64(difference)
    }
    let result = (last ?? 0) + step
    (last, lastRaw) = (result, raw)
    return result
  }
}
