import CCurl
import Foundation
import Synchronization

/// One request on its way: what its answer has brought so far, and the flag by which it is called off.
///
/// Only the flag and the wake-up are touched from other threads; everything else belongs to the thread that performs.
final class CurlTransfer {
  /// Where the body goes: collected here, or handed on piece by piece.
  enum Sink {
    case collect
    /// Returns false when the reader has fallen too far behind.
    case hand(onHead: (HTTPHead) -> Void, onChunk: (Data) -> Bool)
  }

  private static let headerBytes = 64 << 10

  let limits: HTTPLimits
  private(set) var head = HTTPHead(status: 0, headers: [])
  private(set) var body = Data()
  /// Why a callback stopped the transfer, which libcurl itself cannot tell.
  private(set) var stopped: HTTPFailure.Kind?
  private let sink: Sink
  private var headerBytesLeft = CurlTransfer.headerBytes
  private var isHeadHanded = false

  init(limits: HTTPLimits, sink: Sink) {
    self.limits = limits
    self.sink = sink
  }

  /// Takes one header line.
  func take(headerLine bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytesLeft -= bytes.count
    guard headerBytesLeft >= 0 else {
      stopped = .tooLarge
      return false
    }
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if line.hasPrefix("HTTP/") {
      let words = line.split(separator: " ")
      head = HTTPHead(
        status: Int(words.dropFirst().first ?? "") ?? 0, headers: [],
        version: String(words.first?.dropFirst("HTTP/".count) ?? ""))
    } else if line.isEmpty {
      // A 1xx answer is only a prelude.
      if case .hand(let onHead, _) = sink, head.status >= 200, !isHeadHanded {
        isHeadHanded = true
        onHead(head)
      }
    } else if let colon = line.firstIndex(of: ":") {
      head.headers.append(
        (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
    }
    return true
  }

  /// Takes the next piece of the body.
  func take(bodyBytes bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    switch sink {
    case .collect:
      guard body.count + bytes.count <= limits.responseBytes else {
        stopped = .tooLarge
        return false
      }
      body.append(bytes)
      return true
    case .hand(_, let onChunk):
      guard onChunk(Data(bytes)) else {
        stopped = .readerTooSlow
        return false
      }
      return true
    }
  }
}

/// The flag by which another thread calls a transfer off.
final class CurlCancellation: Sendable {
  private let isCancelledFlag = Atomic(false)

  var isCancelled: Bool { isCancelledFlag.load(ordering: .acquiring) }

  func cancel() { isCancelledFlag.store(true, ordering: .releasing) }
}
