import Hummingbird

/// The page's own files, built into the program. They hold no data and need no session.
struct PageRoutes: Sendable {
  static let languages = ["vi", "en", "zh"]

  let language: String

  func add(to router: Router<ConsoleContext>) {
    let start = index
    router.get("/") { _, _ in Self.response(start, "text/html; charset=utf-8") }
    for (name, content, type) in Self.files {
      router.get(RouterPath(stringLiteral: "/\(name)")) { _, _ in Self.response(ByteBuffer(bytes: content), type) }
    }
  }

  /// The start page in the station's language.
  private var index: ByteBuffer {
    let html = String(decoding: PackageResources.index_html, as: UTF8.self)
    let chosen = Self.languages.contains(language) ? language : "vi"
    return ByteBuffer(string: html.replacing("<html lang=\"vi\">", with: "<html lang=\"\(chosen)\">"))
  }

  static let files: [(name: String, content: [UInt8], type: String)] = [
    ("style.css", PackageResources.style_css, "text/css; charset=utf-8"),
    ("app.js", PackageResources.app_js, script), ("dom.js", PackageResources.dom_js, script),
    ("keys.js", PackageResources.keys_js, script), ("passage.js", PackageResources.passage_js, script),
    ("queue.js", PackageResources.queue_js, script), ("station.js", PackageResources.station_js, script),
    ("stream.js", PackageResources.stream_js, script), ("texts.js", PackageResources.texts_js, script),
    ("icon.svg", PackageResources.icon_svg, "image/svg+xml"),
    ("vi.json", PackageResources.vi_json, json), ("en.json", PackageResources.en_json, json),
    ("zh.json", PackageResources.zh_json, json),
  ]

  private static let script = "text/javascript; charset=utf-8"
  private static let json = "application/json"

  private static func response(_ content: ByteBuffer, _ type: String) -> Response {
    Response(status: .ok, headers: [.contentType: type], body: .init(byteBuffer: content))
  }
}
