import CCurl
import Foundation

/// One libcurl handle with its kept-alive connection and a thread of its own: it blocks there.
///
/// A multi handle carries the single transfer because its poll can be woken from another thread, so that a cancelled
/// transfer ends at once.
///
/// `@unchecked Sendable`: `easy` and `errorText` are touched on the worker's thread alone; `multi` besides only by
/// `curl_multi_wakeup`, the one call that libcurl allows from any thread, and only while a transfer, which holds this
/// object, runs.
final class CurlSession: @unchecked Sendable {
  private let easy: UnsafeMutableRawPointer
  private let multi: UnsafeMutableRawPointer
  private let errorText: UnsafeMutablePointer<CChar>
  private let worker = WorkerThread()

  /// libcurl's own start-up, once a process.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  init?() {
    guard Self.isReady, let easy = curl_easy_init() else { return nil }
    guard let multi = curl_multi_init() else {
      curl_easy_cleanup(easy)
      return nil
    }
    self.easy = easy
    self.multi = multi
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    curl_easy_cleanup(easy)
    curl_multi_cleanup(multi)
    errorText.deallocate()
  }

  /// Runs `work` on the session's thread.
  func enqueue(_ work: @escaping @Sendable (CurlSession) -> Void) {
    worker.run { work(self) }
  }

  /// Ends the wait of a running transfer, so that it sees its flag.
  func wake() { curl_multi_wakeup(multi) }

  /// Performs one transfer; blocks. Only on the session's thread.
  func perform(
    _ request: HTTPRequest, at address: HTTPAddress, trust: HTTPTrust? = nil, into transfer: CurlTransfer,
    unless cancellation: CurlCancellation
  ) throws(HTTPFailure) {
    func failure(_ kind: HTTPFailure.Kind, _ detail: String) -> HTTPFailure {
      HTTPFailure(kind, address: address.shown, detail: detail)
    }
    let headers = try Self.headerList(request, address: address)
    defer { curl_slist_free_all(headers) }
    // Keeps the connection, forgets the request.
    curl_easy_reset(easy)
    errorText[0] = 0
    let body = request.body ?? Data()
    let result: CURLcode? = body.withUnsafeBytes { bytes in
      guard prepare(request, address: address, headers: headers, body: bytes, transfer: transfer),
        trust.map(prepare) ?? true
      else { return nil }
      guard curl_multi_add_handle(multi, easy) == CURLM_OK else { return CURLE_FAILED_INIT }
      defer { curl_multi_remove_handle(multi, easy) }
      var running: Int32 = 1
      while true {
        guard !cancellation.isCancelled else { return CURLE_ABORTED_BY_CALLBACK }
        guard curl_multi_perform(multi, &running) == CURLM_OK else { return CURLE_FAILED_INIT }
        if running == 0 { return ccurl_multi_result(multi) }
        // libcurl's own timers and `wake` end it sooner.
        curl_multi_poll(multi, nil, 0, 60_000, nil)
      }
    }
    guard let result else { throw failure(.other, "a setting was refused by the HTTP library") }
    guard result != CURLE_OK else { return }
    if cancellation.isCancelled { throw failure(.cancelled, "called off") }
    let detail = errorText[0] == 0 ? String(cString: curl_easy_strerror(result)) : String(cString: errorText)
    if let stopped = transfer.stopped {
      throw failure(
        stopped, stopped == .tooLarge ? "more than \(transfer.limits.responseBytes) bytes" : "its buffer is full")
    }
    throw failure(Self.kind(of: result), detail)
  }

  private func prepare(
    _ request: HTTPRequest, address: HTTPAddress, headers: UnsafeMutablePointer<curl_slist>?,
    body: UnsafeRawBufferPointer, transfer: CurlTransfer
  ) -> Bool {
    var isSet = true
    func check(_ code: CURLcode) { if code != CURLE_OK { isSet = false } }
    check(ccurl_set_error_buffer(easy, errorText))
    check(ccurl_set_string(easy, CURLOPT_URL, address.url))
    check(ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https"))
    // HTTP/2 where TLS can agree on it.
    check(ccurl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
    // Only what was asked for: no redirect, no proxy out of the environment.
    check(ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0))
    check(ccurl_set_string(easy, CURLOPT_PROXY, ""))
    check(ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1))
    check(ccurl_set_string(easy, CURLOPT_USERAGENT, "border-gate-agent"))
    check(ccurl_set_headers(easy, headers))

    let limits = transfer.limits
    check(ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, limits.connect.wholeMilliseconds))
    check(ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, limits.total?.wholeMilliseconds ?? 0))
    check(ccurl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 1))
    check(ccurl_set_long(easy, CURLOPT_LOW_SPEED_TIME, max(1, limits.stalled.wholeMilliseconds / 1000)))

    switch request.method {
    case .get: check(ccurl_set_long(easy, CURLOPT_HTTPGET, 1))
    case .head: check(ccurl_set_long(easy, CURLOPT_NOBODY, 1))
    case .post, .put:
      check(ccurl_set_long(easy, CURLOPT_POST, 1))
      check(ccurl_set_body(easy, body.baseAddress ?? UnsafeRawPointer(errorText), body.count))
      check(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue))
    }

    let context = Unmanaged.passUnretained(transfer).toOpaque()
    check(
      ccurl_on_header(
        easy,
        { bytes, size, count, context in
          CurlSession.pass(bytes, size * count, to: context) { $0.take(headerLine: $1) }
        }, context))
    check(
      ccurl_on_body(
        easy,
        { bytes, size, count, context in
          CurlSession.pass(bytes, size * count, to: context) { $0.take(bodyBytes: $1) }
        }, context))
    return isSet
  }

  /// Whom to believe, and what to show. The files are read at each handshake, so that a renewed certificate counts.
  private func prepare(_ trust: HTTPTrust) -> Bool {
    var codes = [
      ccurl_set_string(easy, CURLOPT_CAINFO, trust.files.authority),
      // Only this one authority, not the system's folder of them.
      ccurl_set_string(easy, CURLOPT_CAPATH, nil),
      ccurl_set_long(easy, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
    ]
    if trust.showsCertificate {
      codes += [
        ccurl_set_string(easy, CURLOPT_SSLCERT, trust.files.certificate),
        ccurl_set_string(easy, CURLOPT_SSLKEY, trust.files.key),
      ]
    }
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  /// Anything but `count` tells libcurl to stop.
  private static func pass(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, to context: UnsafeMutableRawPointer?,
    _ take: (CurlTransfer, UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Int {
    guard count > 0 else { return 0 }
    guard let bytes, let context else { return 0 }
    let transfer = Unmanaged<CurlTransfer>.fromOpaque(context).takeUnretainedValue()
    let raw = UnsafeRawBufferPointer(start: bytes, count: count)
    return raw.withMemoryRebound(to: UInt8.self) { take(transfer, $0) } ? count : 0
  }

  private static func headerList(
    _ request: HTTPRequest, address: HTTPAddress
  ) throws(HTTPFailure) -> UnsafeMutablePointer<curl_slist>? {
    // No waiting for "100 Continue", no form type that nobody set.
    var lines = ["Expect:"]
    if !request.headers.contains(where: { $0.name.lowercased() == "content-type" }) { lines.append("Content-Type:") }
    for header in request.headers {
      guard !(header.name + header.value).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
        throw HTTPFailure(.address, address: address.shown, detail: "a header with a line break")
      }
      lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    var list: UnsafeMutablePointer<curl_slist>?
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw HTTPFailure(.other, address: address.shown, detail: "out of memory")
      }
      list = longer
    }
    return list
  }

  private static func kind(of code: CURLcode) -> HTTPFailure.Kind {
    switch code {
    case CURLE_URL_MALFORMAT: .address
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .resolve
    case CURLE_COULDNT_CONNECT: .connect
    case CURLE_OPERATION_TIMEDOUT: .timeout
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
      .tls
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .broken
    // The address was checked before: an unsupported protocol is what the server spoke.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_HTTP2: .notHTTP
    default: .other
    }
  }
}

extension Duration {
  /// At least one: libcurl takes 0 for "no limit".
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}
