import Border
import Foundation
import Ledger

/// Takes scan results from the inbox: pictures first, then the fact with its event, then the advice anew.
struct ScanDesk: ScanReceiver {
  let ledger: Ledger
  let assessor: Assessor
  let now: @Sendable () -> Date

  func receive(_ scan: ScanResult, pictures: [Data], contentHash: EvidenceHash) async throws -> Bool {
    var scan = scan
    for picture in pictures {
      scan.pictures.append(try await ledger.keepEvidence(picture, kind: .scanPicture))
    }
    let subject =
      scan.plates.first.map { "vehicle/\(PlateKey($0))" } ?? scan.containers.first.map { "container/\($0)" }
      ?? "scan/\(scan.id)"
    let event = EventDraft(
      id: .version7(at: now()), type: .scanReceived, subject: subject, time: now(), data: EventData.scan(scan))
    let isNew = try await ledger.record(scan: scan, contentHash: contentHash, receivedAt: now(), event: event)
    if isNew { await assessor.reassess() }
    return isNew
  }
}
