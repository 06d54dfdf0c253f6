import Border
import Foundation
import Testing

@testable import Station

@Suite struct UpdateHubTests {
  private func status(_ number: Int) -> ConsoleUpdate {
    .status(
      StationStatus(
        station: "s\(number)", role: "barrier", gate: "CKHN", language: "vi", cameras: [],
        platform: .init(isReachable: false)))
  }

  private func names(_ stream: AsyncStream<ConsoleUpdate>) async -> [String] {
    var names: [String] = []
    for await update in stream { if case .status(let status) = update { names.append(status.station) } }
    return names
  }

  @Test func everyListenerGetsEverythingInOrderFromWhenItCame() async {
    let hub = UpdateHub()
    let early = hub.subscribe()
    hub.publish(status(1))
    let late = hub.subscribe()
    hub.publish(status(2))
    hub.publish(status(3))
    hub.close()
    #expect(await names(early) == ["s1", "s2", "s3"])
    #expect(await names(late) == ["s2", "s3"])
  }

  @Test func aHubThatIsClosedHasNothingMoreToSay() async {
    let hub = UpdateHub()
    hub.close()
    hub.publish(status(1))
    #expect(await names(hub.subscribe()) == [])
  }

  @Test func aListenerThatGoesHoldsUpNobody() async {
    let hub = UpdateHub()
    let gone = Task { [stream = hub.subscribe()] in for await _ in stream {} }
    let stays = hub.subscribe()
    gone.cancel()
    await gone.value
    hub.publish(status(1))
    hub.close()
    #expect(await names(stays) == ["s1"])
  }
}
