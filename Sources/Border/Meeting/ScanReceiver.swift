public import Foundation

/// Who takes scan results from the inbox. Returning means: durable; throwing means: leave the file, try again later.
public protocol ScanReceiver: Sendable {
  /// - Parameters:
  ///   - scan: with `pictures` empty; the receiver keeps `pictures` as evidence and fills it in.
  ///   - pictures: the files' contents.
  ///   - contentHash: of the result file, to tell a repeat from a correction.
  /// - Returns: false if this very result was received before.
  func receive(_ scan: ScanResult, pictures: [Data], contentHash: EvidenceHash) async throws -> Bool
}
