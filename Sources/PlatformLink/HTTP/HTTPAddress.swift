import CCurl

/// An address that may be asked, as libcurl itself understands it, so that nobody can mean one host and reach another.
struct HTTPAddress {
  /// As libcurl normalised it.
  let url: String
  /// Without the query: for messages.
  let shown: String

  init(_ text: String, allowsPlainHTTP: Bool) throws(HTTPFailure) {
    func refuse(_ detail: String) -> HTTPFailure {
      HTTPFailure(.address, address: String(text.prefix { $0 != "?" && $0 != "#" }.prefix(200)), detail: detail)
    }
    guard let parsed = curl_url() else { throw refuse("out of memory") }
    defer { curl_url_cleanup(parsed) }
    let code = curl_url_set(parsed, CURLUPART_URL, text, UInt32(CURLU_NON_SUPPORT_SCHEME))
    guard code == CURLUE_OK else { throw refuse(String(cString: curl_url_strerror(code))) }

    // Before anything is shown: an address with a password must not reach a log.
    for part in [CURLUPART_USER, CURLUPART_PASSWORD] where Self.part(part, of: parsed) != nil {
      throw HTTPFailure(.address, address: "…", detail: "names a user or a password")
    }
    let scheme = Self.part(CURLUPART_SCHEME, of: parsed) ?? ""
    let host = Self.part(CURLUPART_HOST, of: parsed) ?? ""
    switch scheme {
    case "https": break
    case "http":
      guard allowsPlainHTTP || Self.isLoopback(host) else {
        throw refuse("plain http to \(host), which is not this machine")
      }
    default: throw refuse("\(scheme) is neither https nor http")
    }
    guard !host.isEmpty, let url = Self.part(CURLUPART_URL, of: parsed) else { throw refuse("no host") }
    self.url = url
    shown = String(url.prefix { $0 != "?" && $0 != "#" })
  }

  /// libcurl writes every spelling of an IPv4 address (127.1, 0x7f000001) as four decimal numbers, and takes `localhost`
  /// for this machine without asking DNS.
  private static func isLoopback(_ host: String) -> Bool {
    if host == "localhost" || host == "[::1]" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
  }

  private static func part(_ part: CURLUPart, of parsed: OpaquePointer) -> String? {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parsed, part, &text, 0) == CURLUE_OK, let text else { return nil }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
