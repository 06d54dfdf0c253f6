import Border
import Foundation
import HTTPTypes
import Hummingbird

struct EvidenceRoutes: Sendable {
  static let pieceBytes = 8 << 20
  static let wholeBytes = 32 << 20
  private static let offset = HTTPField.Name("Upload-Offset")
  private static let complete = HTTPField.Name("Upload-Complete")
  let folder: EvidenceFolder

  func add(to group: RouterGroup<SimulatorContext>) {
    group.head("evidence/{hash}") { _, context in try await tell(context) }
    group.put("evidence/{hash}") { request, context in try await take(request, context) }
  }

  private func tell(_ context: SimulatorContext) async throws -> Response {
    switch await folder.state(of: try hash(context)) {
    case .absent: throw Problem(.notFound, "Not here", "no byte of it has arrived")
    case .partial(let count): return Response(status: .ok, headers: headers(count, isComplete: false))
    case .whole(let count): return Response(status: .ok, headers: headers(count, isComplete: true))
    }
  }

  private func take(_ request: Request, _ context: SimulatorContext) async throws -> Response {
    let hash = try hash(context)
    let piece = Data(try await request.body.collect(upTo: Self.pieceBytes).readableBytesView)
    var (start, total) = (0, piece.count)
    if let text = request.headers[.contentRange] {
      guard let range = text.wholeMatch(of: #/bytes (\d{1,10})-(\d{1,10})/(\d{1,10})/#), let first = Int(range.1),
        let last = Int(range.2), let all = Int(range.3), last >= first, last < all, last - first + 1 == piece.count
      else {
        throw Problem(.badRequest, "Bad range", "content-range: expected \"bytes first-last/total\" that fits the body")
      }
      (start, total) = (first, all)
    }
    guard total <= Self.wholeBytes else {
      throw Problem(.contentTooLarge, "Evidence too large", "\(total) bytes; at most \(Self.wholeBytes)")
    }
    switch try await folder.put(hash, piece: piece, offset: start, total: total) {
    case .created: return Response(status: .created, headers: headers(total, isComplete: true))
    case .hadIt: return Response(status: .ok, headers: headers(total, isComplete: true))
    case .partial(let count): return Response(status: .accepted, headers: headers(count, isComplete: false))
    case .elsewhere(let count):
      var problem = Problem(.conflict, "Not there", "the next byte is number \(count)")
      problem.headers = headers(count, isComplete: false)
      throw problem
    case .hashDiffers:
      throw Problem(.unprocessableContent, "Hash differs", "the content does not have this hash; it was thrown away")
    }
  }

  private func hash(_ context: SimulatorContext) throws -> EvidenceHash {
    guard let hash = context.parameters.get("hash").flatMap({ EvidenceHash(rawValue: $0) }) else {
      throw Problem(.badRequest, "Bad hash", "expected 64 lower-case hexadecimal digits")
    }
    return hash
  }

  private func headers(_ count: Int, isComplete: Bool) -> HTTPFields {
    var fields = HTTPFields()
    if let name = Self.offset { fields[name] = "\(count)" }
    if let name = Self.complete { fields[name] = isComplete ? "?1" : "?0" }
    return fields
  }
}
