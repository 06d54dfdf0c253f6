import Border
import Foundation

/// The station's status and the console's counters as Prometheus text.
/// https://prometheus.io/docs/instrumenting/exposition_formats/
struct Metrics {
  private(set) var text = ""

  init(status: StationStatus, counters: Counters) {
    let cameras = status.cameras.map { camera in (Self.labels(("lane", camera.lane), ("camera", camera.camera)), camera)
    }
    add("gate_camera_live", .gauge, "Whether the camera delivers pictures.", cameras.map { ($0, $1.isLive ? 1 : 0) })
    add("gate_camera_frames_total", .counter, "Frames read.", cameras.map { ($0, $1.framesRead) })
    add("gate_camera_frames_broken_total", .counter, "Frames that were broken.", cameras.map { ($0, $1.framesBroken) })
    add(
      "gate_camera_frames_missed_total", .counter, "Frames that the driver dropped.",
      cameras.map { ($0, $1.framesMissed) })
    let platform = status.platform
    add("gate_platform_reachable", .gauge, "Whether the platform answers.", platform.isReachable ? 1 : 0)
    add("gate_declarations_cached", .gauge, "Declarations held.", platform.declarationsCached)
    add("gate_declarations_stale", .gauge, "Too old to pass by.", platform.areDeclarationsStale ? 1 : 0)
    if let asOf = platform.declarationsAsOf {
      add(
        "gate_declarations_as_of_timestamp_seconds", .gauge, "When the declarations were last taken completely.",
        Int(asOf.timeIntervalSince1970))
    }
    add("gate_events_waiting", .gauge, "Events not yet acknowledged by the platform.", platform.eventsWaiting)
    add("gate_events_refused", .gauge, "Events that the platform has refused.", platform.eventsRefused)
    add("gate_scans_quarantined", .gauge, "Scanner files set aside.", status.scansQuarantined)
    if let yard = status.yard {
      add("gate_yard_capacity", .gauge, "Places in the yard.", yard.capacity)
      add("gate_yard_occupied", .gauge, "Places taken.", yard.occupied)
    }
    add("gate_page_streams", .gauge, "Open streams of guards' pages.", counters.streams)
    add("gate_sign_ins_total", .counter, "Officers' sign-ins.", counters.count(.signIn))
    add("gate_sign_ins_failed_total", .counter, "Failed sign-ins.", counters.count(.signInFailed))
    add(
      "gate_decisions_total", .counter, "Officers' decisions since the start.",
      [
        (Self.labels(("kind", "confirm")), counters.count(.confirmed)),
        (Self.labels(("kind", "return")), counters.count(.returned)),
      ])
    add(
      "gate_decisions_not_stored_total", .counter, "Decisions that could not be stored.", counters.count(.notStored))
  }

  private enum Kind: String {
    case gauge, counter
  }

  private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
    add(name, kind, help, [("", value)])
  }

  private mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: String, value: Int)]) {
    guard !samples.isEmpty else { return }
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
  }

  private static func labels(_ labels: (name: String, value: String)...) -> String {
    let pairs = labels.map { label in
      let value = label.value.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"")
        .replacingOccurrences(of: "\n", with: "\\n")
      return "\(label.name)=\"\(value)\""
    }
    return "{\(pairs.joined(separator: ","))}"
  }
}
