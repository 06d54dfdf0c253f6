import Border
import Foundation
import Ledger
import Logging
public import PlatformLink

/// Looks after the station's store: lets go what has had its time or must make room, and raises an alarm where the store
/// is short of room, was damaged, or cannot be written to.
struct StorageKeeper: Sendable {
  let ledger: Ledger
  let board: StatusBoard
  let log: Logger
  let now: @Sendable () -> Date

  func run() async {
    var undelivered = 0
    repeat {
      var alarms: [String] = []
      if let recovery = ledger.recovery { alarms.append(recovery.summary) }
      if ledger.isDamaged { alarms.append("the ledger is damaged: restart the agent, which saves what can be saved") }
      do {
        undelivered += try await ledger.applyRetention(now: now()).picturesUndelivered
        try await ledger.probeWriting()
      } catch {
        alarms.append("\(error)")
      }
      if ledger.isShortOfRoom { alarms.append("the disk is nearly full: pictures are turned away, events go on") }
      if undelivered > 0 {
        alarms.append("\(undelivered) pictures were let go for lack of room before the platform had them")
      }
      board.storage(alarms: alarms)
    } while (try? await Task.sleep(for: .seconds(30))) != nil
  }
}

extension RetentionPolicy {
  init(_ keep: StationConfiguration.Keep) {
    self.init(
      pictureDays: keep.pictureDays, recordDays: keep.recordDays, pictureBytes: Int64(keep.pictureMegabytes) << 20,
      reserveBytes: Int64(keep.reserveMegabytes) << 20)
  }
}

extension StationConfiguration {
  /// Who this station is to the platform; nil where it shows no certificate.
  public var linkIdentity: PlatformLink.Settings.Identity? {
    platformTLS.map {
      .init(
        station: eventSource, files: TrustFiles(certificate: $0.certificate, key: $0.key, authority: $0.authority))
    }
  }
}
