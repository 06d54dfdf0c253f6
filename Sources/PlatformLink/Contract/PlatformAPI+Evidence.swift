import Border
import Foundation

enum EvidenceAnswer: Equatable {
  case whole
  /// This many bytes are there; go on from here.
  case partial(Int)
  /// What arrived does not have this hash; nothing of it is there now.
  case hashDiffers
  /// It will never be taken as it is; in the platform's own words.
  case refused(String)
}

extension PlatformAPI {
  /// How much of it the platform has.
  func evidenceState(_ hash: EvidenceHash) async throws(LinkFault) -> EvidenceAnswer {
    let call = Call(method: .head, path: "/v1/evidence/\(hash)")
    let response = try await send(call)
    switch response.status {
    case 404: return .partial(0)
    case 200: return try state(response, call)
    default: throw LinkFault(name(call), unwanted: response)
    }
  }

  /// Sends one piece; `offset` is what the platform has.
  func putEvidence(
    _ hash: EvidenceHash, piece: Data, offset: Int, total: Int
  ) async throws(LinkFault) -> EvidenceAnswer {
    var call = Call(
      method: .put, path: "/v1/evidence/\(hash)", headers: [("content-type", "application/octet-stream")], body: piece)
    if piece.count < total {
      call.headers.append(("content-range", "bytes \(offset)-\(offset + piece.count - 1)/\(total)"))
    }
    let response = try await send(call)
    switch response.status {
    // A bare 200 may be a sign-in page's: the platform itself says that it has the whole.
    case 200, 201, 202, 409: return try state(response, call)
    case 422: return .hashDiffers
    // Only the platform's own word can condemn a picture; a proxy's error page cannot.
    case 400 where Problem(response).isDocument, 413 where Problem(response).isDocument:
      return .refused("\(response.status) \(Problem(response).text)")
    default: throw LinkFault(name(call), unwanted: response)
    }
  }

  private func state(_ response: HTTPResponse, _ call: Call) throws(LinkFault) -> EvidenceAnswer {
    if response.head["upload-complete"] == "?1" { return .whole }
    guard let offset = response.head["upload-offset"].flatMap({ Int($0) }), offset >= 0 else {
      throw LinkFault(name(call), nonsense: "answered without saying how much it has (Upload-Offset, Upload-Complete)")
    }
    return .partial(offset)
  }
}
