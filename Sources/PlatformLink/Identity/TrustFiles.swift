/// Where a station keeps what proves who it is, and what proves who the platform is; all PEM.
public struct TrustFiles: Sendable, Hashable {
  /// The station's certificate; there once it is enrolled.
  public var certificate: String
  /// Its private key, made on this machine, for its owner's eyes only; it never leaves.
  public var key: String
  /// The authority that the platform's certificate must come from. No other authority of the system is trusted.
  public var authority: String

  public init(certificate: String, key: String, authority: String) {
    self.certificate = certificate
    self.key = key
    self.authority = authority
  }
}

/// What the HTTP client shows and believes.
public struct HTTPTrust: Sendable, Hashable {
  public var files: TrustFiles
  /// False only to enrol: there is no certificate yet.
  public var showsCertificate: Bool

  public init(files: TrustFiles, showsCertificate: Bool = true) {
    self.files = files
    self.showsCertificate = showsCertificate
  }
}
