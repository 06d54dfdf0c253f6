/// A control and the value it is to have.
public struct ControlSetting: Sendable, Hashable {
  /// As `camera controls` prints it: the driver's name in small letters with `_` for all else, such as `auto_exposure`.
  public var name: String
  public var value: Int

  public init(name: String, value: Int) {
    self.name = name
    self.value = value
  }
}
