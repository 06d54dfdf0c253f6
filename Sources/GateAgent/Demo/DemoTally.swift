import Border
import Foundation
import Scenes

/// Counts the demo's vehicles as they leave, and holds each against what was expected of it.
actor DemoTally {
  private let vehicles: [DemoVehicle]
  private let declarations: [Declaration]
  private let knowsTruth: Bool
  /// The declarations are not those of the vehicles' stories.
  private let isExpecting: Bool
  private let report: DemoReport
  private var next = 0
  private var passages = 0
  private var asExpected = 0
  private var lastNews = ContinuousClock.now
  /// Passages that have not ended.
  private var open: Set<UUID> = []

  init(vehicles: [DemoVehicle], documents: [JSONValue], knowsTruth: Bool, isExpecting: Bool, report: DemoReport) {
    self.vehicles = vehicles
    self.declarations = documents.compactMap { try? DeclarationDocument.parse($0) }
    self.knowsTruth = knowsTruth
    self.isExpecting = isExpecting
    self.report = report
  }

  var result: (passages: Int, asExpected: Int) { (passages, asExpected) }

  func hear(_ view: PassageView) {
    lastNews = .now
    if view.passage.endedAt == nil { open.insert(view.id) } else { open.remove(view.id) }
  }

  func count(_ view: PassageView, latency: Duration) {
    let row = DemoReport.Row(
      plate: view.passage.tractor?.text, trailer: view.passage.trailer?.text, expected: expectation(for: view),
      verdict: view.verdict, latency: latency)
    passages += 1
    asExpected += row.isAsExpected ? 1 : 0
    report.tell(row)
  }

  private func expectation(for view: PassageView) -> Verdict.Advice? {
    guard knowsTruth else {
      // Nobody knows what the pictures show: only other declarations call for anything, by the plate that was read.
      guard isExpecting else { return nil }
      return DemoDeclarations.expectation(
        tractor: view.passage.tractor?.text, trailer: view.passage.trailer?.text, seesTrailers: false,
        declarations: declarations, scans: view.scans, now: Date())
    }
    guard let vehicle = vehicle(of: view) else { return nil }
    guard isExpecting else { return vehicle.expected }
    return DemoDeclarations.expectation(
      tractor: vehicle.tractor.text, trailer: vehicle.trailer?.text, seesTrailers: true, declarations: declarations,
      scans: view.scans, now: Date())
  }

  /// Vehicles come in their order, over and over; one that was missed is passed over.
  private func vehicle(of view: PassageView) -> DemoVehicle? {
    guard !vehicles.isEmpty else { return nil }
    let keys = [view.passage.tractor?.key, view.passage.trailer?.key].compactMap { $0 }
    let order = Array(vehicles.indices[next...]) + Array(vehicles.indices[..<next])
    let found =
      order.first { index in
        [vehicles[index].tractor.text, vehicles[index].trailer?.text].compactMap { $0.map(PlateKey.init) }
          .contains { keys.contains($0) }
      } ?? next
    next = (found + 1) % vehicles.count
    return vehicles[found]
  }

  /// Returns when all vehicles have gone through, or the time is over.
  func all(within limit: Duration) async {
    let deadline = ContinuousClock.now + limit
    while passages < vehicles.count, ContinuousClock.now < deadline {
      guard (try? await Task.sleep(for: .milliseconds(50))) != nil else { return }
    }
  }

  /// Returns when all have left and nothing has come for some time.
  func quiet(for silence: Duration, atMost limit: Duration) async {
    let deadline = ContinuousClock.now + limit
    lastNews = .now
    while !open.isEmpty || ContinuousClock.now - lastNews < silence, ContinuousClock.now < deadline {
      guard (try? await Task.sleep(for: .milliseconds(100))) != nil else { return }
    }
  }
}
