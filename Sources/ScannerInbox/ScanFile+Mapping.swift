import Border
import Crypto
public import Foundation

extension ScanFile {
  /// Reads a result from the content of its file.
  ///
  /// - Parameter name: of the file, for the error.
  public init(parsing data: Data, name: String, limits: ScanLimits = ScanLimits()) throws(ScanFileError) {
    do {
      let fields = ScanFields(tree: try ScanDocument.parse(data, limits: limits), limits: limits)
      try self.init(fields, contentHash: EvidenceHash(of: data))
    } catch let error as ScanDocumentError {
      throw ScanFileError(file: name, cause: error.cause)
    } catch {
      throw ScanFileError(file: name, cause: "cannot be read (\(error))")
    }
  }

  private init(_ fields: ScanFields, contentHash: EvidenceHash) throws {
    guard let id = try fields.text("scanId"), !id.isEmpty else {
      throw ScanDocumentError("has no scanId: without it a repeat cannot be told from a new scan")
    }
    guard let device = try fields.text("device"), !device.isEmpty else {
      throw ScanDocumentError("has no device: name the scanner")
    }
    let containers = try fields.texts("containers")
    // A word that is not known must neither pass for "clear" nor keep back what else the result says.
    let conclusion = try Self.conclusion(fields)
    let unknown =
      conclusion == nil
      ? "conclusion \"\(FileName.printable(try fields.text("conclusion") ?? ""))\" is not known: taken as not concluded"
      : nil
    result = ScanResult(
      id: id, device: device, startedAt: try fields.time("startedAt"), endedAt: try fields.time("endedAt"),
      plates: try fields.texts("plates"), containers: containers,
      declarationNumber: try fields.text("declarationNumber"), conclusion: conclusion ?? .notConcluded,
      radiation: try Self.alarms(fields), pictures: [],
      note: [try fields.text("note"), unknown].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n"))
    site = try fields.text("site")
    direction = try fields.text("direction")
    pictures = try Self.pictures(fields)
    self.contentHash = contentHash
    warnings = containers.compactMap { container in
      guard let code = ContainerCode(container) else {
        return "\"\(container)\" has not the form of a container number"
      }
      return code.isValid ? nil : "container \(code) has a wrong check digit; ISO 6346 calls for \(code.checkDigit)"
    }
    if let unknown { warnings.append(unknown) }
    if result.plates.isEmpty, containers.isEmpty, result.declarationNumber == nil {
      warnings.append("names neither plate nor container nor declaration: no passage can be found for it")
    }
  }

  /// No word at all is "not concluded"; nil is a word that is not known.
  private static func conclusion(_ fields: ScanFields) throws -> ScanResult.Conclusion? {
    switch try fields.text("conclusion")?.lowercased() {
    case nil, "", "notconcluded", "not-concluded": .notConcluded
    case "suspicious", "nghi vấn": .suspicious
    case "notsuspicious", "not-suspicious", "không nghi vấn": .notSuspicious
    default: nil
    }
  }

  /// Every entry is an alarm, whatever its category says, even if it says nothing, and even if it stands alone.
  private static func alarms(_ fields: ScanFields) throws -> [RadiationAlarm] {
    switch fields.tree["radiation"] {
    case nil, .null, .bool(false), .string(""): []
    case .array?: try fields.entries("radiation").map(alarm)
    case let alone?: [try alarm(ScanFields(tree: alone, limits: fields.limits))]
    }
  }

  private static func alarm(_ entry: ScanFields) throws -> RadiationAlarm {
    guard case .object = entry.tree else {
      let category = entry.tree.stringValue ?? ""
      return RadiationAlarm(category: category.isEmpty ? "unknown" : category, raisedAt: nil, description: "")
    }
    // A time that is none is told in words: the alarm is what matters.
    let written = try entry.text("raisedAt") ?? ""
    let raisedAt = Timestamp.parse(written)
    let remark = written.isEmpty || raisedAt != nil ? nil : "raised at \"\(FileName.printable(written))\""
    let category = try entry.text("category") ?? ""
    return RadiationAlarm(
      category: category.isEmpty ? "unknown" : category, raisedAt: raisedAt,
      description: [try entry.text("description"), remark].compactMap { $0 }.joined(separator: "; "))
  }

  private static func pictures(_ fields: ScanFields) throws -> [Picture] {
    let entries = try fields.entries("pictures")
    guard entries.count <= fields.limits.pictures else {
      throw ScanDocumentError("lists more than \(fields.limits.pictures) pictures")
    }
    var names: Set<String> = []
    let pictures = try entries.map { entry in
      guard let name = try entry.text("name"), FileName.isBare(name) else {
        throw ScanDocumentError("lists a picture whose name is no bare file name: put pictures beside the result")
      }
      guard names.insert(name).inserted else {
        throw ScanDocumentError("lists the picture \(FileName.printable(name)) twice")
      }
      guard let hash = try entry.text("sha256").flatMap({ EvidenceHash(rawValue: $0.lowercased()) }) else {
        throw ScanDocumentError("gives no sha256 of 64 hexadecimal digits for \(FileName.printable(name))")
      }
      guard let size = try entry.integer("size"), (1...fields.limits.pictureBytes).contains(size) else {
        throw ScanDocumentError(
          "gives no size of 1 to \(fields.limits.pictureBytes) bytes for \(FileName.printable(name))")
      }
      return Picture(name: name, hash: hash, size: size)
    }
    guard pictures.reduce(0, { $0 + $1.size }) <= fields.limits.allPictureBytes else {
      throw ScanDocumentError(
        "lists pictures of more than \(fields.limits.allPictureBytes) bytes together: have the scanner write them smaller"
      )
    }
    return pictures
  }
}

extension EvidenceHash {
  init(of data: Data) throws(ScanDocumentError) {
    let digits = SHA256.hash(data: data).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }
    guard let hash = EvidenceHash(rawValue: digits.joined()) else { throw ScanDocumentError("cannot be hashed") }
    self = hash
  }
}
