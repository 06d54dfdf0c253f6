import Border
import Foundation
import Hummingbird

/// One message of the stream: https://html.spec.whatwg.org/multipage/server-sent-events.html
enum ServerSentEvent {
  /// - Parameter data: must be one line; JSON of this program is.
  static func event(_ name: String, id: Int, data: some Encodable) throws -> ByteBuffer {
    var buffer = ByteBuffer(string: "event: \(name)\nid: \(id)\ndata: ")
    buffer.writeBytes(try JSONCoding.encoder().encode(data))
    buffer.writeString("\n\n")
    return buffer
  }

  static let heartbeat = ByteBuffer(string: ": alive\n\n")
}

/// A passage as clients get it: the view, and its reasons' codes at the top.
struct PassageDocument: Encodable {
  let view: PassageView

  private enum Extra: String, CodingKey {
    case reasons
  }

  func encode(to encoder: any Encoder) throws {
    try view.encode(to: encoder)
    var container = encoder.container(keyedBy: Extra.self)
    try container.encode(view.verdict.reasons, forKey: .reasons)
  }
}
