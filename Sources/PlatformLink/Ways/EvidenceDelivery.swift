import Border
import Foundation
import Logging

/// Takes pictures to the platform, after the events that speak of them; a broken transfer goes on where it broke.
///
/// A picture that the platform refuses is set aside with its reason; one that goes wrong in another way is passed over
/// until the next round, so that neither holds up the pictures behind it.
struct EvidenceDelivery: Sendable {
  let api: PlatformAPI
  let outbox: any EvidenceOutbox
  let pieceBytes: Int
  let board: StatusBoard
  let now: @Sendable () -> Date
  let logger: Logger

  /// So many pictures in a row that go wrong are the platform's trouble, not theirs.
  private static let mostPassed = 16

  private enum Ending {
    case delivered
    case refused(String)
  }

  /// Delivers until nothing waits but what went wrong in this round.
  func deliverAll() async throws(LinkFault) {
    var passed: Set<EvidenceHash> = []
    var firstFault: LinkFault?
    while !Task.isCancelled, passed.count < Self.mostPassed {
      let passing = passed
      let next = try await store("reading the evidence that waits") {
        try await outbox.nextEvidence(passing: passing)
      }
      guard let next else { break }
      do throws(LinkFault) {
        try await note(try await deliver(next.hash, next.data), of: next.hash)
      } catch {
        guard error.isOfOneCall else { throw error }
        passed.insert(next.hash)
        firstFault = firstFault ?? error
      }
    }
    if let firstFault { throw firstFault }
  }

  private func note(_ ending: Ending, of hash: EvidenceHash) async throws(LinkFault) {
    switch ending {
    case .delivered:
      try await store("noting that evidence was delivered") { try await outbox.settleEvidence(hash, at: now()) }
      board.heard(.evidence, at: now()) { $0.picturesDelivered += 1 }
    case .refused(let reason):
      try await store("setting a refused picture aside") {
        try await outbox.refuseEvidence(hash, reason: reason, at: now())
      }
      logger.error("picture \(hash) was refused and set aside: \(reason)")
      board.heard(.evidence, at: now()) { $0.picturesRefused += 1 }
    }
  }

  private func deliver(_ hash: EvidenceHash, _ data: Data) async throws(LinkFault) -> Ending {
    var answer = try await api.evidenceState(hash)
    // Every piece moves on by at least a byte, so twice as many tries as pieces means that the platform goes in circles.
    var triesLeft = 2 * (data.count / pieceBytes + 2)
    var hasDiffered = false
    while true {
      var offset = 0
      switch answer {
      case .whole: return .delivered
      case .refused(let reason): return .refused(reason)
      case .hashDiffers:
        // Once may be a broken part that was there before; what is sent was held against its hash a moment ago.
        if hasDiffered { return .refused("the platform finds, twice, that the content does not match its hash") }
        hasDiffered = true
      case .partial(let count): offset = count
      }
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
