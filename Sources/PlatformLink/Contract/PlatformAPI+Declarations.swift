import Border
import Foundation

/// A page as it came: its declarations not yet understood one by one.
struct DeclarationAnswer {
  enum Outcome {
    case page(documents: [JSONValue], tombstones: [DeclarationPage.Tombstone], cursor: String, hasMore: Bool)
    /// Nothing since the tag.
    case notModified
    /// The platform does not know the cursor (any more): begin from the beginning.
    case cursorGone
  }

  var outcome: Outcome
  var etag: String?
}

extension PlatformAPI {
  func declarations(after cursor: String?, limit: Int, etag: String?) async throws(LinkFault) -> DeclarationAnswer {
    var call = Call(method: .get, path: "/v1/declarations", query: "limit=\(limit)")
    if let cursor { call.query += "&cursor=\(Self.escaped(cursor))" }
    if let etag { call.headers.append(("if-none-match", etag)) }
    let response = try await send(call)
    switch response.status {
    case 304 where etag != nil: return DeclarationAnswer(outcome: .notModified, etag: etag)
    case 410 where cursor != nil: return DeclarationAnswer(outcome: .cursorGone)
    default: break
    }
    let page = try object(response, call)
    guard let documents = page["items"]?.arrayValue else {
      throw LinkFault(name(call), nonsense: "answered a page without the list \"items\"")
    }
    guard let next = page["cursor"]?.stringValue, let hasMore = page["hasMore"]?.boolValue else {
      throw LinkFault(name(call), nonsense: "answered a page without \"cursor\" (text) or \"hasMore\" (true or false)")
    }
    guard !hasMore || next != cursor else {
      throw LinkFault(
        name(call), nonsense: "promises more after the cursor \"\(next.prefix(80))\" but does not move on")
    }
    var tombstones: [DeclarationPage.Tombstone] = []
    for (index, entry) in (page["tombstones"]?.arrayValue ?? []).enumerated() {
      guard let id = entry["id"]?.stringValue, let version = entry["version"]?.integerValue else {
        throw LinkFault(name(call), nonsense: "answered tombstones[\(index)] without \"id\" or \"version\"")
      }
      tombstones.append(.init(id: id, version: version))
    }
    return DeclarationAnswer(
      outcome: .page(documents: documents, tombstones: tombstones, cursor: next, hasMore: hasMore),
      etag: response.head["etag"])
  }

  private static func escaped(_ text: String) -> String {
    let allowed = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
  }
}
