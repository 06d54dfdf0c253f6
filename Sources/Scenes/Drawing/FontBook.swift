import Border
import Foundation

/// The typefaces of plates and of lettering, read from the fonts that Debian packages install.
///
/// The die set of the Vietnamese police has no published typeface; OSP-DIN comes nearest, so it is the house look.
public struct FontBook: Sendable {
  /// For Latin letters and digits; the first is the house look.
  let latin: [Typeface]
  /// For Chinese characters; the first is the house look.
  let han: [Typeface]

  public static let searchedByDefault = ["/usr/share/fonts", "/usr/local/share/fonts"]

  private static let latinFiles = [
    ("OSP-DIN.ttf", "fonts-opendin"), ("BebasNeue-Bold.otf", "fonts-bebas-neue"), ("B612-Bold.otf", "fonts-b612"),
    ("RG2014B.ttf", "fonts-roadgeek"), ("RG2014C.ttf", "fonts-roadgeek"), ("RG2014D.ttf", "fonts-roadgeek"),
  ]
  private static let hanFiles = [
    ("NotoSansCJK-Bold.ttc", "fonts-noto-cjk"), ("wqy-zenhei.ttc", "fonts-wqy-zenhei"),
  ]

  /// Reads the outlines; some 30 ms, so do it once.
  /// - Throws: `SceneError.fontMissing`, which names the package to install.
  public static func load(searching directories: [String] = searchedByDefault) throws(SceneError) -> FontBook {
    var found: [String: String] = [:]
    let wanted = Set((latinFiles + hanFiles).map(\.0))
    for directory in directories {
      let files = FileManager.default.enumerator(atPath: directory)
      while let relative = files?.nextObject() as? String {
        let name = URL(fileURLWithPath: relative).lastPathComponent
        if wanted.contains(name), found[name] == nil { found[name] = directory + "/" + relative }
      }
    }
    func typeface(_ file: (String, String), _ characters: String) throws(SceneError) -> Typeface {
      guard let path = found[file.0] else {
        throw .fontMissing(file: file.0, package: file.1, searched: directories)
      }
      return try Typeface(file: path, name: file.0, characters: characters)
    }
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-./:,()"
    let characters = String(PlateText.chineseProvinces.union(PlateText.chineseMarks)) + "国际物流海关出入货运大型东风"
    var latin: [Typeface] = []
    for file in latinFiles { latin.append(try typeface(file, letters)) }
    var han: [Typeface] = []
    for file in hanFiles { han.append(try typeface(file, characters)) }
    return FontBook(latin: latin, han: han)
  }
}
