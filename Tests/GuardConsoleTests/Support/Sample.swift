import Border
import Foundation

/// Drawn and invented: lorries, papers and a station for these tests.
enum Sample {
  static let now = Date(timeIntervalSince1970: 1_795_400_000)

  static func status(_ change: (inout StationStatus) -> Void = { _ in }) -> StationStatus {
    var status = StationStatus(
      station: "hn-barrier-1", role: "barrier", gate: "CKHN", language: "vi",
      cameras: [
        .init(
          lane: "in-1", camera: "front", isLive: true, since: now, framesRead: 1500, framesBroken: 2, framesMissed: 3),
        .init(lane: "in-1", camera: "rear", isLive: true, since: now, framesRead: 1490),
      ],
      platform: .init(
        isReachable: true, declarationsAsOf: now, areDeclarationsStale: false, declarationsCached: 35_000,
        eventsWaiting: 3))
    change(&status)
    return status
  }

  static func plate(
    _ text: String, raw: String? = nil, country: Country = .vietnam, kind: PlateKind = .car,
    colour: PlateColour = .yellow, doubtfulAt: Int? = nil
  ) -> PlateConsensus {
    PlateConsensus(
      text: text, raw: raw ?? text, country: country, kind: kind, colour: colour, lines: 2,
      confidence: doubtfulAt == nil ? 0.98 : 0.6, trusted: doubtfulAt == nil, agreeingFrames: 6,
      characters: text.enumerated().map { CharacterRead($1, probability: $0 == doubtfulAt ? 0.62 : 0.99) },
      camera: "front")
  }

  static func declaration(_ id: String = "d-1", plate: String = "12C12345", goods: [String]? = nil) -> Declaration {
    Declaration(
      id: id, version: 3, number: "2026112300417", state: .open, gate: "CKHN", direction: .exit,
      validFrom: now.addingTimeInterval(-7200), validUntil: now.addingTimeInterval(36_000),
      vehicles: [
        DeclaredVehicle(
          plate: plate, trailer: "12RM01234", containers: ["CSQU3054383"], nationality: "VN",
          driver: "Nguyễn Văn Mẫu", seal: "VN-000417")
      ],
      requirements: [:], goods: goods ?? ["Thanh long tươi, 18.500 kg", "Xoài tươi, 4.200 kg"])
  }

  static let satisfied: [Check] = [
    Check(.plate, .satisfied, found: "12C12345"), Check(.declaration, .satisfied, found: "2026112300417"),
    Check(.gate, .satisfied, expected: "CKHN"), Check(.direction, .satisfied, expected: "exit"),
    Check(
      .validity, .satisfied,
      expected:
        "\(Timestamp.format(now.addingTimeInterval(-7200))) – \(Timestamp.format(now.addingTimeInterval(36_000)))"),
    Check(.trailer, .satisfied, expected: "12RM01234", found: "12RM01234"),
    Check(.container, .satisfied, expected: "CSQU3054383", found: "CSQU3054383"),
    Check(.documents, .satisfied), Check(.medical, .satisfied), Check(.plantQuarantine, .satisfied),
    Check(.animalQuarantine, .notRequired), Check(.customs, .satisfied), Check(.fee, .satisfied),
    Check(.scan, .satisfied), Check(.freshness, .satisfied, found: Timestamp.format(now)),
  ]

  static func checks(_ changes: Check...) -> [Check] {
    let changed = Set(changes.map(\.subject))
    return satisfied.filter { !changed.contains($0.subject) } + changes
  }

  /// - Parameter after: seconds after `now` at which the vehicle appeared.
  static func passage(
    _ advice: Verdict.Advice, checks: [Check] = satisfied,
    tractor: PlateConsensus? = plate("12C12345", raw: "12C-123.45"),
    trailer: PlateConsensus? = plate("12RM01234", raw: "12RM-012.34", kind: .trailer), lane: String = "in-1",
    after: TimeInterval = 0, declarations: [Declaration] = [declaration()], suggestions: [String] = [],
    scans: [ScanResult] = []
  ) -> PassageView {
    let seen = now.addingTimeInterval(after)
    return PassageView(
      passage: Passage(
        id: UUID(), lane: lane, direction: .exit, startedAt: seen, tractor: tractor, trailer: trailer,
        container: "CSQU3054383",
        pictures: Picture.allCases.compactMap { picture in
          picture.subject.map {
            PassagePicture(subject: $0, evidence: picture.hash, camera: "front", capturedAt: seen)
          }
        }),
      verdict: Verdict(
        advice: advice, checks: checks, declaration: suggestions.isEmpty ? declarations.first?.id : nil,
        suggestions: suggestions),
      capturedAt: seen, declarations: declarations, scans: scans, decision: nil)
  }

  static func scan(_ conclusion: ScanResult.Conclusion, note: String = "", alarms: [String] = []) -> ScanResult {
    ScanResult(
      id: "s-1", device: "portal", startedAt: now, endedAt: now, plates: [], containers: ["CSQU3054383"],
      declarationNumber: nil, conclusion: conclusion,
      radiation: alarms.map { RadiationAlarm(category: $0, raisedAt: now, description: "") },
      pictures: [Picture.scan.hash], note: note)
  }
}

extension Sample {
  /// Container, customs and fee are not in order.
  static func returned() -> PassageView {
    passage(
      .return,
      checks: checks(
        Check(.container, .mismatched, reason: .containerMismatch, expected: "CSQU3054383", found: "TCLU4265447"),
        Check(.customs, .pending, reason: .customsPending), Check(.fee, .missing, reason: .feeUnpaid)),
      scans: [scan(.notSuspicious)])
  }

  /// A Chinese plate with one doubtful character, two declarations that nearly match, and an alarm.
  static func doubted() -> PassageView {
    passage(
      .check,
      checks: [
        Check(.plate, .unknown, reason: .plateUncertain, found: "桂FB8234"),
        Check(.declaration, .missing, reason: .plateNotDeclared),
        Check(.freshness, .satisfied, found: Timestamp.format(now)),
        Check(.scan, .mismatched, reason: .scanSuspicious, found: "vùng tối phía sau"),
        Check(.radiation, .mismatched, reason: .radiationAlarm, found: "Gamma"),
      ],
      tractor: plate("桂FB8234", raw: "桂F·B8234", country: .china, colour: .blue, doubtfulAt: 3), trailer: nil,
      declarations: [
        declaration("d-8", plate: "FB1234", goods: ["Linh kiện điện tử"]),
        declaration("d-9", plate: "FB6234", goods: ["Phân bón NPK"]),
      ],
      suggestions: ["d-8", "d-9"], scans: [scan(.suspicious, note: "vùng tối phía sau", alarms: ["Gamma"])])
  }
}
