import Border
public import Foundation

/// A result that waits in the inbox.
public struct WaitingScan: Sendable, Hashable {
  public var name: String
  /// In bytes.
  public var size: Int
  public var modifiedAt: Date
}

/// A result that could not be read, with its reason.
public struct QuarantinedScan: Sendable, Hashable {
  static let folder = "quarantine"
  static let reasonFile = "reason.txt"

  /// Holds the result, its pictures and the reason; move them back into the inbox to try again.
  public var folder: URL
  public var reason: String
}

extension ScannerInbox {
  /// The results that wait in an inbox, by name.
  public static func waiting(in folder: URL) throws -> [WaitingScan] {
    let drop = DropFolder(folder: folder)
    return try drop.names().filter(isResult).compactMap { name in
      guard let look = drop.look(name) else { return nil }
      return WaitingScan(
        name: FileName.printable(name), size: look.size,
        modifiedAt: Date(timeIntervalSince1970: Double(look.modified) / 1e9))
    }
  }

  /// What an inbox has put aside, oldest first.
  public static func quarantined(in folder: URL) throws -> [QuarantinedScan] {
    let parent = folder.appending(path: QuarantinedScan.folder)
    guard FileManager.default.fileExists(atPath: parent.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: parent.path).sorted().map { name in
      let entry = DropFolder(folder: parent.appending(path: name))
      let reason = (try? entry.read(QuarantinedScan.reasonFile, atMost: 1 << 16)).map {
        String(decoding: $0, as: UTF8.self)
      }
      return QuarantinedScan(
        folder: entry.folder, reason: reason?.trimmingCharacters(in: .newlines) ?? "without a reason")
    }
  }

  /// Reads one result with its pictures as the inbox would, without moving anything: for `scan check`.
  public static func check(_ file: URL, limits: ScanLimits = ScanLimits()) throws(ScanFileError) -> ScanFile {
    let drop = DropFolder(folder: file.deletingLastPathComponent())
    let name = file.lastPathComponent
    let data: Data
    do {
      data = try drop.read(name, atMost: limits.resultBytes)
    } catch {
      let cause =
        switch error {
        case .absent: "is not there"
        case .notRegular: "is a link or no file: put the file itself here"
        case .tooLarge: "is larger than \(limits.resultBytes) bytes: a result holds text only, pictures beside it"
        case .changing: "is being written: wait until it is whole"
        case .failed(let text): "cannot be read (\(text))"
        }
      throw ScanFileError(file: name, cause: cause)
    }
    let scan = try ScanFile(parsing: data, name: name, limits: limits)
    for picture in scan.pictures {
      if case .failure(let problem) = content(of: picture, in: drop) {
        throw ScanFileError(file: name, cause: problem.text)
      }
    }
    return scan
  }
}
