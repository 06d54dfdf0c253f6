import Border
import Foundation
import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers whose bodies go wrong.
enum FaultyBodies {
  /// A connection that is cut after so long, lest an endless answer outlive its test.
  private static let longest = Duration.seconds(60)

  /// Promises all, sends half, then resets the connection.
  static func reset(_ response: Response, on channel: any Channel) async throws -> Response {
    let body = try await content(response)
    var answer = Response(status: response.status, headers: response.headers)
    answer.body = ResponseBody(contentLength: max(2, body.readableBytes)) { writer in
      try await writer.write(body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer())
      // With this option the kernel answers a close with RST instead of FIN.
      try? await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
      try? await channel.close()
      throw CancellationError()
    }
    return answer
  }

  static func half(_ response: Response) async throws -> Response {
    let body = try await content(response)
    let half = body.getSlice(at: body.readerIndex, length: body.readableBytes / 2) ?? ByteBuffer()
    return Response(status: response.status, headers: response.headers, body: ResponseBody(byteBuffer: half))
  }

  static func trickle(_ response: Response, _ bytesPerSecond: Int) async throws -> Response {
    let body = try await content(response)
    var answer = Response(status: response.status, headers: response.headers)
    answer.body = ResponseBody(contentLength: body.readableBytes) { writer in
      var rest = body
      let portion = max(1, bytesPerSecond / 10)
      while rest.readableBytes > 0, let piece = rest.readSlice(length: min(portion, rest.readableBytes)) {
        try await writer.write(piece)
        try await Task.sleep(for: .seconds(Double(piece.readableBytes) / Double(bytesPerSecond)))
      }
      try await writer.finish(nil)
    }
    return answer
  }

  static func endless(on channel: any Channel) -> Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: ResponseBody { writer in
        let end = ContinuousClock.now + longest
        let piece = ByteBuffer(string: "[" + String(repeating: " ", count: 65_535))
        while ContinuousClock.now < end { try await writer.write(piece) }
        try? await channel.close()
        throw CancellationError()
      })
  }

  static func clockOff(_ response: Response, _ seconds: Int) async throws -> Response {
    let body = try await content(response)
    var answer = response
    let wrong = Date().addingTimeInterval(TimeInterval(seconds))
    answer.headers[.date] = Self.httpDate(wrong)
    if var fields = (try? JSONValue(parsing: Data(body.readableBytesView)))?.objectValue, fields["time"] != nil {
      fields["time"] = .string(Timestamp.format(wrong))
      answer.body = ResponseBody(byteBuffer: ByteBuffer(bytes: JSONValue.object(fields).canonical()))
    } else {
      answer.body = ResponseBody(byteBuffer: body)
    }
    return answer
  }

  /// As RFC 9110 writes it: `Mon, 23 Nov 2026 08:00:00 GMT`.
  private static func httpDate(_ date: Date) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = .gmt
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return format.string(from: date)
  }

  private static func content(_ response: Response) async throws -> ByteBuffer {
    let collector = Collector()
    try await response.body.write(collector)
    return collector.buffer
  }

  /// Takes a body instead of a connection; used by one task.
  private final class Collector: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ buffer: ByteBuffer) async throws {
      var buffer = buffer
      self.buffer.writeBuffer(&buffer)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
  }
}
