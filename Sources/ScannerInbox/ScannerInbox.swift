public import Border
public import Foundation
public import Logging

/// # ScannerInbox
///
/// The drop folder where the container scanner leaves its results: files in, `Border.ScanResult`s out.
///
/// It *is* a reader of one documented form (`docs/scanner-results.md`), in JSON or XML, with its pictures beside it. It *is not* a
/// reader of vendors' formats, which are closed, and it concludes nothing: no result is not "clear".
///
/// Threads: an actor on a thread of its own, which may block; a bounded amount is read at a time.
///
/// What always holds:
/// - A file is left alone until it is whole: its `.done` marker is there, or it has not changed for `settleTime`.
/// - A result leaves the inbox for `done/` only after the receiver has made it durable.
/// - What cannot be read goes to `quarantine/` with its reason. Nothing is ever deleted, but a marker that served.
/// - No link is followed, no name is trusted, nothing is read beyond `ScanLimits`.
public actor ScannerInbox {
  public struct Settings: Sendable {
    /// How long a file must stay as it is to count as whole, when no marker says so.
    public var settleTime = Duration.seconds(5)
    /// How long a result may wait for its pictures.
    public var pictureTime = Duration.seconds(60)
    /// How often the folder is looked at.
    public var pollInterval = Duration.seconds(1)
    public var limits = ScanLimits()

    public init() {}
  }

  /// What one look at the folder has done.
  public struct Sweep: Sendable, Hashable {
    /// Scan ids that the receiver took.
    public var received: [String] = []
    /// Scan ids that it had before.
    public var repeated: [String] = []
    /// Files that went to `quarantine/`.
    public var quarantined: [ScanFileError] = []
    /// Files that stay: not whole yet, or the receiver could not take them.
    public var waiting: [String] = []
  }

  /// Markers end so, after the whole name of the result or its name without extension.
  static let markerExtension = "done"
  static let resultExtensions: Set<String> = ["json", "xml"]

  private let folder: DropFolder
  private let receiver: any ScanReceiver
  private let settings: Settings
  private let clock: any Clock<Duration>
  private let uptime: @Sendable () -> Duration
  private let now: @Sendable () -> Date
  private let logger: Logger
  private var seen: [String: (look: DropFolder.Look, since: Duration)] = [:]
  /// Since when a whole result waits for its pictures.
  private var awaited: [String: Duration] = [:]
  /// What was last said of a file, so that the log says it once.
  private var said: [String: String] = [:]
  /// Results that the receiver could not take: how often, and when they are tried again.
  private var refused: [String: (count: Int, until: Duration)] = [:]
  private let queue = FileQueue()

  public nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

  /// - Parameters:
  ///   - clock: by which `run` waits between looks.
  ///   - uptime: a clock that no one sets, for how long files have not changed.
  ///   - now: for the names of quarantined files.
  public init(
    folder: URL, receiver: any ScanReceiver, settings: Settings = Settings(),
    clock: any Clock<Duration> = ContinuousClock(),
    uptime: @escaping @Sendable () -> Duration = {
      .seconds(ProcessInfo.processInfo.systemUptime)
    },
    now: @escaping @Sendable () -> Date = { Date() }, logger: Logger
  ) {
    self.folder = DropFolder(folder: folder)
    self.receiver = receiver
    self.settings = settings
    self.clock = clock
    self.uptime = uptime
    self.now = now
    self.logger = logger
  }

  /// Looks at the folder again and again until its task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      await sweep()
      do { try await clock.sleep(for: settings.pollInterval) } catch { return }
    }
  }

  /// Looks at the folder once, and takes what is whole.
  @discardableResult
  public func sweep() async -> Sweep {
    var sweep = Sweep()
    let names: [String]
    do {
      try FileManager.default.createDirectory(at: folder.folder, withIntermediateDirectories: true)
      names = try folder.names()
    } catch {
      say(
        "the scanner's inbox \(folder.folder.path) cannot be read (\(error.localizedDescription)): "
          + "give the agent's user the right to read and write it", of: "")
      return sweep
    }
    said[""] = nil
    for name in names where Self.isResult(name) {
      if Task.isCancelled { break }
      await take(name, among: Set(names), &sweep)
    }
    let present = Set(names)
    seen = seen.filter { present.contains($0.key) }
    awaited = awaited.filter { present.contains($0.key) }
    refused = refused.filter { present.contains($0.key) }
    said = said.filter { $0.key.isEmpty || present.contains($0.key) }
    return sweep
  }

  static func isResult(_ name: String) -> Bool {
    resultExtensions.contains(URL(filePath: name).pathExtension.lowercased())
  }

  private func take(_ name: String, among names: Set<String>, _ sweep: inout Sweep) async {
    guard let look = folder.look(name) else { return }
    guard FileName.isBare(name), look.kind == .regular else {
      let cause = look.kind == .link ? "is a link: put the file itself here" : "has a name that is not allowed"
      return quarantine(name, pictures: [], ScanFileError(file: name, cause: cause), &sweep)
    }
    let stem = URL(filePath: name).deletingPathExtension().lastPathComponent
    let marker = ["\(name).\(Self.markerExtension)", "\(stem).\(Self.markerExtension)"].first(where: names.contains)
    guard marker != nil || isSettled(name, look), uptime() >= refused[name]?.until ?? .zero else {
      sweep.waiting.append(name)
      return
    }

    var listed: [String] = []
    do {
      let file = try parse(name)
      listed = file.pictures.map(\.name)
      guard let pictures = try pictures(of: file, name: name) else {
        sweep.waiting.append(name)
        return
      }
      try await hand(file, pictures, name: name, look: look, marker: marker, &sweep)
    } catch let error as ScanFileError {
      quarantine(name, pictures: listed, error, &sweep)
    } catch DropFolder.ReadError.changing, DropFolder.ReadError.absent {
      sweep.waiting.append(name)
    } catch {
      // The receiver's trouble or the disk's, not the file's: it stays, and is tried again.
      say("\(FileName.printable(name)) could not be kept yet (\(error)); it is tried again", of: name)
      sweep.waiting.append(name)
      // After 1 s, 2 s, 4 s … 64 s.
      let count = refused[name]?.count ?? 0
      refused[name] = (count + 1, uptime() + .seconds(1 << min(count, 6)))
    }
  }

  private func isSettled(_ name: String, _ look: DropFolder.Look) -> Bool {
    let time = uptime()
    guard let known = seen[name], known.look == look else {
      seen[name] = (look, time)
      return settings.settleTime <= .zero
    }
    return time - known.since >= settings.settleTime
  }

  private func parse(_ name: String) throws -> ScanFile {
    do {
      let data = try folder.read(name, atMost: settings.limits.resultBytes)
      return try ScanFile(parsing: data, name: name, limits: settings.limits)
    } catch DropFolder.ReadError.tooLarge {
      throw ScanFileError(
        file: name,
        cause: "is larger than \(settings.limits.resultBytes) bytes: a result holds text only, pictures beside it")
    } catch DropFolder.ReadError.notRegular {
      throw ScanFileError(file: name, cause: "is a link: put the file itself here")
    }
  }

  /// The result's pictures; nil while they may still come.
  private func pictures(of file: ScanFile, name: String) throws -> [Data]? {
    var contents: [Data] = []
    // Those that are missing come first: no large picture is read again and again while another is not there.
    let missing = file.pictures.filter { folder.look($0.name) == nil }
    for picture in missing.isEmpty ? file.pictures : missing {
      switch Self.content(of: picture, in: folder) {
      case .success(let data): contents.append(data)
      case .failure(let problem):
        let since = awaited[name] ?? uptime()
        awaited[name] = since
        guard uptime() - since >= settings.pictureTime || !problem.mayPass else { return nil }
        throw ScanFileError(file: name, cause: problem.text)
      }
    }
    return contents
  }

  struct PictureProblem: Error {
    var text: String
    /// Time may mend it: the picture may still be on its way.
    var mayPass: Bool
  }

  static func content(of picture: ScanFile.Picture, in folder: DropFolder) -> Result<Data, PictureProblem> {
    let name = FileName.printable(picture.name)
    do {
      let data = try folder.read(picture.name, atMost: picture.size)
      guard data.count == picture.size, try EvidenceHash(of: data) == picture.hash else {
        return .failure(
          PictureProblem(
            text: "lists \(name), whose content is not the one that was hashed: send both again", mayPass: true))
      }
      return .success(data)
    } catch DropFolder.ReadError.absent {
      return .failure(PictureProblem(text: "lists \(name), which is not beside it: send both again", mayPass: true))
    } catch DropFolder.ReadError.changing {
      return .failure(PictureProblem(text: "lists \(name), which never stops changing: send both again", mayPass: true))
    } catch DropFolder.ReadError.tooLarge {
      return .failure(
        PictureProblem(text: "lists \(name), which is larger than it says: send both again", mayPass: false))
    } catch DropFolder.ReadError.notRegular {
      return .failure(PictureProblem(text: "lists \(name), which is a link: put the file itself here", mayPass: false))
    } catch {
      return .failure(PictureProblem(text: "lists \(name), which cannot be read (\(error))", mayPass: true))
    }
  }

  private func hand(
    _ file: ScanFile, _ pictures: [Data], name: String, look: DropFolder.Look, marker: String?, _ sweep: inout Sweep
  ) async throws {
    let isNew = try await receiver.receive(file.result, pictures: pictures, contentHash: file.contentHash)
    if isNew { sweep.received.append(file.result.id) } else { sweep.repeated.append(file.result.id) }
    for warning in file.warnings { logger.warning("\(FileName.printable(name)) \(warning)") }
    refused[name] = nil
    // Replaced meanwhile: that is another result, which nobody has read yet.
    guard folder.look(name) == look else { return }
    let title = "\(file.contentHash.rawValue.prefix(16))-\(name)"
    _ = try folder.put(file.files(result: name), under: "done", title: title)
    remove(marker)
    logger.info("scan received", metadata: ["scan": "\(file.result.id)", "new": "\(isNew)"])
  }

  private func quarantine(_ name: String, pictures: [String], _ error: ScanFileError, _ sweep: inout Sweep) {
    let title = "\(Timestamp.format(now()).replacing(":", with: ""))-\(FileName.printable(name))"
    do {
      // A picture that is listed by a wrong name stays where it is.
      let beside = pictures.filter { FileName.isBare($0) && !Self.isResult($0) }
      _ = try folder.put([name] + beside, under: QuarantinedScan.folder, title: title, reason: error.description)
      sweep.quarantined.append(error)
      logger.error("scan result put aside: \(error)")
    } catch {
      say("\(FileName.printable(name)) could not be put aside (\(error)); it is tried again", of: name)
      sweep.waiting.append(name)
    }
  }

  private func remove(_ marker: String?) {
    guard let marker, folder.look(marker)?.kind == .regular else { return }
    unlink(folder.path(marker))
  }

  private func say(_ text: String, of name: String) {
    guard said[name] != text else { return }
    said[name] = text
    logger.error("\(text)")
  }
}
