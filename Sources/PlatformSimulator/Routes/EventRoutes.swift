import Border
import Foundation
import HTTPTypes
import Hummingbird

struct EventRoutes: Sendable {
  static let batchCount = 100
  static let batchBytes = 1 << 20
  let store: PlatformStore
  let now: @Sendable () -> Date

  func add(to group: RouterGroup<SimulatorContext>) {
    group.post("events") { request, _ in try await take(request) }
  }

  private func take(_ request: Request) async throws -> Response {
    let type = request.headers[.contentType]?.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces)
    guard type == "application/cloudevents-batch+json" else {
      throw Problem(.unsupportedMediaType, "Not a batch", "content-type: expected application/cloudevents-batch+json")
    }
    let body = try await request.body.collect(upTo: Self.batchBytes)
    guard let value = try? JSONValue(parsing: Data(body.readableBytesView)), case .array(let values) = value else {
      throw Problem(.badRequest, "Not a batch", "the body is no JSON array of events")
    }
    guard values.count <= Self.batchCount else {
      throw Problem(
        .contentTooLarge, "Batch too large", "\(values.count) events; at most \(Self.batchCount) go together")
    }
    let events = values.map(ReceivedEvent.init)
    let outcomes = try await store.receive(events, at: now())
    let answers = zip(events, outcomes).map { event, outcome in
      var answer: [String: JSONValue] = [
        "id": event.id.map { .string($0) } ?? .null, "outcome": .string(outcome.word),
      ]
      if let reason = outcome.reason { answer["reason"] = .string(reason) }
      return JSONValue.object(answer)
    }
    return .json(["answers": .array(answers)])
  }
}
