import Border
import Testing

@testable import Ledger

@Suite struct OfficerTests {
  @Test func accountsAreKeptChangedAndDisabled() async throws {
    try await withLedger { ledger async throws in
      let one = OfficerAccount(officer: "officer-1", name: "First", pinHash: "hash-1")
      let two = OfficerAccount(officer: "officer-2", name: "", pinHash: "hash-2", isDisabled: true)
      try await ledger.saveOfficer(two)
      try await ledger.saveOfficer(one)
      #expect(try await ledger.officers() == [one, two])
      #expect(try await ledger.officer("officer-1") == one)
      #expect(try await ledger.officer("officer-3") == nil)

      var changed = one
      changed.pinHash = "hash-3"
      try await ledger.saveOfficer(changed)
      #expect(try await ledger.officer("officer-1") == changed)

      #expect(try await ledger.disableOfficer("officer-1"))
      #expect(try await ledger.officer("officer-1")?.isDisabled == true)
      #expect(try await ledger.disableOfficer("officer-3") == false)
    }
  }
}
