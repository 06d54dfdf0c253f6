import Border
import Foundation
import Ledger
import Logging

/// From what the lanes see to advice, to the ledger, to the page.
///
/// Is: the one place where passages are judged. Always: a passage is in the ledger, with its event, before the page
/// shows it; advice is given anew whenever something it rests on changes, until an officer has decided or the vehicle
/// is gone for good.
actor Assessor {
  private let ledger: Ledger
  private var rules: VerdictRules
  private let configuration: StationConfiguration
  private let hub: UpdateHub
  private let log: Logger
  private let now: @Sendable () -> Date
  /// What is still judged anew: the passages of the last minutes that nobody has decided.
  private var recent: [UUID: PassageView] = [:]
  private var last: Task<Void, Never>?
  /// How long after its end a passage still follows its declaration.
  private let memory: TimeInterval = 30 * 60

  init(
    configuration: StationConfiguration, ledger: Ledger, hub: UpdateHub, log: Logger,
    now: @escaping @Sendable () -> Date
  ) {
    self.configuration = configuration
    self.ledger = ledger
    self.rules = VerdictRules(staleAfter: TimeInterval(configuration.staleAfterMinutes) * 60)
    self.hub = hub
    self.log = log
    self.now = now
  }

  /// How old declarations may be; passages are judged by it from now on.
  func declarations(areStaleAfter age: TimeInterval) { rules.staleAfter = age }

  /// Takes up what a stop left unfinished: those vehicles have left while nobody watched.
  func resume() async throws {
    for view in try await ledger.unfinishedPassages() {
      var passage = view.passage
      passage.endedAt = view.capturedAt
      try await keep(passage, because: view.capturedAt, ended: true)
    }
  }

  /// What a lane has to tell at once stays together: another camera's frame, which comes while it is being kept, is told after it.
  func take(_ changes: [PassageAssembler.Change]) async {
    guard !changes.isEmpty else { return }
    await inTurn {
      for change in changes {
        switch change {
        case .changed(let passage, let at): await $0.keepOrReport(passage, because: at.wall, ended: false)
        case .ended(let passage):
          await $0.keepOrReport(passage, because: passage.endedAt ?? $0.now(), ended: true)
          $0.forgetOld()
        }
      }
    }
  }

  /// Declarations or scans have changed, or the cache has become fresh or stale.
  func reassess() async {
    await inTurn {
      for view in $0.undecided {
        await $0.keepOrReport(view.passage, because: view.capturedAt, ended: false, onlyIfVerdictChanges: true)
      }
    }
  }

  private var undecided: [PassageView] {
    recent.values.filter { $0.decision == nil }.sorted { $0.passage.startedAt < $1.passage.startedAt }
  }

  /// One judgement after the other: an actor may be entered again while it waits for the ledger, and older advice must
  /// never overtake newer.
  private func inTurn(_ work: @escaping @Sendable (isolated Assessor) async -> Void) async {
    let before = last
    let turn = Task {
      await before?.value
      await work(self)
    }
    last = turn
    await turn.value
  }

  func decided(_ view: PassageView) {
    recent[view.id] = view
    hub.publish(.passage(view))
  }

  // MARK: Judging

  private func keepOrReport(
    _ passage: Passage, because capturedAt: Date, ended: Bool, onlyIfVerdictChanges: Bool = false
  ) async {
    do {
      try await keep(passage, because: capturedAt, ended: ended, onlyIfVerdictChanges: onlyIfVerdictChanges)
    } catch {
      // The vehicle stands there all the same: it is shown, and kept with its next change.
      log.error("passage \(passage.id) was not kept: \(error)")
      // Reading mostly works where writing does not: the verdict goes on, though nothing of it can be kept.
      let situation = try? await situation(of: passage)
      let verdict =
        situation.map { rules.verdict(for: $0) }
        ?? Verdict(
          advice: .check, checks: [Check(.declaration, .unknown, reason: .declarationsStale)], declaration: nil,
          suggestions: [])
      let shown = situation.map { shownDeclarations($0, verdict) } ?? []
      hub.publish(
        .passage(
          PassageView(
            passage: passage, verdict: verdict, capturedAt: capturedAt, declarations: shown,
            scans: situation?.scans ?? [], decision: nil)))
    }
  }

  private func keep(
    _ passage: Passage, because capturedAt: Date, ended: Bool, onlyIfVerdictChanges: Bool = false
  ) async throws {
    let situation = try await situation(of: passage)
    let verdict = rules.verdict(for: situation)
    let before = recent[passage.id]
    let isSameAdvice = before.map { $0.verdict.saysTheSame(as: verdict) } ?? false
    if onlyIfVerdictChanges, isSameAdvice { return }
    var kept = passage
    // A change of the declarations must not bring back an open passage that has ended meanwhile.
    if let endedAt = before?.passage.endedAt { kept.endedAt = kept.endedAt ?? endedAt }
    let shown = shownDeclarations(situation, verdict)
    let tellsNews =
      ended || !isSameAdvice || before?.passage.tractor?.text != kept.tractor?.text
      || before?.passage.trailer?.text != kept.trailer?.text || before?.passage.direction != kept.direction
    let event = tellsNews ? draft(kept, verdict: verdict, ended: ended) : nil
    let view = try await ledger.record(
      kept, verdict: verdict, capturedAt: capturedAt, declarations: shown, scans: situation.scans, event: event)
    recent[kept.id] = view
    if ended, configuration.role == .yardGate { try await keepYardMovement(kept) }
    hub.publish(.passage(view))
  }

  /// The declaration that the verdict rests on, and those that it suggests.
  private func shownDeclarations(_ situation: Situation, _ verdict: Verdict) -> [Declaration] {
    (situation.declarations + situation.nearDeclarations).filter {
      $0.id == verdict.declaration || verdict.suggestions.contains($0.id)
    }
  }

  private func situation(of passage: Passage) async throws -> Situation {
    let keys = [passage.tractor?.key, passage.trailer?.key].compactMap { $0 }
    let lane = configuration.lanes.first { $0.id == passage.lane }
    let declarations = try await ledger.declarations(holding: keys)
    var near: [Declaration] = []
    if declarations.isEmpty {
      for key in keys { near += try await ledger.declarations(near: key) }
    }
    let declared = declarations.first
    return Situation(
      tractor: passage.tractor, trailer: passage.trailer, container: passage.container, gate: configuration.gate,
      direction: passage.direction, seesTrailers: lane?.cameras.contains { $0.view == .rear } ?? false,
      declarations: declarations, nearDeclarations: near,
      scans: try await ledger.scans(
        forPlates: keys, containers: declared?.vehicles.flatMap(\.containers) ?? [], declaration: declared?.number,
        since: now().addingTimeInterval(-24 * 3600)),
      now: now(), declarationsAsOf: try await ledger.declarationsAsOf())
  }

  private func draft(_ passage: Passage, verdict: Verdict, ended: Bool) -> EventDraft {
    EventDraft(
      id: .version7(at: now()), type: ended ? .passageEnded : .passageAssessed, subject: EventData.subject(of: passage),
      time: now(), data: EventData.passage(passage, verdict: verdict))
  }

  private func keepYardMovement(_ passage: Passage) async throws {
    let way: YardMovement.Way
    switch passage.direction {
    case .entry: way = .in
    case .exit: way = .out
    case .both:
      log.warning("lane \(passage.lane) has no single direction: its vehicles are logged, but not counted")
      return
    }
    let plate = passage.tractor?.text ?? passage.trailer?.text
    let movement = YardMovement(
      way: way, plate: plate, passage: passage.id, at: passage.endedAt ?? now())
    let event = EventDraft(
      id: .version7(at: now()), type: .yardMoved, subject: EventData.subject(of: passage), time: now(),
      data: EventData.yard(movement, lane: passage.lane))
    if let anomaly = try await ledger.record(movement, event: event) {
      log.warning("yard: \(plate ?? "a vehicle without a plate") is \(anomaly.rawValue)")
    }
  }

  private func forgetOld() {
    let limit = now().addingTimeInterval(-memory)
    recent = recent.filter { $0.value.passage.endedAt.map { $0 > limit } ?? true }
  }
}

extension Verdict {
  /// Whether a guard would do the same; that the cache is some seconds fresher is no news.
  fileprivate func saysTheSame(as other: Verdict) -> Bool {
    (advice, reasons, declaration, suggestions) == (other.advice, other.reasons, other.declaration, other.suggestions)
  }
}
