public import Foundation

/// What is asked of a server.
public struct HTTPRequest: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
  }

  public var method: Method
  /// An absolute address.
  public var url: String
  public var headers: [(name: String, value: String)]
  public var body: Data?
  public var limits: HTTPLimits

  public init(
    _ method: Method = .get, _ url: String, headers: [(name: String, value: String)] = [], body: Data? = nil,
    limits: HTTPLimits = HTTPLimits()
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.limits = limits
  }
}

/// How long and how much; every transfer ends by itself.
public struct HTTPLimits: Sendable, Hashable {
  public var connect: Duration
  /// From the start to the last byte; nil only for streams that are meant to stay open.
  public var total: Duration?
  /// No byte in either direction for as long as this ends the transfer; whole seconds, at least one.
  public var stalled: Duration
  /// Of the answer's body, in bytes; for a stream, of what waits to be read.
  public var responseBytes: Int

  public init(
    connect: Duration = .seconds(5), total: Duration? = .seconds(30), stalled: Duration = .seconds(15),
    responseBytes: Int = 8 << 20
  ) {
    self.connect = connect
    self.total = total
    self.stalled = stalled
    self.responseBytes = responseBytes
  }
}

/// An answer's status and headers.
public struct HTTPHead: Sendable {
  public var status: Int
  public var headers: [(name: String, value: String)]
  /// Of the protocol: `1.1`, `2`.
  public var version = ""

  /// The first header of this name, in any case of letters.
  public subscript(name: String) -> String? {
    headers.first { $0.name.compare(name, options: .caseInsensitive) == .orderedSame }?.value
  }

  /// The content type without its parameters, in lower case.
  public var mediaType: String? {
    self["content-type"].map { text in
      text.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
    }
  }
}

public struct HTTPResponse: Sendable {
  public var head: HTTPHead
  public var body: Data

  public var status: Int { head.status }
}

/// An answer whose body comes as it is sent.
public struct HTTPStream: Sendable {
  public var head: HTTPHead
  /// Ends with the body, or throws `HTTPFailure`. Letting go of it, or cancelling its task, ends the transfer.
  public var chunks: AsyncThrowingStream<Data, any Error>
}
