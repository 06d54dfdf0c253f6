/// Why there is no answer. An answer with a status that nobody wants is an answer, not a failure.
public struct HTTPFailure: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Kind: Sendable, Hashable {
    /// The address may not be asked, or is none.
    case address
    case resolve
    case connect
    /// Certificates, versions, ciphers.
    case tls
    case timeout
    /// The answer is larger than allowed.
    case tooLarge
    /// The connection broke before the answer was whole: what was sent may have been taken.
    case broken
    /// The answer is not HTTP.
    case notHTTP
    /// The reader of a stream let too much pile up.
    case readerTooSlow
    case cancelled
    case other
  }

  public var kind: Kind
  /// Scheme, host, port and path; never a query or a password.
  public var address: String
  /// What happened, in the library's words.
  public var detail: String

  public init(_ kind: Kind, address: String, detail: String) {
    self.kind = kind
    self.address = address
    self.detail = detail
  }

  public var description: String { "\(address): \(problem) (\(detail)). \(remedy)" }

  var problem: String {
    switch kind {
    case .address: "this address is not asked"
    case .resolve: "the host's name is not known"
    case .connect: "no connection"
    case .tls: "no secure connection"
    case .timeout: "no answer in time"
    case .tooLarge: "the answer is too large"
    case .broken: "the connection broke before the answer was whole"
    case .notHTTP: "the answer is not HTTP"
    case .readerTooSlow: "the reader fell too far behind"
    case .cancelled: "cancelled"
    case .other: "the transfer failed"
    }
  }

  var remedy: String {
    switch kind {
    case .address: "Correct the address; http is for this machine (127.0.0.1, ::1, localhost), https for all others."
    case .resolve: "Check the spelling of the host and this machine's DNS."
    case .connect: "Check that the server runs there, and the network and firewalls between."
    case .tls: "Check the certificates, the trusted authority and this machine's clock."
    case .timeout: "Check the network; the request is tried again."
    case .tooLarge, .notHTTP: "Check that the address is the right server's, not a sign-in page's or a proxy's."
    case .broken: "The request is tried again."
    case .readerTooSlow, .cancelled: "Ask again if it is still wanted."
    case .other: "The request is tried again; if it stays, the words in brackets say where to look."
    }
  }
}
