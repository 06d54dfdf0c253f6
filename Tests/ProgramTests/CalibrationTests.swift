import Border
import Foundation
import Testing

/// The technician's commands on recordings, as he uses them on cameras.
@Suite struct CalibrationProgramTests {
  let agent = Program(name: "gate-agent")
  let painter = Program(name: "scene-painter")

  /// Two lorries drive up, stand, and leave, before a camera with these faults.
  func drive(_ folder: URL, _ name: String, _ faults: String...) async throws -> String {
    let out = folder.appending(path: name).path
    for (index, plate) in ["12C-123.45", "15C-456.78"].enumerated() {
      let process = try painter.start(
        [
          "drive", "--out", out, "--plate", plate, "--fps", "4", "--first", "\(index * 100)", "--seed", "\(index + 3)",
        ] + faults)
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }
    return out
  }

  /// A target of a report, by name: its value, and whether it is met.
  func target(_ name: String, of report: JSONValue) -> (value: Double?, isMet: Bool)? {
    guard case .object(let fields) = report, case .array(let targets)? = fields["targets"] else { return nil }
    for target in targets {
      guard case .object(let entry) = target, entry["name"] == .string(name), case .bool(let isMet)? = entry["isMet"]
      else { continue }
      switch entry["value"] {
      case .number(let value)?: return (value, isMet)
      case .integer(let value)?: return (Double(value), isMet)
      default: return (nil, isMet)
      }
    }
    return nil
  }

  @Test(.timeLimit(.minutes(6))) func aGoodLaneIsVerifiedAndADefocusedOrTiltedCameraIsNot() async throws {
    try await withTemporaryFolder { folder in
      let (profile, report) = (folder.appending(path: "front.yaml").path, folder.appending(path: "report"))
      let good = try await drive(folder, "good")
      let plane = try await agent.run("calibrate", "plane", good, "--calibration", profile, "--by", "test", "--json")
      #expect(plane.status == 0, "\(plane.complaint)")
      let lane = try await agent.run(
        "calibrate", "lane", "--calibration", profile, "--outline", "60,719 420,20 860,20 1240,719", "--trigger",
        "300,560 1000,560")
      #expect(lane.status == 0, "\(lane.complaint)")

      let verified = try await agent.run(
        "calibrate", "verify", good, "--calibration", profile, "--out", report.path, "--json")
      #expect(verified.status == 0, "\(verified.output)\(verified.complaint)")
      let page = try String(contentsOf: report.appending(path: "report.html"), encoding: .utf8)
      #expect(page.contains("reaches its targets") && page.contains("<svg") && page.contains("data:image/jpeg;base64,"))
      let kept = try JSONValue(parsing: Data(contentsOf: report.appending(path: "report.json")))
      #expect(kept == verified.json.first)

      // The planted faults: each must be found by the figure that is made for it.
      for (name, fault, figure) in [
        ("defocused", ["--defocus", "5"], "blur"), ("tilted", ["--tilt", "2.5"], "scale"),
        ("leaning", ["--lean", "4"], "roll"),
      ] {
        let bad = try await drive(folder, name, fault[0], fault[1])
        let ending = try await agent.run("calibrate", "verify", bad, "--calibration", profile, "--json")
        #expect(ending.status == 1, "\(name)")
        let found = target(figure, of: try #require(ending.json.first))
        #expect(found?.isMet == false, "\(name): \(ending.output)")
        print("verify, \(name): \(figure) \(String(describing: found?.value))")
      }

      // A profile for another size is refused with the remedy, by recognize as well.
      let small = try await agent.run(
        "calibrate", "lane", "--calibration", folder.appending(path: "small.yaml").path, "--size", "640x360",
        "--trigger", "10,300 600,300")
      #expect(small.status == 0, "\(small.complaint)")
      let picture = good + "/000020.jpg"
      let refused = try await agent.run(
        "recognize", "--json", "--calibration", folder.appending(path: "small.yaml").path, picture)
      #expect(refused.status == 1)
      #expect(refused.output.contains("it is for pictures of 640x360, these have 1280x720: set the camera to 640x360"))
      let read = try await agent.run("recognize", "--json", "--calibration", profile, picture)
      #expect(read.status == 0)
      #expect(read.output.contains("\"text\":\"12C12345\""))
    }
  }

  @Test func probeFocusExposureAndPreviewWorkOnARecording() async throws {
    try await withTemporaryFolder { folder in
      let out = folder.appending(path: "standing").path
      let drawn = try await painter.run("drive", "--out", out, "--plate", "12C-123.45", "--fps", "1")
      #expect(drawn.status == 0)
      // The moments at the stop line.
      for name in try FileManager.default.contentsOfDirectory(atPath: out)
      where !["000005.jpg", "000006.jpg", "000007.jpg"].contains(name) {
        try FileManager.default.removeItem(atPath: out + "/" + name)
      }
      let probe = try await agent.run("camera", "probe", out, "--json")
      #expect(probe.status == 0, "\(probe.output)\(probe.complaint)")
      #expect(probe.output.contains("\"text\":\"12C12345\""))
      let focus = try await agent.run("calibrate", "focus", out, "--json")
      #expect(focus.json.count == 3, "\(focus.complaint)")
      #expect(focus.status == 0, "\(focus.output)\(focus.complaint)")
      let exposure = try await agent.run("calibrate", "exposure", out, "--json")
      #expect(exposure.status == 0, "\(exposure.output)\(exposure.complaint)")
      let preview = try await agent.run("camera", "preview", out, "--terminal", "--columns", "60", "--frames", "1")
      #expect(preview.status == 0)
      #expect(preview.output.contains("▀") && preview.output.contains("plate     12C12345"))

      // What shows nothing is not fit, and the exit status says so.
      let blurred = folder.appending(path: "blurred").path
      _ = try await painter.run(
        "drive", "--out", blurred, "--plate", "none", "--fps", "0.2", "--defocus", "12")
      let bad = try await agent.run("camera", "probe", blurred)
      #expect(bad.status == 1)
      #expect(bad.complaint.contains("`gate-agent calibrate focus`"), "\(bad.output)\(bad.complaint)")
    }
  }

  @Test func aStationWithAMistakeInAProfileSaysWhereItIs() async throws {
    try await withTemporaryFolder { folder in
      try Data("resolution: {width: 1280, hight: 720}\n".utf8).write(to: folder.appending(path: "front.yaml"))
      let yaml = CommandLineTests.yaml.replacing("/dev/video99", with: "/dev/video99, calibration: front.yaml")
      try Data(yaml.utf8).write(to: folder.appending(path: "gate.yaml"))
      let ending = try await agent.run("run", "--config", folder.appending(path: "gate.yaml").path)
      #expect(ending.status == 1)
      #expect(
        ending.complaint.contains(
          "front.yaml:1: unknown key \"hight\" in resolution; did you mean \"height\"?"), "\(ending.complaint)")
    }
  }

