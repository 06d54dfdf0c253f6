import Border
import Foundation
import Logging
import Synchronization
import Testing

@testable import ScannerInbox

/// Keeps what it is given, as the ledger would; can be told to fail.
private final class Receiver: ScanReceiver {
  struct Full: Error {}
  struct State {
    var kept: [(scan: ScanResult, pictures: [Data])] = []
    var known: Set<String> = []
    var isFull = false
    /// How often something was brought.
    var asked = 0
    /// Happens while the receiver is at work.
    var meanwhile: (@Sendable () throws -> Void)?
  }

  let state = Mutex(State())
  var ids: [String] { state.withLock { $0.kept.map(\.scan.id) } }

  func receive(_ scan: ScanResult, pictures: [Data], contentHash: EvidenceHash) async throws -> Bool {
    try state.withLock { $0.meanwhile }?()
    return try state.withLock { state in
      state.asked += 1
      if state.isFull { throw Full() }
      guard state.known.insert("\(scan.id) \(contentHash)").inserted else { return false }
      state.kept.append((scan, pictures))
      return true
    }
  }
}

/// Time that passes only when told to.
private final class Uptime: Sendable {
  private let value = Mutex(Duration.zero)
  var now: Duration { value.withLock { $0 } }
  func pass(_ seconds: Int) { value.withLock { $0 += .seconds(seconds) } }
}

