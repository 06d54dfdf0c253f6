import Border
import Foundation
import Scenes

/// A vehicle of the demo: what is drawn, what was declared, and what its declaration calls for.
///
/// Plates, numbers and names are invented.
struct DemoVehicle: Sendable {
  /// How the declaration differs from one in order.
  enum Story: Sendable, Hashable {
    case inOrder
    case notDeclared
    /// Declared with one confusable character changed.
    case declaredAs(String)
    case declaredTrailer(String)
    case unmet(Requirement.Kind, Requirement.State)
    case atGate(String)
    case yesterday
    case declaredTwice
    /// The scanner's file says so.
    case scan(ScanResult.Conclusion)
  }

  var tractor: DrawnPlate
  var trailer: DrawnPlate?
  var container: String?
  var conditions: SceneConditions = .day
  var story: Story = .inOrder
  var expected: Verdict.Advice

  /// The plate as the declaration has it.
  var declaredPlate: String { if case .declaredAs(let plate) = story { plate } else { tractor.text } }

  /// Every verdict, one and two rows, yellow and white plates, trailers, day, night and rain.
  static let all: [DemoVehicle] = [
    DemoVehicle(
      tractor: .init("12C12345", format: .vietnamShort), trailer: .init("12RM01234"), container: "CSQU3054383",
      expected: .pass),
    DemoVehicle(tractor: .init("29H97531", format: .vietnamLong, colour: .yellow), expected: .pass),
    DemoVehicle(
      tractor: .init("15C45678", format: .vietnamShort), trailer: .init("15RM02468"), story: .unmet(.fee, .missing),
      expected: .return),
    DemoVehicle(
      tractor: .init("98C11223", format: .vietnamShort), trailer: .init("98RM03579"),
      story: .declaredTrailer("98RM04680"),
      expected: .return),
    DemoVehicle(
      tractor: .init("20C55667", format: .vietnamLong, colour: .yellow), story: .unmet(.customs, .pending),
      expected: .return),
    DemoVehicle(tractor: .init("14C33445", format: .vietnamShort), story: .notDeclared, expected: .return),
    DemoVehicle(
      tractor: .init("99H12789", format: .vietnamShort), trailer: .init("99RM05791"), container: "TGHU7654320",
      story: .scan(.suspicious), expected: .check),
    DemoVehicle(
      tractor: .init("36C24689", format: .vietnamShort), conditions: .night, story: .yesterday, expected: .return),
    DemoVehicle(
      tractor: .init("12C76543", format: .vietnamLong), trailer: .init("12R01357"),
      story: .unmet(.plantQuarantine, .pending),
      expected: .return),
    DemoVehicle(
      tractor: .init("51D13579", format: .vietnamLong, colour: .white), story: .declaredTwice, expected: .check),
    DemoVehicle(tractor: .init("88C86420", format: .vietnamShort), story: .declaredAs("88G86420"), expected: .check),
    DemoVehicle(
      tractor: .init("34C97135", format: .vietnamShort), trailer: .init("34RM06802"), conditions: .rain, expected: .pass
    ),
    DemoVehicle(tractor: .init("38C15937", format: .vietnamShort), story: .atGate("TT"), expected: .return),
    DemoVehicle(
      tractor: .init("30F64208", format: .vietnamLong, colour: .white), story: .unmet(.scan, .pending), expected: .check
    ),
    DemoVehicle(tractor: .init("12C9876", format: .vietnamShort), trailer: .init("12RM07913"), expected: .pass),
  ]
}
