import Border
import Foundation
import Testing

/// A row of the table: what is different from a lorry in order, and what is advised then.
struct VerdictCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let advice: Verdict.Advice
  let reasons: [ReasonCode]
  let change: @Sendable (inout Situation) -> Void

  init(
    _ description: String, _ advice: Verdict.Advice, _ reasons: [ReasonCode],
    _ change: @escaping @Sendable (inout Situation) -> Void
  ) {
    (testDescription, self.advice, self.reasons, self.change) = (description, advice, reasons, change)
  }
}

@Suite struct VerdictTests {
  static let table: [VerdictCase] = [
    VerdictCase("all in order", .pass, []) { _ in },
    VerdictCase("no plate at all", .check, [.plateUncertain]) { ($0.tractor, $0.trailer) = (nil, nil) },
    VerdictCase("tractor plate unsure", .check, [.plateUncertain]) {
      $0.tractor = Sample.read("12C12345", trusted: false)
    },
    VerdictCase("only the trailer read", .check, [.plateUncertain]) { $0.tractor = nil },
    VerdictCase("not declared", .return, [.plateNotDeclared]) { $0.declarations = [] },
    VerdictCase("not declared, but something near is", .check, [.plateNotDeclared]) {
      $0.declarations = []
      $0.nearDeclarations = [Sample.declaration { $0.vehicles[0].plate = "12G12345" }]
    },
    VerdictCase("not declared, and the plate is unsure", .check, [.plateUncertain, .plateNotDeclared]) {
      $0.declarations = []
      $0.tractor = Sample.read("12C12345", trusted: false)
    },
    VerdictCase("not declared in a stale cache", .check, [.plateNotDeclared, .declarationsStale]) {
      $0.declarations = []
      $0.declarationsAsOf = Sample.now.addingTimeInterval(-3600)
    },
    VerdictCase("stale cache", .check, [.declarationsStale]) {
      $0.declarationsAsOf = Sample.now.addingTimeInterval(-901)
    },
    VerdictCase("never heard the platform", .check, [.declarationsStale]) { $0.declarationsAsOf = nil },
    VerdictCase("cache from the future: the clock was set back", .check, [.declarationsStale]) {
      $0.declarationsAsOf = Sample.now.addingTimeInterval(86400)
    },
    VerdictCase("other trailer", .return, [.trailerMismatch]) { $0.trailer = Sample.read("12RM09999") },
    VerdictCase("perhaps another trailer", .check, [.trailerMismatch]) {
      $0.trailer = Sample.read("12RM09999", trusted: false)
    },
    VerdictCase("trailer not read where it could be", .check, [.trailerUnread]) { $0.trailer = nil },
    VerdictCase("trailer not read where no camera sees it", .pass, []) {
      $0.trailer = nil
      $0.seesTrailers = false
    },
    VerdictCase("undeclared trailer", .return, [.trailerMismatch]) {
      $0.declarations = [Sample.declaration { $0.vehicles[0].trailer = nil }]
    },
    VerdictCase("declared container read", .pass, []) { $0.container = "CSQU3054383" },
    VerdictCase("other container", .return, [.containerMismatch]) { $0.container = "MSKU1234565" },
    VerdictCase("other container, misread", .check, [.containerMismatch]) { $0.container = "CSQU3054384" },
    VerdictCase("documents missing", .return, [.documentsMissing], Sample.requirement(.documents, .missing)),
    VerdictCase("medical missing", .return, [.medicalMissing], Sample.requirement(.medical, .missing)),
    VerdictCase(
      "plant quarantine pending", .return, [.quarantinePending], Sample.requirement(.plantQuarantine, .pending)),
    VerdictCase(
      "animal quarantine pending", .return, [.quarantinePending], Sample.requirement(.animalQuarantine, .pending)),
    VerdictCase("customs pending", .return, [.customsPending], Sample.requirement(.customs, .pending)),
    VerdictCase("fee unpaid", .return, [.feeUnpaid], Sample.requirement(.fee, .missing)),
    VerdictCase("fee unpaid, plate unsure", .check, [.plateUncertain, .feeUnpaid]) {
      Sample.requirement(.fee, .missing)(&$0)
      $0.tractor = Sample.read("12C12345", trusted: false)
    },
    VerdictCase(
      "scan required, none there: no scan is not clear", .check, [.scanMissing], Sample.requirement(.scan, .pending)),
    VerdictCase("scan required and clear", .pass, []) {
      Sample.requirement(.scan, .pending)(&$0)
      $0.scans = [Sample.scan(.notSuspicious)]
    },
    VerdictCase("scan required, not concluded", .check, [.scanMissing]) {
      Sample.requirement(.scan, .pending)(&$0)
      $0.scans = [Sample.scan(.notConcluded)]
    },
    VerdictCase("scan suspicious though none was required", .check, [.scanSuspicious]) {
      $0.scans = [Sample.scan(.suspicious)]
    },
    VerdictCase("scan saw another container", .return, [.containerMismatch]) {
      $0.scans = [Sample.scan(.notSuspicious, containers: ["MSKU1234565"])]
    },
    VerdictCase("radiation alarm of an unknown category", .check, [.radiationAlarm]) {
      $0.scans = [Sample.scan(.notSuspicious, alarms: ["Gamma-Neutron"])]
    },
    VerdictCase("wrong gate", .return, [.wrongGate]) { $0.gate = "TT" },
    VerdictCase("wrong direction", .return, [.wrongDirection]) { $0.direction = .entry },
    VerdictCase("lane for both ways", .pass, []) { $0.direction = .both },
    VerdictCase("too late", .return, [.expired]) {
      $0.declarations = [Sample.declaration { $0.validUntil = Sample.now - 1 }]
    },
    VerdictCase("too early", .return, [.expired]) {
      $0.declarations = [Sample.declaration { $0.validFrom = Sample.now + 1 }]
    },
    VerdictCase("finished", .return, [.declarationClosed]) {
      $0.declarations = [Sample.declaration { $0.state = .finished }]
    },
    VerdictCase("sent back", .return, [.declarationClosed]) {
      $0.declarations = [Sample.declaration { $0.state = .returned }]
    },
    VerdictCase("two that fit equally", .check, [.severalDeclarations]) {
      $0.declarations = [Sample.declaration(), Sample.declaration("d-2")]
    },
    VerdictCase("two for the tractor, one for this trailer", .pass, []) {
      $0.declarations = [Sample.declaration(), Sample.declaration("d-2") { $0.vehicles[0].trailer = "12RM05555" }]
    },
    VerdictCase("an old finished one beside the open one", .pass, []) {
      $0.declarations = [Sample.declaration("d-0") { $0.state = .finished }, Sample.declaration()]
    },
    VerdictCase("the way in beside the way out", .pass, []) {
      $0.declarations = [Sample.declaration("d-0") { $0.direction = .entry }, Sample.declaration()]
    },
    VerdictCase("two reasons at once", .return, [.customsPending, .feeUnpaid]) {
      $0.declarations = [
        Sample.declaration {
          $0.requirements[.fee] = Requirement(state: .missing)
          $0.requirements[.customs] = Requirement(state: .pending)
        }
      ]
    },
    VerdictCase("Chinese tractor, declared without its province", .pass, []) {
      $0.tractor = Sample.read("桂F12345")
      $0.trailer = nil
      $0.declarations = [Sample.declaration { $0.vehicles = [DeclaredVehicle(plate: "F12345", nationality: "CN")] }]
    },
  ]

