import Border
import Calibration
import Camera
import Foundation
import Hummingbird
import Logging

/// The preview's page on loopback. Its address holds a word that is new each time, without which it answers nothing: other
/// users of the machine, and other pages in the browser, see no picture and draw no lane.
struct PreviewServer {
  let input: CameraInput
  let profile: ProfileOptions
  /// Nil leaves out the plates.
  let models: ModelOptions?
  let port: Int
  /// Whether what is drawn with the mouse goes into the profile.
  let editsLane: Bool

  func run() async throws {
    let held = try profile.profile()
    let source = try input.open(held)
    let view = PreviewView(profile: held, engine: try models?.engine(held), gauge: try PictureGauge())
    let hub = PreviewHub()
    let word = (0..<4).map { _ in String(UInt32.random(in: .min ... .max), radix: 36) }.joined()
    let application = Application(
      router: router(word, hub),
      configuration: .init(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        Console.say("http://127.0.0.1:\(channel.localAddress?.port ?? 0)/\(word)/")
      }, logger: StationOptions.logger("preview", level: .error))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application.runService() }
      await look(source, view, hub)
      // A recording is over: its last picture stays until the server is ended.
      try await group.next()
      group.cancelAll()
    }
  }

  private func look(_ source: any FrameSource, _ view: PreviewView, _ hub: PreviewHub) async {
    for await signal in source.signals() {
      switch signal {
      case .lost(let fault): hub.lose(fault.remedy)
      case .frame(let frame):
        let state = await view.see(frame)
        hub.show(state, view.jpeg(of: frame), at: frame.capturedAt.monotonic)
        // A recording is played at once; a person wants to see it.
        if input.isRecording { try? await Task.sleep(for: .milliseconds(200)) }
      }
      if Task.isCancelled { return }
    }
  }

  private func router(_ word: String, _ hub: PreviewHub) -> Router<BasicRequestContext> {
    let router = Router()
    let html = String(decoding: PackageResources.preview_html, as: UTF8.self)
      .replacingOccurrences(of: "data-edits=\"no\"", with: "data-edits=\"\(editsLane ? "yes" : "no")\"")
    router.get("/:word/") { _, context in
      try Self.admit(context, word)
      return Self.response(ByteBuffer(string: html), "text/html; charset=utf-8")
    }
    router.get("/:word/state.json") { _, context in
      try Self.admit(context, word)
      let data = try JSONCoding.encoder().encode(hub.preview(at: CaptureTime.now().monotonic))
      return Self.response(ByteBuffer(bytes: data), "application/json")
    }
    router.get("/:word/frame.jpg") { _, context in
      try Self.admit(context, word)
      guard let jpeg = hub.jpeg else { throw HTTPError(.notFound) }
      return Self.response(ByteBuffer(bytes: jpeg), "image/jpeg")
    }
    if editsLane {
      router.post("/:word/lane") { [profile, input] request, context in
        try Self.admit(context, word)
        let body = try await request.body.collect(upTo: 1 << 16)
        guard let lane = try? JSONDecoder().decode(LaneShape.self, from: Data(String(buffer: body).utf8)) else {
          throw HTTPError(.badRequest, message: "a lane is outline, direction, trigger and masks, all of points [x, y]")
        }
        let size = hub.preview(at: .zero)
        do {
          try Self.keep(lane, profile, device: input.source, width: size.width, height: size.height)
        } catch {
          throw HTTPError(.unprocessableContent, message: "\(error)")
        }
        return Self.response(ByteBuffer(string: "{}"), "application/json")
      }
    }
    return router
  }

  static func keep(_ lane: LaneShape, _ profile: ProfileOptions, device: String, width: Int, height: Int) throws {
    try profile.update(width: width, height: height, device: device) { held in
      held.lane = lane
      _ = try CalibrationProfile(yaml: held.yaml, file: profile.calibration ?? "the profile")
    }
  }

  private static func admit(_ context: BasicRequestContext, _ word: String) throws {
    guard context.parameters.get("word") == word else { throw HTTPError(.notFound) }
  }

  private static func response(_ content: ByteBuffer, _ type: String) -> Response {
    Response(
      status: .ok,
      headers: [
        .contentType: type, .cacheControl: "no-store",
        .contentSecurityPolicy: "default-src 'self' 'unsafe-inline' blob: data:",
      ],
      body: .init(byteBuffer: content))
  }
}
