/// The best photographs so far of each plate that is followed.
struct Album {
  private struct Page {
    var photographs: Photographs
    var quality: Double
    /// Quality of what was last handed out; 0 while nothing was.
    var handedOut = 0.0
  }

  /// A picture must be so much better to be taken: each costs an encoding.
  private static let better = 1.15
  /// And so much better to be handed out after another: each is kept on disk.
  private static let muchBetter = 1.4

  private var pages: [Int: Page] = [:]

  /// Takes the picture of a track if it is clearly the best so far.
  mutating func consider(_ track: Int, quality: Double, _ make: () throws -> Photographs) {
    guard quality > (pages[track].map { $0.quality * Self.better } ?? 0), let photographs = try? make() else { return }
    pages[track] = Page(photographs: photographs, quality: quality, handedOut: pages[track]?.handedOut ?? 0)
  }

  /// The best of a track, if it is the first, or much better than what was handed out before.
  mutating func news(of track: Int) -> Photographs? {
    guard let page = pages[track], page.quality > page.handedOut * Self.muchBetter else { return nil }
    pages[track]?.handedOut = page.quality
    return page.photographs
  }

  /// Forgets every other track.
  mutating func keep(_ tracks: [Int]) { pages = pages.filter { tracks.contains($0.key) } }
}
