import Border
import Foundation
import Testing

@testable import PlatformLink
@testable import PlatformSimulator

@Suite(.timeLimit(.minutes(1)))
struct NoticeTests {
  private let now = Date(timeIntervalSince1970: 1_795_000_000)

  private func watch(_ simulator: Simulator, _ board: StatusBoard) -> NoticeWatch {
    let api = PlatformAPI(client: HTTPClient(), url: simulator.url, limits: HTTPLimits())
    let now = now
    return NoticeWatch(api: api, board: board, now: { now }, logger: Simulator.quiet)
  }

  @Test func `Orders are heard, replaced and taken back; one that cannot be read is passed over`() async throws {
    try await Simulator.run { simulator in
      let board = StatusBoard()
      let watch = watch(simulator, board)
      try await watch.ask()
      #expect(board.status.trafficOrders.isEmpty)
      let hold: JSONValue = [
        "id": "o-1", "kind": "hold", "gate": "CKHN", "validUntil": "2026-11-23T17:00:00+07:00", "text": "congestion",
      ]
      try await simulator.store.keep(.trafficOrders, ["orders": [hold, ["id": "o-2", "kind": "dance"], 7]])
      try await watch.ask()
      #expect(board.status.trafficOrders.map(\.id) == ["o-1"])
      let order = try #require(board.status.trafficOrders.first)
      #expect(order.holds(at: "CKHN", now: Date(timeIntervalSince1970: 1_795_400_000)))
      #expect(!order.holds(at: "TT", now: Date(timeIntervalSince1970: 1_795_400_000)))
      #expect(!order.holds(at: "CKHN", now: Date(timeIntervalSince1970: 1_796_000_000)))
      // Nothing new is no news.
      try await watch.ask()
      #expect(board.status.trafficOrders.map(\.id) == ["o-1"])
      try await simulator.store.keep(.trafficOrders, ["orders": []])
      try await watch.ask()
      #expect(board.status.trafficOrders.isEmpty)
    }
  }

  @Test func `Nonsense instead of orders is a fault and changes nothing`() async throws {
    let nonsense = FaultRule(method: nil, path: "/v1/traffic-orders", timing: .nth([2]), action: .halfAnswer)
    try await Simulator.run(faults: [nonsense]) { simulator in
      let board = StatusBoard()
      let watch = watch(simulator, board)
      try await simulator.store.keep(.trafficOrders, ["orders": [["id": "o-1", "kind": "notice"]]])
      try await watch.ask()
      try await simulator.store.keep(.trafficOrders, ["orders": []])
      await #expect(throws: LinkFault.self) { try await watch.ask() }
      #expect(board.status.trafficOrders.map(\.id) == ["o-1"])
    }
  }

  @Test func `Settings are heard and taken back; a value that cannot be used is passed over`() async throws {
    try await Simulator.run { simulator in
      let board = StatusBoard()
      let watch = watch(simulator, board)
      try await watch.ask()
      #expect(board.status.settings == PlatformSettings())
      try await simulator.store.keep(
        .settings,
        ["pollSeconds": 0, "heartbeatSeconds": 20, "staleMinutes": "soon", "yardCapacity": 120, "colour": "red"])
      try await watch.ask()
      #expect(board.status.settings == PlatformSettings(heartbeatSeconds: 20, yardCapacity: 120))
      try await simulator.store.keep(.settings, [:])
      try await watch.ask()
      #expect(board.status.settings == PlatformSettings())
    }
  }

  @Test func `The platform's time tells how far this clock is off`() async throws {
    let wrong = FaultRule(method: "POST", path: "/v1/heartbeat", timing: .nth([1]), action: .clockOff(seconds: 3600))
    try await Simulator.run(faults: [wrong]) { simulator in
      let api = PlatformAPI(client: HTTPClient(), url: simulator.url, limits: HTTPLimits())
      let time = try #require(try await api.heartbeat(["station": "test"]))
      #expect(abs(time.timeIntervalSinceNow - 3600) < 30)
      let right = try #require(try await api.heartbeat(["station": "test"]))
      #expect(abs(right.timeIntervalSinceNow) < 30)
    }
  }
}
