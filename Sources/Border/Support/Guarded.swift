public import Synchronization

/// A value that several threads share, one at a time: `Mutex`, safe to take from asynchronous functions.
///
/// `Mutex` notes by whom it is held. Inlined into an asynchronous function, optimised code may fetch the thread's id before a
/// suspension and compare it after, on another thread; the program then ends with "Call to unlock Mutex on a thread which
/// hasn't acquired the lock". Here locking and unlocking are one call that is never inlined, though other modules may make it theirs
/// for their own types: it is taken several times a frame.
public final class Guarded<Value>: Sendable {
  @usableFromInline let mutex: Mutex<Value>

  public init(_ value: sending Value) { mutex = Mutex(value) }

  /// Nobody else has the value meanwhile; the body must not lock it again.
  @inlinable
  @inline(never)
  public func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    try mutex.withLock(body)
  }

  /// The same where nobody has the value; nil where somebody does.
  @inlinable
  @inline(never)
  public func withLockIfAvailable<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result? {
    try mutex.withLockIfAvailable(body)
  }
}
