import Border
import Foundation
import Logging
import Testing

@testable import Ledger

/// A small file system that is full: pictures are turned away first, events go on into the reserve, and when even that is
/// used up every refusal is said; with room again, everything goes on by itself.
@Suite(.serialized) struct SmallDiskTests {
  /// Eight megabytes of memory as a disk; the body does not run where none can be mounted, unless CI demands it.
  private func withSmallDisk(_ body: (String) async throws -> Void) async throws {
    try await withFolder { folder in
      guard Self.call("mount", "-t", "tmpfs", "-o", "size=8m", "none", folder) else {
        if ProcessInfo.processInfo.environment["CI"] == "true" { Issue.record("no tmpfs can be mounted: run as root") }
        print("***** THE SMALL DISK PROOF DID NOT RUN: no tmpfs can be mounted here (not root?) *****")
        return
      }
      defer { _ = Self.call("umount", "-l", folder) }
      try await body(folder)
    }
  }

  private static func call(_ program: String, _ arguments: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  private func draft(_ number: Int) -> EventDraft {
    EventDraft(
      id: .version7(at: Date()), type: .cameraLost, subject: "lane/1", time: Date(),
      data: ["n": .integer(Int64(number)), "padding": .string(String(repeating: "x", count: 3000))])
  }

  @Test func `On a full disk pictures go first, every refusal is said, and all recovers by itself`() async throws {
    try await withSmallDisk { disk in
      let ledger = try Ledger(
        directory: disk + "/data", source: "/gates/CKHN/stations/small", log: Logger(label: "test"))
      defer { try? ledger.close() }
      try await ledger.record(draft(0))
      // Something else fills the disk down to less than the reserve of a tenth.
      let ballast = disk + "/ballast"
      _ = FileManager.default.createFile(atPath: ballast, contents: nil)
      let handle = try #require(FileHandle(forWritingAtPath: ballast))
      let free = try #require(
        try FileManager.default.attributesOfFileSystem(forPath: disk)[.systemFreeSize] as? Int)
      try handle.write(contentsOf: Data(count: free - 500_000))

      let refusal = await #expect(throws: LedgerError.self) {
        try await ledger.keepEvidence(Data(count: 1000), kind: .passagePicture)
      }
      #expect(refusal?.kind == .diskFull)
      #expect(ledger.isShortOfRoom)
      try await ledger.record(draft(1))

      // Events go on until there is really nothing left.
      var (kept, full) = (2, false)
      for number in 2..<2000 where !full {
        do {
          try await ledger.record(draft(number))
          kept += 1
        } catch let error as LedgerError {
          #expect(error.kind == .diskFull)
          full = true
        }
      }
      #expect(full)
      #expect(try await ledger.outboxStatus().waiting == kept, "said to be kept and not there, or the other way")

      try handle.close()
      try FileManager.default.removeItem(atPath: ballast)
      try await ledger.record(draft(9999))
      try await ledger.keepEvidence(Data(count: 1000), kind: .passagePicture)
      #expect(!ledger.isShortOfRoom)
      try await ledger.probeWriting()
      #expect(try await ledger.outboxStatus().waiting == kept + 1)
      #expect(try await ledger.verifyChain() == nil)
    }
  }

  @Test func `On a disk for reading only the ledger says so`() async throws {
    try await withSmallDisk { disk in
      let (data, station) = (disk + "/data", "/gates/CKHN/stations/small")
      let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
      let ledger = try Ledger(directory: data, source: station, log: log)
      try await ledger.record(draft(0))
      try ledger.close()
      #expect(Self.call("mount", "-o", "remount,ro", disk))
      let error = #expect(throws: LedgerError.self) {
        try Ledger(directory: data, source: station, recovers: true, log: log)
      }
      #expect([LedgerError.Kind.readOnly, .cannotOpen(detail: "unable to open database file")].contains(error?.kind))
      #expect(!FileManager.default.fileExists(atPath: data + "/damaged"))
      #expect(Self.call("mount", "-o", "remount,rw", disk))
      let again = try Ledger(directory: data, source: station, recovers: true, log: log)
      #expect(again.recovery == nil)
      #expect(try await again.outboxStatus().waiting == 1)
      try again.close()
    }
  }
}