@Suite final class ScannerInboxTests {
  private let folder: URL
  private let receiver = Receiver()
  private let uptime = Uptime()
  private let inbox: ScannerInbox

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "inbox-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    inbox = ScannerInbox(
      folder: folder, receiver: receiver, uptime: { [uptime] in uptime.now },
      now: { Date(timeIntervalSince1970: 1_795_000_000) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }
  private func write(_ name: String, _ data: Data) throws { try data.write(to: folder.appending(path: name)) }
  private func pass(_ seconds: Int) { uptime.pass(seconds) }
  private func left() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "done" && $0 != "quarantine" }
      .sorted()
  }
  /// All files below a folder of the inbox.
  private func files(under kind: String) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.appending(path: kind).path)?.allObjects as? [String] ?? []
    return all.compactMap { $0.split(separator: "/").count == 2 ? String($0.split(separator: "/")[1]) : nil }.sorted()
  }

  /// Looks, waits until everything has settled, looks again.
  private func settle() async -> ScannerInbox.Sweep {
    await inbox.sweep()
    pass(5)
    return await inbox.sweep()
  }

  @Test func aWholeResultIsReceivedWithItsPicturesAndMovedAway() async throws {
    try write("a.json", Examples.json())
    try write("S-0001-side.jpg", Examples.picture)
    #expect(await inbox.sweep().waiting == ["a.json"])
    pass(4)
    #expect(await inbox.sweep().waiting == ["a.json"])
    pass(1)
    #expect(await inbox.sweep().received == ["S-0001"])
    #expect(receiver.state.withLock { $0.kept.map(\.pictures) } == [[Examples.picture]])
    #expect(try left().isEmpty)
    #expect(files(under: "done") == ["S-0001-side.jpg", "a.json"])
  }

  @Test func aMarkerSaysThatAFileIsWhole() async throws {
    try write("a.json", Examples.json(pictures: false))
    try write("a.done", "")
    #expect(await inbox.sweep().received == ["S-0001"])
    #expect(try left().isEmpty)
  }

  @Test func aFileThatStillGrowsIsLeftAlone() async throws {
    let text = Examples.json(pictures: false)
    for length in stride(from: 10, to: text.count, by: 100) {
      try write("a.json", String(text.prefix(length)))
      #expect(await inbox.sweep().waiting == ["a.json"])
      pass(4)
    }
    try write("a.json", text)
    #expect(await settle().received == ["S-0001"])
  }

  @Test func aPictureMayComeLater() async throws {
    try write("a.json", Examples.json())
    #expect(await settle().waiting == ["a.json"])
    try write("S-0001-side.jpg", Examples.picture.dropLast())
    pass(30)
    #expect(await inbox.sweep().waiting == ["a.json"])
    try write("S-0001-side.jpg", Examples.picture)
    #expect(await inbox.sweep().received == ["S-0001"])
  }

  @Test func aPictureThatNeverComesPutsTheResultAside() async throws {
    try write("a.json", Examples.json())
    #expect(await settle().waiting == ["a.json"])
    pass(60)
    #expect(
      await inbox.sweep().quarantined.map(\.description)
        == ["a.json: lists S-0001-side.jpg, which is not beside it: send both again"])
  }

  @Test func aChangedPicturePutsBothAsideWithTheReason() async throws {
    try write("a.json", Examples.json())
    try write("S-0001-side.jpg", Data(Examples.picture.reversed()))
    _ = await settle()
    pass(60)
    let reason = "a.json: lists S-0001-side.jpg, whose content is not the one that was hashed: send both again"
    #expect(await inbox.sweep().quarantined.map(\.description) == [reason])
    #expect(files(under: "quarantine") == ["S-0001-side.jpg", "a.json", "reason.txt"])
    #expect(try ScannerInbox.quarantined(in: folder).map(\.reason) == [reason])
    #expect(receiver.ids.isEmpty)
  }

  @Test func whatCannotBeReadIsPutAsideAndTheRestGoesOn() async throws {
    try write("a.json", String(Examples.json(pictures: false).prefix(50)))
    try write("b.xml", "<!DOCTYPE x><scanResult/>")
    try write("c.json", Data(repeating: 0x20, count: ScanLimits().resultBytes + 1))
    try write("d.json", Examples.json(id: "good", pictures: false))
    let sweep = await settle()
    #expect(sweep.quarantined.map(\.file) == ["a.json", "b.xml", "c.json"])
    #expect(sweep.received == ["good"])
    #expect(files(under: "quarantine").filter { $0 != "reason.txt" } == ["a.json", "b.xml", "c.json"])
    #expect(try left().isEmpty)
  }

  @Test func linksAreNotFollowed() async throws {
    let outside = FileManager.default.temporaryDirectory.appending(path: "outside-\(UUID().uuidString).json")
    try Data(Examples.json(pictures: false).utf8).write(to: outside)
    defer { try? FileManager.default.removeItem(at: outside) }
    try FileManager.default.createSymbolicLink(at: folder.appending(path: "a.json"), withDestinationURL: outside)
    #expect(await inbox.sweep().quarantined.map(\.cause) == ["is a link: put the file itself here"])
    #expect(FileManager.default.fileExists(atPath: outside.path))

    try write("b.json", Examples.json())
    let secret = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString)")
    try Examples.picture.write(to: secret)
    defer { try? FileManager.default.removeItem(at: secret) }
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "S-0001-side.jpg"), withDestinationURL: secret)
    #expect(
      await settle().quarantined.map(\.cause)
        == ["lists S-0001-side.jpg, which is a link: put the file itself here"])
    #expect(receiver.ids.isEmpty)
  }

  @Test func aRepeatIsMovedAwayToo() async throws {
    try write("a.json", Examples.json(pictures: false))
    _ = await settle()
    try write("again.json", Examples.json(pictures: false))
    #expect(await settle().repeated == ["S-0001"])
    try write("corrected.json", Examples.json(conclusion: "suspicious", pictures: false))
    #expect(await settle().received == ["S-0001"])
    #expect(receiver.ids.count == 2)
    #expect(files(under: "done") == ["a.json", "again.json", "corrected.json"])
  }

  @Test func aResultStaysUntilTheReceiverHasKeptIt() async throws {
    try write("a.json", Examples.json(pictures: false))
    receiver.state.withLock { $0.isFull = true }
    #expect(await settle().waiting == ["a.json"])
    #expect(try left() == ["a.json"])
    receiver.state.withLock { $0.isFull = false }
    pass(1)
    #expect(await inbox.sweep().received == ["S-0001"])
    #expect(try left().isEmpty)
  }

  @Test func otherFilesAreLeftAlone() async throws {
    try write("picture.jpg", Examples.picture)
    try write("a.json.part", Examples.json())
    try write(".hidden.json", Examples.json())
    try FileManager.default.createDirectory(at: folder.appending(path: "b.json"), withIntermediateDirectories: false)
    mkfifo(folder.appending(path: "c.json").path, 0o600)
    #expect(await settle() == ScannerInbox.Sweep())
    #expect(try left() == [".hidden.json", "a.json.part", "b.json", "c.json", "picture.jpg"])
  }

  @Test func waitingAndSingleResultsCanBeLookedAt() async throws {
    try write("a.json", Examples.json())
    #expect(try ScannerInbox.waiting(in: folder).map(\.name) == ["a.json"])
    let missing = #expect(throws: ScanFileError.self) { try ScannerInbox.check(self.folder.appending(path: "a.json")) }
    #expect(missing?.cause == "lists S-0001-side.jpg, which is not beside it: send both again")
    try write("S-0001-side.jpg", Examples.picture)
    #expect(try ScannerInbox.check(folder.appending(path: "a.json")).result.id == "S-0001")
    let none = #expect(throws: ScanFileError.self) { try ScannerInbox.check(self.folder.appending(path: "b.json")) }
    #expect(none?.description == "b.json: is not there")
  }

  /// As a power cut leaves it: the receiver has it, and the move was begun. Whatever moved first is in `done/`.
  @Test(arguments: 1...2) func aMoveThatWasCutOffIsTakenUpAgain(_ moved: Int) async throws {
    try write("a.json", Examples.json())
    try write("S-0001-side.jpg", Examples.picture)
    let drop = DropFolder(folder: folder)
    let order = try ScanFile(parsing: drop.read("a.json", atMost: 1 << 20), name: "a.json").files(result: "a.json")
    _ = try drop.put(Array(order.prefix(moved)), under: "done", title: "before")
    _ = await settle()
    pass(60)
    #expect(await inbox.sweep().quarantined.isEmpty)
    #expect(try !left().contains("a.json"))
  }

  @Test func aCorrectionThatReplacesTheFileMeanwhileIsReadToo() async throws {
    try write("a.json", Examples.json(pictures: false))
    let (path, correction) = (
      folder.appending(path: "a.json"), Examples.json(conclusion: "suspicious", pictures: false)
    )
    receiver.state.withLock { $0.meanwhile = { try Data(correction.utf8).write(to: path) } }
    #expect(await settle().received == ["S-0001"])
    receiver.state.withLock { $0.meanwhile = nil }
    #expect(await settle().received == ["S-0001"])
    #expect(receiver.state.withLock { $0.kept.map(\.scan.conclusion) } == [.notSuspicious, .suspicious])
    #expect(try left().isEmpty)
  }

  @Test func aReceiverThatCannotIsAskedLessAndLessOften() async throws {
    try write("a.json", Examples.json(pictures: false))
    receiver.state.withLock { $0.isFull = true }
    _ = await settle()
    for _ in 0..<600 {
      pass(1)
      await inbox.sweep()
    }
    #expect((10...20).contains(receiver.state.withLock { $0.asked }))
    receiver.state.withLock { $0.isFull = false }
    pass(60)
    #expect(await inbox.sweep().received == ["S-0001"])
  }

  @Test func picturesThatAreTooMuchTogetherPutTheResultAsideUnread() async throws {
    let entries = (0..<5).map { number in
      "{\"name\": \"\(number).jpg\", \"sha256\": \"\(Examples.hash(Examples.picture))\", \"size\": \(64 << 20)}"
    }
    try write(
      "a.json", "{\"scanId\": \"1\", \"device\": \"d\", \"pictures\": [\(entries.joined(separator: ","))]}")
    #expect(
      await settle().quarantined.map(\.cause)
        == ["lists pictures of more than 134217728 bytes together: have the scanner write them smaller"])
  }
}
