import Border
import Foundation

/// How the station is: written by those who know, read by the page.
final class StatusBoard: Sendable {
  private struct CameraKey: Hashable {
    var lane: String
    var camera: String
  }

  private struct State {
    var cameras: [CameraKey: StationStatus.CameraStatus] = [:]
    var platform: StationStatus.PlatformStatus
    var yardOccupied = 0
    /// As the platform sets it; nil for the configuration's.
    var yardCapacity: Int?
    var orders: [TrafficOrder] = []
    var scansQuarantined = 0
    var storageAlarms: [String] = []
  }

  private let configuration: StationConfiguration
  private let hub: UpdateHub
  private let state: Guarded<State>

  init(configuration: StationConfiguration, hub: UpdateHub, now: Date) {
    self.configuration = configuration
    self.hub = hub
    var state = State(platform: .init(isReachable: false, fault: nil))
    for lane in configuration.lanes {
      for camera in lane.cameras {
        // Not live until the first frame: an unopened camera is not a working one.
        state.cameras[CameraKey(lane: lane.id, camera: camera.id)] = .init(
          lane: lane.id, camera: camera.id, isLive: false, since: now)
      }
    }
    self.state = Guarded(state)
  }

  var current: StationStatus { state.withLock { snapshot($0) } }

  /// A frame has come.
  /// - Returns: whether that is news, since the camera was not live before.
  func cameraReturned(lane: String, camera: String, at time: Date) -> Bool {
    change { state in
      let key = CameraKey(lane: lane, camera: camera)
      guard state.cameras[key]?.isLive == false else { return false }
      state.cameras[key]?.isLive = true
      state.cameras[key]?.since = time
      state.cameras[key]?.fault = nil
      return true
    }
  }

  /// A frame was looked at. Pages are not told of every one.
  ///
  /// - Parameters:
  ///   - isRead: whether it was whole enough to be read.
  ///   - broken, missed: of all frames until now.
  func cameraDelivered(lane: String, camera: String, isRead: Bool, broken: Int, missed: Int) {
    state.withLock { state in
      let key = CameraKey(lane: lane, camera: camera)
      state.cameras[key]?.framesRead += isRead ? 1 : 0
      state.cameras[key]?.framesBroken = broken
      state.cameras[key]?.framesMissed = missed
    }
  }

  /// - Returns: whether the camera was live before, or had another fault.
  func cameraLost(lane: String, camera: String, fault: CameraFault, at time: Date) -> Bool {
    change { state in
      let key = CameraKey(lane: lane, camera: camera)
      guard var status = state.cameras[key], status.isLive || status.fault != fault.remedy else { return false }
      if status.isLive { status.since = time }
      (status.isLive, status.fault) = (false, fault.remedy)
      state.cameras[key] = status
      return true
    }
  }

  func platform(_ update: (inout StationStatus.PlatformStatus) -> Void) {
    change { state in
      let before = state.platform
      update(&state.platform)
      return state.platform != before
    }
  }

  func yard(occupied: Int) {
    change { state in
      defer { state.yardOccupied = occupied }
      return state.yardOccupied != occupied
    }
  }

  /// What the platform tells its stations, as far as it holds here and now.
  func notices(orders: [TrafficOrder], yardCapacity: Int?) {
    change { state in
      defer { (state.orders, state.yardCapacity) = (orders, yardCapacity) }
      return state.orders != orders || state.yardCapacity != yardCapacity
    }
  }

  func scans(quarantined: Int) {
    change { state in
      defer { state.scansQuarantined = quarantined }
      return state.scansQuarantined != quarantined
    }
  }

  /// What is wrong with the station's store; empty where nothing is.
  func storage(alarms: [String]) {
    change { state in
      defer { state.storageAlarms = alarms }
      return state.storageAlarms != alarms
    }
  }

  /// Changes the state and, if that is worth telling, tells the pages.
  @discardableResult
  private func change(_ body: (inout State) -> Bool) -> Bool {
    let (isNews, status) = state.withLock { state -> (Bool, StationStatus?) in
      let isNews = body(&state)
      return (isNews, isNews ? snapshot(state) : nil)
    }
    if let status { hub.publish(.status(status)) }
    return isNews
  }

  private func snapshot(_ state: State) -> StationStatus {
    StationStatus(
      station: configuration.id, role: configuration.role.rawValue, gate: configuration.gate,
      language: configuration.language.rawValue,
      cameras: state.cameras.values.sorted { ($0.lane, $0.camera) < ($1.lane, $1.camera) }, platform: state.platform,
      yard: configuration.yardCapacity.map {
        .init(capacity: state.yardCapacity ?? $0, occupied: state.yardOccupied)
      },
      scansQuarantined: state.scansQuarantined, alarms: state.storageAlarms, orders: state.orders)
  }
}
