// swift-tools-version: 6.2
import PackageDescription

// One set of flags for every module.
// ExistentialAny: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0335-existential-any.md
// InternalImportsByDefault: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0409-access-level-on-imports.md
// MemberImportVisibility: https://github.com/swiftlang/swift-evolution/blob/main/proposals/0444-member-import-visibility.md
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

// Pictures are worked on in C++: unoptimised, the tests would take minutes.
let openCV: [CXXSetting] = [.unsafeFlags(["-isystem/usr/include/opencv4", "-O2"])]

let package = Package(
  name: "border-gate-agent",
  products: [
    .executable(name: "gate-agent", targets: ["GateAgent"]),
    .executable(name: "platform-simulator", targets: ["PlatformSimulator"]),
    .executable(name: "scene-painter", targets: ["ScenePainter"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    // The domain: plates, declarations, checks, verdicts, events; the protocols by which the modules below meet.
    .target(name: "Border", swiftSettings: strict),

    // One YAML file, read key by key, with errors that name file, line, rule and remedy.
    .target(name: "StrictYAML", dependencies: [.yams], swiftSettings: strict),

    // Frames from V4L2 devices and from recordings; the newest frame wins.
    .target(name: "Camera", dependencies: ["Border", "FramePixels", "CV4L2", "CVision", .log], swiftSettings: strict),
    // What a camera is set to, how its lens draws, and where its lane lies: measured, kept in a profile, verified.
    .target(
      name: "Calibration", dependencies: ["Border", "FramePixels", "StrictYAML", "CVision", "CCairo"],
      swiftSettings: strict),
    // A frame's plates, and the passages they add up to.
    .target(
      name: "Recognition", dependencies: ["Border", "FramePixels", "CVision", "CTesseract"], swiftSettings: strict),
    // The scanner's drop folder: result files in, scan results out.
    .target(
      name: "ScannerInbox", dependencies: ["Border", .crypto, .log], swiftSettings: strict),
    // Everything that must survive a power cut, in one SQLite file.
    .target(name: "Ledger", dependencies: ["Border", .crypto, .grdb, .log], swiftSettings: strict),
    // The way to the platform and back: declarations in, events out.
    .target(
      name: "PlatformLink", dependencies: ["Border", "CCurl", .asn1, .certificates, .crypto, .log],
      swiftSettings: strict),
    // The guard's page and its interface.
    .target(
      name: "GuardConsole",
      dependencies: ["Border", .hummingbird, .crypto, .cryptoExtras, .lifecycle, .log],
      resources: [.embedInCode("Page")],
      swiftSettings: strict),
    // Joins the modules into a working post: cameras, passages, verdicts, events.
    .target(
      name: "Station",
      dependencies: [
        "Border", "Camera", "Calibration", "Recognition", "ScannerInbox", "Ledger", "PlatformLink", "GuardConsole",
        "StrictYAML", .log, .lifecycle,
      ],
      swiftSettings: strict),
    // The command line: a file a command.
    .executableTarget(
      name: "GateAgent",
      dependencies: [
        "Station", "Border", "Camera", "Calibration", "Recognition", "ScannerInbox", "Ledger", "PlatformLink",
        "GuardConsole", "Scenes", "StrictYAML",
        .argumentParser, .crypto, .hummingbird, .log, .lifecycle, .unixSignals,
      ],
      resources: [.embedInCode("Preview/Page")],
      swiftSettings: strict),

    // Drawn lorries at a drawn barrier, with exact ground truth: for the demo, the tests and the training.
    .target(name: "Scenes", dependencies: ["Border", "CVision", "CCairo"], swiftSettings: strict),
    // Writes drawn scenes and their ground truth to files.
    .executableTarget(
      name: "ScenePainter", dependencies: ["Border", "Scenes", .argumentParser], swiftSettings: strict),
    // A platform that speaks the documented contract: for the demo, the tests and load.
    .executableTarget(
      name: "PlatformSimulator",
      dependencies: [
        "Border", .argumentParser, .asn1, .certificates, .crypto, .grdb, .hummingbird, .hummingbirdHTTP2, .log, .nioSSL,
      ],
      swiftSettings: strict),

    // How the picture shim takes a frame: one home for what the modules that hand it frames would each say.
    .target(name: "FramePixels", dependencies: ["Border", "CVision"], swiftSettings: strict),
    // Where the C types stop.
    .target(name: "CV4L2", cSettings: [.unsafeFlags(["-O2"])]),
    .target(
      name: "CVision",
      cxxSettings: openCV,
      linkerSettings: ["core", "imgproc", "imgcodecs", "dnn", "videoio", "calib3d", "aruco"].map {
        .linkedLibrary("opencv_\($0)")
      } + [.linkedLibrary("dnnl")]),
    .target(name: "CTesseract", linkerSettings: [.linkedLibrary("tesseract")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),

    .testTarget(name: "BorderTests", dependencies: ["Border"], swiftSettings: strict),
    .testTarget(name: "CameraTests", dependencies: ["Camera", .log], swiftSettings: strict),
    .testTarget(name: "CalibrationTests", dependencies: ["Calibration", "Scenes"], swiftSettings: strict),
    .testTarget(name: "RecognitionTests", dependencies: ["Recognition", "Scenes", "CVision"], swiftSettings: strict),
    .testTarget(name: "ScannerInboxTests", dependencies: ["ScannerInbox", .log], swiftSettings: strict),
    .testTarget(
      name: "LedgerTests", dependencies: ["Ledger"], exclude: ["Fixtures"], swiftSettings: strict),
    .testTarget(
      name: "PlatformLinkTests",
      dependencies: ["PlatformLink", "PlatformSimulator", .crypto, .hummingbirdTesting, .log],
      swiftSettings: strict),
    .testTarget(
      name: "GuardConsoleTests", dependencies: ["GuardConsole", .hummingbirdTesting, .lifecycle, .log, .yams],
      swiftSettings: strict),
    .testTarget(name: "ScenesTests", dependencies: ["Scenes"], swiftSettings: strict),
    .testTarget(
      name: "PlatformSimulatorTests",
      dependencies: ["PlatformSimulator", .hummingbirdTesting],
      swiftSettings: strict),
    .testTarget(
      name: "StationTests", dependencies: ["Station", "Calibration", "Recognition", "Scenes", "StrictYAML"],
      swiftSettings: strict),
    // The programs as their users meet them: started, used and stopped from outside.
    .testTarget(
      name: "ProgramTests", dependencies: ["Border", "PlatformLink", "GateAgent", "PlatformSimulator", "ScenePainter"],
      swiftSettings: strict),
    // A station's store under load as a process of its own, which proofs kill, starve and lie to.
    .executableTarget(
      name: "LedgerHammer", dependencies: ["Border", "Ledger", "PlatformLink", .argumentParser, .log],
      path: "Tests/LedgerHammer", swiftSettings: strict),
    // The promise "nothing lost, nothing twice", under faults; `make prove` runs them at full size.
    .testTarget(
      name: "ProofTests", dependencies: ["Border", "Ledger", "LedgerHammer", "PlatformSimulator", "Station", .log],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

extension Target.Dependency {
  static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
  static let asn1 = product(name: "SwiftASN1", package: "swift-asn1")
  static let certificates = product(name: "X509", package: "swift-certificates")
  static let crypto = product(name: "Crypto", package: "swift-crypto")
  static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
  static let grdb = product(name: "GRDB", package: "GRDB.swift")
  static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
  static let hummingbirdHTTP2 = product(name: "HummingbirdHTTP2", package: "hummingbird")
  static let hummingbirdTesting = product(name: "HummingbirdTesting", package: "hummingbird")
  static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
  static let log = product(name: "Logging", package: "swift-log")
  static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
  static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
  static let yams = product(name: "Yams", package: "Yams")
}
