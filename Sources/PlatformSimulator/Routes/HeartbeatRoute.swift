import Border
import Foundation
import Hummingbird

struct HeartbeatRoute: Sendable {
  let store: PlatformStore
  let now: @Sendable () -> Date

  func add(to group: RouterGroup<SimulatorContext>) {
    group.post("heartbeat") { request, _ in
      let body = try await request.body.collect(upTo: 64 << 10)
      guard let value = try? JSONValue(parsing: Data(body.readableBytesView)),
        let station = value["station"]?.stringValue, !station.isEmpty
      else { throw Problem(.badRequest, "Not a heartbeat", "expected a JSON object with \"station\"") }
      let date = now()
      try await store.keepHeartbeat(station: station, body: value, at: date)
      return Response.json(["time": .string(Timestamp.format(date))])
    }
  }
}
