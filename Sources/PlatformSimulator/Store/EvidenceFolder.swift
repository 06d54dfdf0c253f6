import Border
import Crypto
import Foundation

/// Pictures by their hash; one that is not whole yet has the ending `.part`.
///
/// An actor, so that two pieces of one picture are never written at once.
actor EvidenceFolder {
  enum State: Equatable {
    case absent
    case partial(Int)
    case whole(Int)
  }

  enum Outcome: Equatable {
    case created
    case hadIt
    case partial(Int)
    /// The piece does not begin where the platform's part ends.
    case elsewhere(Int)
    case hashDiffers
  }

  private let directory: String

  init(directory: String) { self.directory = directory }

  func state(of hash: EvidenceHash) -> State {
    if let size = size(path(hash)) { return .whole(size) }
    return size(path(hash) + ".part").map { .partial($0) } ?? .absent
  }

  /// - Parameter offset: where the piece begins in the whole of `total` bytes.
  func put(_ hash: EvidenceHash, piece: Data, offset: Int, total: Int) throws -> Outcome {
    if size(path(hash)) != nil { return .hadIt }
    let part = path(hash) + ".part"
    let there = size(part) ?? 0
    // From the beginning is always allowed: whoever sends has lost its place.
    guard offset == there || offset == 0 else { return .elsewhere(there) }
    if offset == 0 {
      try piece.write(to: URL(fileURLWithPath: part))
    } else {
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: part))
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: piece)
    }
    guard offset + piece.count == total else { return .partial(offset + piece.count) }
    let content = try Data(contentsOf: URL(fileURLWithPath: part))
    guard ReceivedEvent.hex(SHA256.hash(data: content)) == hash.rawValue else {
      try FileManager.default.removeItem(atPath: part)
      return .hashDiffers
    }
    try FileManager.default.moveItem(atPath: part, toPath: path(hash))
    return .created
  }

  private func path(_ hash: EvidenceHash) -> String { "\(directory)/\(hash)" }

  private func size(_ path: String) -> Int? {
    (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
  }
}
