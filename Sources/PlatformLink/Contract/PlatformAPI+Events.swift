import Border
import Foundation

enum BatchAnswer {
  /// For events of the batch only, at most one each.
  case answers([EventAnswer])
  case tooLarge(String)
  /// The platform does not take the batch as it is, and says why; one of its events may be the reason.
  case rejected(String)
}

extension PlatformAPI {
  private static let eventsCall = "/v1/events"

  func post(_ events: [WaitingEvent]) async throws(LinkFault) -> BatchAnswer {
    var body = Data("[".utf8)
    for (index, event) in events.enumerated() {
      if index > 0 { body.append(0x2C) }
      body.append(event.body)
    }
    body.append(0x5D)
    let call = Call(
      method: .post, path: Self.eventsCall, headers: [("content-type", "application/cloudevents-batch+json")],
      body: body)
    let response = try await send(call)
    switch response.status {
    case 413: return .tooLarge(Problem(response).text)
    // Only the platform's own word can condemn an event; a proxy's error page cannot.
    case 400 where Problem(response).isDocument, 422 where Problem(response).isDocument:
      return .rejected(Problem(response).text)
    default: break
    }
    let document = try object(response, call)
    guard let entries = document["answers"]?.arrayValue else {
      throw LinkFault(name(call), nonsense: "answered without the list \"answers\"")
    }
    var open = Set(events.map(\.id))
    var answers: [EventAnswer] = []
    for entry in entries {
      guard let id = entry["id"]?.stringValue.flatMap(UUID.init(uuidString:)), open.contains(id) else { continue }
      let outcome: EventAnswer.Outcome
      switch entry["outcome"]?.stringValue {
      case "accepted": outcome = .accepted
      case "duplicate": outcome = .duplicate
      case "refused":
        outcome = .refused(entry["reason"]?.stringValue.map { String($0.prefix(500)) } ?? "no reason given")
      default: continue
      }
      open.remove(id)
      answers.append(EventAnswer(id: id, outcome: outcome))
    }
    guard !answers.isEmpty else {
      throw LinkFault(name(call), nonsense: "answered for none of the \(events.count) events sent")
    }
    return .answers(answers)
  }

  /// - Returns: the platform's time as it answered, where it says it.
  func heartbeat(_ body: JSONValue) async throws(LinkFault) -> Date? {
    let call = Call(
      method: .post, path: "/v1/heartbeat", headers: [("content-type", "application/json")], body: body.canonical())
    return try object(try await send(call), call)["time"]?.stringValue.flatMap(Timestamp.parse)
  }
}
