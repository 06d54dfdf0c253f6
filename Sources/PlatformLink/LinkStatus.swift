public import Border
public import Foundation

/// How the way to the platform is.
public struct LinkStatus: Sendable, Hashable {
  public enum Way: String, Sendable, Hashable, CaseIterable {
    case declarations, events, evidence, heartbeat, notices, certificate
  }

  /// What is wrong now, by way; a way that works has none.
  public var faults: [Way: LinkFault] = [:]
  /// When the platform was last heard to answer sensibly.
  public var lastHeard: Date?
  public var eventsAcknowledged = 0
  public var eventsRefused = 0
  public var picturesDelivered = 0
  public var picturesRefused = 0
  /// What the platform orders for the traffic, as it was last heard; whether an order holds now is for the reader.
  public var trafficOrders: [TrafficOrder] = []
  /// What the platform sets, as it was last heard.
  public var settings = PlatformSettings()
  /// How far this machine's clock is behind the platform's, in seconds, as the last heartbeat showed.
  public var clockOffset: Double?
  /// Declarations that could not be used and were passed over.
  public var declarationsSkipped = 0

  public init() {}

  /// Heard at least once, and nothing is wrong.
  public var isReachable: Bool { lastHeard != nil && faults.isEmpty }

  /// What to tell people: the fault that matters most; nil while there is none.
  public var fault: String? { Way.allCases.lazy.compactMap { faults[$0]?.description }.first }
}

/// Holds the status and tells who wants to know.
final class StatusBoard: Sendable {
  private struct State {
    var status = LinkStatus()
    var readers: [Int: AsyncStream<LinkStatus>.Continuation] = [:]
    var nextReader = 0
  }

  private let state = Guarded(State())

  var status: LinkStatus { state.withLock { $0.status } }

  func statuses() -> AsyncStream<LinkStatus> {
    let (stream, continuation) = AsyncStream.makeStream(of: LinkStatus.self, bufferingPolicy: .bufferingNewest(1))
    let reader = state.withLock { state in
      state.nextReader += 1
      state.readers[state.nextReader] = continuation
      continuation.yield(state.status)
      return state.nextReader
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.readers.removeValue(forKey: reader) }
    }
    return stream
  }

  func update(_ change: (inout LinkStatus) -> Void) {
    state.withLock { state in
      let before = state.status
      change(&state.status)
      guard state.status != before else { return }
      for reader in state.readers.values { reader.yield(state.status) }
    }
  }

  func heard(_ way: LinkStatus.Way, at date: Date, _ change: (inout LinkStatus) -> Void = { _ in }) {
    update { status in
      status.faults[way] = nil
      status.lastHeard = date
      change(&status)
    }
  }

  /// - Returns: whether this is news, so that the log tells it once.
  func failed(_ way: LinkStatus.Way, _ fault: LinkFault) -> Bool {
    let isNews = status.faults[way]?.description != fault.description
    update { $0.faults[way] = fault }
    return isNews
  }
}
