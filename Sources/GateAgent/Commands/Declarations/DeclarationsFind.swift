import ArgumentParser
import Border
import Foundation
import Ledger

struct DeclarationsFind: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Finds declarations by plate, trailer, container or number.")

  @OptionGroup var station: StationOptions

  @Argument(help: "A plate, a container number or a declaration's number, with or without dots and dashes.")
  var text: String

  @Flag(name: .long, help: "Answer with the documents as the platform sent them, a line of JSON each.")
  var json = false

  func run() async throws {
    let ledger = try station.ledger()
    var found = try await ledger.declarations(holding: [PlateKey(text)])
    // A text may be a plate here and a number there: each declaration once.
    for declaration in try await ledger.declarations(containing: text) + ledger.declarations(numbered: text)
    where !found.contains(where: { $0.id == declaration.id }) {
      found.append(declaration)
    }
    let near = found.isEmpty ? try await ledger.declarations(near: PlateKey(text)) : []
    for declaration in found {
      if json, let document = try await ledger.declarationDocument(id: declaration.id) {
        Console.say(String(decoding: document.canonical(), as: UTF8.self))
      } else {
        Console.say(Self.line(declaration))
      }
    }
    guard found.isEmpty else { return }
    Console.complain("gate-agent: no declaration holds \"\(text)\"\(near.isEmpty ? "" : "; near it:")")
    for declaration in near { Console.complain(Self.line(declaration)) }
    throw Exit.no
  }

  static func line(_ declaration: Declaration) -> String {
    let vehicles = declaration.vehicles.map { [$0.plate, $0.trailer].compactMap { $0 }.joined(separator: "+") }
    return [
      declaration.number, declaration.gate, declaration.direction.rawValue, declaration.state.rawValue,
      vehicles.joined(separator: " "), declaration.defects.joined(separator: "; "),
    ].joined(separator: "\t")
  }
}