  @Test func theBoardIsAPDFAndWrongUseIsTold() async throws {
    try await withTemporaryFolder { folder in
      let board = try await agent.run("calibrate", "board", "-o", "board.pdf", "--json", in: folder)
      #expect(board.status == 0, "\(board.complaint)")
      let pdf = try Data(contentsOf: folder.appending(path: "board.pdf"))
      #expect(pdf.starts(with: Data("%PDF".utf8)))
      #expect(try await agent.run("calibrate", "board", "--square", "60", in: folder).status == 1)
      #expect(
        try await agent.run("calibrate", "board", "--board", "chequer", "--squares", "8x6", in: folder).status == 2)
      #expect(try await agent.run("calibrate", "verify", "nowhere").status == 2)
      let absent = try await agent.run("camera", "probe", "/dev/video99")
      #expect(absent.status == 1)
      #expect(absent.complaint.contains("/dev/video99 is not there: check the camera's cable and power"))
    }
  }

  @Test func marksOnTheGroundAreEnough() async throws {
    // Where the drawn gate's front camera, of 1950 px, sees them.
    let marks = [
      "117.6,483.3=-1500,8000", "139.5,310.4=-1500,12000", "816.5,449.6=1500,8000", "623.4,296.1=1500,12000",
    ]
    let ending = try await agent.run(
      "calibrate", "plane", "--size", "1280x720", "--json", "--mark", marks[0], "--mark", marks[1], "--mark", marks[2],
      "--mark", marks[3])
    #expect(ending.status == 0, "\(ending.complaint)")
    guard case .object(let report)? = ending.json.first, case .number(let focal)? = report["focal"] else {
      Issue.record("no focal length: \(ending.output)")
      return
    }
    #expect(abs(focal / 1950 - 1) < 0.01, "\(focal)")
    #expect(try await agent.run("calibrate", "plane", "--mark", "1,2=3,4").status == 2)
  }

  @Test func bashCompletesTheCommands() async throws {
    let script = try await agent.run("--generate-completion-script", "bash")
    #expect(script.status == 0)
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "gate-agent.bash")
      try Data(script.output.utf8).write(to: file)
      let bash = Process()
      let pipe = Pipe()
      bash.executableURL = URL(filePath: "/bin/bash")
      bash.arguments = [
        "-c",
        """
        source "$1"; COMP_WORDS=(gate-agent calibrate ''); COMP_CWORD=2; COMP_LINE='gate-agent calibrate '
        COMP_POINT=${#COMP_LINE}; $(complete -p gate-agent | sed 's/.*-F \\([^ ]*\\).*/\\1/') gate-agent '' calibrate
        printf '%s\\n' "${COMPREPLY[@]}"
        """, "bash", file.path,
      ]
      bash.standardOutput = pipe
      try bash.run()
      let words = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      bash.waitUntilExit()
      for word in ["focus", "exposure", "board", "lens", "plane", "lane", "verify"] {
        #expect(words.contains(word), "\(words)")
      }
    }
  }
}
