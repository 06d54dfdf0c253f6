internal import Border
internal import Foundation

/// Reads the one character that tells where a Chinese plate is from: a network for this alone, which sees it four times as
/// large as the row reader does. A second opinion on what the row reader is weakest at.
public final class ProvinceReader {
  /// The network's input.
  static let width = 32
  static let height = 64
  /// The network's classes from 1 on, in the order it was trained with; class 0 says that no province stands there.
  static let provinces = Array("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新")

  private let net: Net

  public init(models: ModelStore) throws(ModelError) {
    net = try Net(.province, of: models, trial: (Self.width, Self.height), sizes: .one)
    guard net.trialShape.3 == Self.provinces.count + 1 else {
      throw net.unusable("it knows \(net.trialShape.3) classes, not \(Self.provinces.count) provinces and none")
    }
  }

  var slowNetworks: [String] { net.slowName.map { [$0] } ?? [] }

  func read(_ cut: ProvinceCut) throws(ModelError) -> ProvinceReading {
    let output = try net.run(cut.patch.stretched().scaled(width: Self.width, height: Self.height))
    let values = output.values.map(Double.init)
    return ProvinceReading(
      none: values[0], probabilities: Dictionary(zip(Self.provinces, values.dropFirst()), uniquingKeysWith: max))
  }
}
