import Border
import Foundation

/// Takes pictures to the platform, after the events that speak of them; a broken transfer goes on where it broke.
struct EvidenceDelivery: Sendable {
  let api: PlatformAPI
  let outbox: any EvidenceOutbox
  let pieceBytes: Int
  let board: StatusBoard
  let now: @Sendable () -> Date

  /// Delivers until nothing waits.
  func deliverAll() async throws(LinkFault) {
    while !Task.isCancelled {
      let next = try await store("reading the evidence that waits") { try await outbox.nextEvidence() }
      guard let next else { return }
      try await deliver(next.hash, next.data)
      try await store("noting that evidence was delivered") { try await outbox.settleEvidence(next.hash, at: now()) }
      board.heard(.evidence, at: now()) { $0.picturesDelivered += 1 }
    }
  }

  private func deliver(_ hash: EvidenceHash, _ data: Data) async throws(LinkFault) {
    var answer = try await api.evidenceState(hash)
    // Every piece moves on by at least a byte, so twice as many tries as pieces means that the platform goes in circles.
    var triesLeft = 2 * (data.count / pieceBytes + 2)
    while case .partial(let offset) = answer {
      triesLeft -= 1
      guard triesLeft > 0, offset <= data.count else {
        throw LinkFault(
          "PUT \(api.base)/v1/evidence/\(hash)", nonsense: "the platform claims \(offset) of \(data.count) bytes again")
      }
      // Bytes that are all there and yet not whole are sent anew.
      let start = offset == data.count ? 0 : offset
      let piece = data.dropFirst(start).prefix(pieceBytes)
      answer = try await api.putEvidence(hash, piece: Data(piece), offset: start, total: data.count)
    }
  }
}
