import Border
import Foundation
import Testing

@Suite struct CommandLineTests {
  let agent = Program(name: "gate-agent")

  static let yaml = """
    station: {id: test-1, role: barrier, gate: CKHN, language: vi}
    lanes: [{id: in-1, direction: entry, cameras: [{id: front, device: /dev/video99}]}]
    console: {listen: "127.0.0.1:0"}
    storage: {path: data}

    """

  private func configuration(_ folder: URL, _ yaml: String = yaml) throws -> String {
    let file = folder.appendingPathComponent("gate.yaml")
    try Data(yaml.utf8).write(to: file)
    return file.path
  }

  @Test(arguments: [["--help"], ["--version"], ["help", "run"]])
  func helpAndVersionEndWithNought(arguments: [String]) async throws {
    let process = try agent.start(arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test(arguments: [["fly"], ["recognize"], ["demo", "--frames", "a", "--camera", "b"], ["guard", "add"]])
  func wrongUseEndsWithTwo(arguments: [String]) async throws {
    let process = try agent.start(arguments)
    process.waitUntilExit()
    #expect(process.terminationStatus == 2)
  }

  /// oneDNN with the kernels of other processors, Winograd's algorithm as it is written here where there are those for AVX2 at most, and
  /// OpenCV where there is no AVX2.
  @Test func aProcessorThatComputesOtherwiseReadsTheSame() async throws {
    try await withTemporaryFolder { folder in
      let painted = try await Program(name: "scene-painter")
        .run("plates", "--count", "2", "--seed", "11", "--widths", "150-200", "--out", folder.path)
      #expect(painted.status == 0, "\(painted.complaint)")
      let pictures = ["000000.jpg", "000001.jpg"].map { folder.appending(path: $0).path }
      let hasAVX2 = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8).contains(" avx2 ")
      func plates(_ environment: [String: String]) async throws -> [JSONValue?] {
        let read = try await agent.run("recognize", "--json", pictures[0], pictures[1], environment: environment)
        #expect(read.status == 0, "\(read.complaint)")
        // The operator is told where OpenCV had to step in.
        let isSlow = environment.keys.contains("OPENCV_CPU_DISABLE") || !hasAVX2
        for file in ["plate-detector.onnx", "plate-reader.onnx"] {
          #expect(read.complaint.contains(file) == isSlow, "\(environment): \(read.complaint)")
        }
        return read.json.map { $0["plates"]?.arrayValue?.first?["text"] }
      }
      let usual = try await plates([:])
      #expect(usual.count == 2 && usual.allSatisfy { $0 != nil })
      for kernels in ["AVX2", "AVX", "SSE41"] {
        #expect(try await plates(["ONEDNN_MAX_CPU_ISA": kernels]) == usual, "\(kernels)")
      }
      #expect(try await plates(["OPENCV_CPU_DISABLE": "AVX2"]) == usual)
    }
  }

  @Test func aPictureThatCannotBeReadIsToldAndTheOthersAreRead() async throws {
    try await withTemporaryFolder { folder in
      let painted = try await Program(name: "scene-painter")
        .run("plates", "--count", "1", "--seed", "11", "--widths", "150-200", "--out", folder.path)
      #expect(painted.status == 0, "\(painted.complaint)")
      let (absent, whole) = (folder.appending(path: "absent.jpg").path, folder.appending(path: "000000.jpg").path)
      let read = try await agent.run("recognize", "--json", absent, whole)
      #expect(read.status == 1 && read.json.count == 2)
      #expect(read.json.map { $0["file"]?.stringValue } == [absent, whole])
      #expect(read.json.first?["error"]?.stringValue?.contains("check the path") == true)
      #expect(read.json.last?["plates"]?.arrayValue?.count == 1 && read.json.last?["error"] == nil)
      // For people: the error where errors go.
      let said = try await agent.run("recognize", absent, whole)
      #expect(said.status == 1 && said.complaint.contains("absent.jpg: no such file"))
      #expect(said.output.contains("000000.jpg: "))
    }
  }

  @Test func benchTellsEveryFigureOfReading() async throws {
    let bench = try await agent.run("bench", "--recognition", "--seconds", "0.05", "--json")
    #expect(bench.status == 0, "\(bench.complaint)")
    let figures = Dictionary(grouping: bench.json) { $0["figure"]?.stringValue ?? "" }
    let parts = ["read, second looks", "read, CTC", "read, Tesseract", "read, the rest"]
    for stage in ["decode", "detect", "read", "total", "cpu"] + parts {
      #expect(figures[stage]?.map { $0["conditions"]?["frame"]?.stringValue } == ["1280x720 bgr", "1280x720 mjpeg"])
    }
    // Every part takes some of the stage's time, and none takes more than all of it.
    for part in parts {
      for (part, whole) in zip(figures[part] ?? [], figures["read"] ?? []) {
        let (least, most) = (try #require(Self.number(part["min"])), try #require(Self.number(whole["max"])))
        #expect(0 < least && least < most)
      }
    }
    for name in ["frames of a camera", "frames of all cameras"] {
      #expect(figures[name]?.map { $0["conditions"]?["cameras"]?.stringValue } == ["1", "2", "4"])
    }
    #expect(figures["total by size"]?.count == 5 && figures["peak memory (VmHWM)"]?.count == 1)
    // The plates in view are found, as many as were drawn.
    let byPlates = figures["total by plates"]?.compactMap { $0["conditions"] } ?? []
    #expect(byPlates.map { $0["drawn"]?.stringValue } == ["0", "1", "2", "4", "8"])
    #expect(byPlates.allSatisfy { $0["drawn"] == $0["found"] })
    #expect(bench.json.allSatisfy { ($0["n"]?.integerValue ?? 0) >= 1 && $0["p95"] != nil })
  }

  /// 12.0 is written as 12.
  private static func number(_ value: JSONValue?) -> Double? {
    switch value {
    case .number(let number): number
    case .integer(let number): Double(number)
    default: nil
    }
  }

  @Test func configCheckNamesFileLineRuleAndRemedy() async throws {
    try await withTemporaryFolder { folder in
      let good = try await agent.run("config", "check", "--config", try configuration(folder))
      #expect(good.status == 0)
      let bad = try await agent.run(
        "config", "check", "--config", try configuration(folder, Self.yaml.replacing("role:", with: "rôle:")))
      #expect(bad.status == 1)
      #expect(
        bad.complaint
          == "gate-agent: \(folder.path)/gate.yaml:1: unknown key \"rôle\" in station; did you mean \"role\"?\n")
    }
  }

  @Test func officersAreAddedListedAndBarred() async throws {
    try await withTemporaryFolder { folder in
      let file = try configuration(folder)
      let short = try await agent.run("guard", "add", "bp-17", "--config", file, input: "1234\n")
      #expect(short.status == 2)
      let added = try await agent.run("guard", "add", "bp-17", "--name", "Ca 1", "--config", file, input: "493817\n")
      #expect(added.status == 0, "\(added.complaint)")
      #expect(try await agent.run("guard", "list", "--config", file).output == "bp-17\tactive\tCa 1\n")
      #expect(try await agent.run("guard", "disable", "bp-17", "--config", file).status == 0)
      #expect(try await agent.run("guard", "list", "--config", file).output == "bp-17\tdisabled\tCa 1\n")
      #expect(try await agent.run("guard", "disable", "bp-18", "--config", file).status == 1)
      // The PIN is nowhere in the store.
      let store = try Data(contentsOf: folder.appendingPathComponent("data/ledger.sqlite"))
      #expect(store.firstRange(of: Data("493817".utf8)) == nil)
    }
  }

  @Test func anEmptyStationAnswersWithNothing() async throws {
    try await withTemporaryFolder { folder in
      let file = try configuration(folder)
      #expect(try await agent.run("passages", "export", "--format", "jsonl", "--config", file).output == "")
      #expect(try await agent.run("verify-log", "--config", file).output == "the chain of events is whole\n")
      let outbox = try await agent.run("outbox", "status", "--json", "--config", file)
      #expect(outbox.json.first?["waiting"] == 0)
      #expect(try await agent.run("declarations", "find", "12C12345", "--config", file).status == 1)
    }
  }

  @Test func programsThatOpenANewStoreAtOnceAllDo() async throws {
    for _ in 0..<5 {
      try await withTemporaryFolder { folder in
        let file = folder.appendingPathComponent("gate.yaml")
        try Data("station: {id: new-1, role: desk, gate: CKHN}\nlanes: []\nstorage: {path: data}\n".utf8).write(
          to: file)
        try await withThrowingTaskGroup(of: Program.Ending.self) { group in
          for _ in 0..<4 {
            group.addTask { try await Program(name: "gate-agent").run("passages", "export", "--config", file.path) }
          }
          for try await ending in group { #expect(ending.status == 0 && ending.complaint == "", "\(ending.complaint)") }
        }
      }
    }
  }
}
