/// Why a conversation with the platform came to nothing: what was asked, what happened, what to do.
public struct LinkFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was done, such as `GET http://127.0.0.1:8090/v1/declarations`.
  public var action: String
  public var problem: String
  public var remedy: String
  /// The platform's wish, not to be asked again sooner.
  public var retryAfter: Duration?
  /// The status of the answer, where there was one.
  public var status: Int?
  /// There was an answer, and it made no sense.
  public var isNonsense = false

  public init(_ action: String, problem: String, remedy: String, retryAfter: Duration? = nil) {
    self.action = action
    self.problem = problem
    self.remedy = remedy
    self.retryAfter = retryAfter
  }

  /// Whether another call may well succeed: the platform can be reached, knows this station, and is not overloaded.
  var isOfOneCall: Bool { isNonsense || status.map { ![401, 403, 404, 429, 502, 503, 504].contains($0) } ?? false }

  public var description: String { "\(action): \(problem). \(remedy)" }

  init(_ action: String, _ failure: HTTPFailure) {
    self.init(action, problem: "\(failure.problem) (\(failure.detail))", remedy: failure.remedy)
  }

  /// The agent's own store failed, not the platform.
  init(store action: String, _ error: any Error) {
    self.init(action, problem: "\(error)", remedy: "Check the disk and the ledger: gate-agent doctor.")
  }
}