  @Test(arguments: table) func adviceFollowsFromWhatIsKnown(row: VerdictCase) {
    let verdict = VerdictRules().verdict(for: Sample.situation(row.change))
    #expect(verdict.advice == row.advice)
    #expect(verdict.reasons == row.reasons)
  }

  @Test func everyReasonButThoseOfOtherDesksIsInTheTable() {
    // The driver's identity and the length of a stay are not known at a lane yet.
    let expected = Set(ReasonCode.allCases).subtracting([.driverMismatch, .overstay])
    #expect(Set(Self.table.flatMap(\.reasons)) == expected)
  }

  @Test func onlyCompleteTrustedEvidencePasses() {
    // Whatever single thing is taken away from the lorry in order, it no longer passes.
    let degradations: [(inout Situation) -> Void] = [
      { $0.tractor = nil }, { $0.tractor?.trusted = false }, { $0.declarations = [] }, { $0.declarationsAsOf = nil },
      { $0.trailer = nil }, { $0.trailer?.trusted = false },
    ]
    for degrade in degradations {
      #expect(VerdictRules().verdict(for: Sample.situation(degrade)).advice != .pass)
    }
  }

  @Test func aNearMatchIsSuggestedAndNothingMore() {
    let verdict = VerdictRules().verdict(
      for: Sample.situation {
        $0.declarations = []
        $0.nearDeclarations = [Sample.declaration("near")]
      })
    #expect(verdict.suggestions == ["near"])
    #expect(verdict.declaration == nil)
  }
}
