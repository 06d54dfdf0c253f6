import Border
import Foundation
import HTTPTypes
import Testing

@testable import GuardConsole

@Suite struct HealthTests {
  @Test func aStationInOrderIsHealthy() async throws {
    try await RunningConsole.run { console in
      let answer = try await console.request(.get, "/health")
      #expect(answer.status == .ok)
      #expect(answer.text == #"{"problems":[],"station":"hn-barrier-1","status":"ok"}"#)
    }
  }

  @Test func aLostCameraIsAFailure() async throws {
    try await RunningConsole.run { console in
      console.station.change { status in
        status.cameras[1].isLive = false
        status.cameras[1].fault = "no signal: check the cable"
      }
      let answer = try await console.request(.get, "/health")
      #expect(answer.status == .serviceUnavailable)
      #expect(try answer.json()["status"]?.stringValue == "failing")
      #expect(
        try answer.json()["problems"] == [
          .string(
            "camera rear of lane in-1 is lost since \(Timestamp.format(Sample.now)): no signal: check the cable")
        ])
    }
  }

  @Test func aPlatformOutOfReachOnlyDegrades() {
    let health = HealthRoutes.health(
      of: Sample.status {
        $0.platform = .init(isReachable: false, fault: "connection refused", eventsRefused: 2)
        $0.scansQuarantined = 1
      })
    #expect(health.status == .degraded)
    #expect(
      health.problems == [
        "the platform is out of reach: connection refused", "the declarations are stale",
        "the platform has refused 2 events", "1 scan files are in quarantine",
      ])
  }

  @Test func metricsCountWhatHappenedAndEscapeNames() async throws {
    let view = Sample.passage(.pass)
    try await RunningConsole.run(passages: [view]) { console in
      console.station.change {
        $0.cameras[0].camera = "fr\"o\\nt"
        $0.yard = .init(capacity: 120, occupied: 100)
      }
      let cookie = try await console.signIn().cookie
      _ = try await console.signIn(pin: "135791")
      _ = try await console.decide(view, cookie: cookie, #"{"kind":"confirm"}"#)
      let lines = Set(try await console.request(.get, "/metrics").text.split(separator: "\n").map(String.init))
      for line in [
        #"gate_camera_live{lane="in-1",camera="fr\"o\\nt"} 1"#,
        #"gate_camera_frames_total{lane="in-1",camera="rear"} 1490"#,
        "gate_platform_reachable 1", "gate_declarations_cached 35000", "gate_events_waiting 3",
        "gate_yard_occupied 100",
        "gate_sign_ins_total 1", "gate_sign_ins_failed_total 1", #"gate_decisions_total{kind="confirm"} 1"#,
        #"gate_decisions_total{kind="return"} 0"#, "# TYPE gate_decisions_total counter",
      ] { #expect(lines.contains(line), "\(line)") }
    }
  }
}
