import ArgumentParser
import Border
import Foundation
import Ledger

struct DeclarationsImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Takes declarations from a file, such as one carried over while the platform is away.",
    discussion: """
      FILE is a JSON array of declarations, or one declaration a line. What the platform said later still counts: an \
      older version never replaces a newer one, and the freshness of the cache does not change.
      """)

  @OptionGroup var station: StationOptions
  @Argument(help: "A JSON array of declarations, or a declaration a line.")
  var file: String

  func run() async throws {
    guard let content = FileManager.default.contents(atPath: file) else {
      throw ImportFault("\(file): cannot be read; check the path and its permissions")
    }
    let ledger = try station.ledger()
    var (changed, taken, bad) = (0, 0, 0)
    let documents = try Self.documents(content, file)
    for start in stride(from: 0, to: documents.count, by: 500) {
      var items: [DeclarationPage.Item] = []
      for index in start..<min(start + 500, documents.count) {
        do throws(DeclarationDocument.Unusable) {
          let declaration = try DeclarationDocument.parse(documents[index])
          for defect in declaration.defects { Console.complain("\(file): [\(index)].\(defect)") }
          items.append(.init(declaration: declaration, document: documents[index]))
        } catch {
          Console.complain("\(file): [\(index)]: \(error); passed over")
          bad += 1
        }
      }
      taken += items.count
      changed += try await ledger.importDeclarations(items, receivedAt: Date()).count
    }
    Console.say("taken \(taken), changed \(changed), passed over \(bad)")
    if bad > 0 { throw Exit.no }
  }

  private static func documents(_ content: Data, _ file: String) throws -> [JSONValue] {
    if let value = try? JSONValue(parsing: content) {
      if case .array(let documents) = value { return documents }
      return [value]
    }
    return try content.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
      guard let value = try? JSONValue(parsing: Data(line)) else {
        throw ImportFault("\(file):\(number + 1): is no JSON; write a JSON array, or one declaration a line")
      }
      return value
    }
  }

  private struct ImportFault: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
}
