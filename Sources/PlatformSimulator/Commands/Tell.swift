import ArgumentParser
import Border
import Foundation

struct Tell: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Set what stations are told besides declarations; works while serve is running.",
    discussion: """
      The files are as GET /v1/settings and GET /v1/traffic-orders answer them (docs/platform-openapi.yaml). What is \
      not given stays as it is.
      """)

  @OptionGroup var data: DataOption
  @Option(help: "A JSON object: the stations' settings.") var settings: String?
  @Option(help: "A JSON object with the list \"orders\": what holds for the traffic now.") var orders: String?

  func validate() throws {
    if settings == nil, orders == nil { throw ValidationError("give --settings FILE, --orders FILE, or both") }
  }

  func run() async throws {
    let store = try PlatformStore(directory: data.directory, mustExist: false)
    if let settings { try await store.keep(.settings, try Self.object(settings)) }
    guard let orders else { return }
    let document = try Self.object(orders)
    guard let list = document["orders"]?.arrayValue else {
      throw CommandFailure("\(orders): has no list \"orders\"; write {\"orders\": [...]}")
    }
    for (index, order) in list.enumerated() {
      do throws(TrafficOrder.Unusable) {
        _ = try TrafficOrder(document: order)
      } catch {
        throw CommandFailure("\(orders): orders[\(index)]: \(error)")
      }
    }
    try await store.keep(.trafficOrders, document)
  }

  private static func object(_ file: String) throws -> JSONValue {
    guard let content = FileManager.default.contents(atPath: file), let value = try? JSONValue(parsing: content),
      value.objectValue != nil
    else { throw CommandFailure("\(file): cannot be read as a JSON object; check the path and what is in it") }
    return value
  }
}
