import Border
import Foundation
import Ledger

/// The declaration cache as the platform link fills it; whoever changes it makes the open passages judged anew.
struct WatchedDeclarations: DeclarationCache {
  let ledger: Ledger
  let changed: @Sendable () async -> Void

  func cursor() async throws -> String? { try await ledger.cursor() }

  func apply(_ page: DeclarationPage, receivedAt: Date) async throws -> [String] {
    let ids = try await ledger.apply(page, receivedAt: receivedAt)
    if !ids.isEmpty { await changed() }
    return ids
  }

  func confirmFresh(at time: Date) async throws {
    try await ledger.confirmFresh(at: time)
    await changed()
  }
}
