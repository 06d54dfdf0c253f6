public import Border
internal import CVision
internal import FramePixels

/// A picture to look for plates in. Keeps its buffers from one picture to the next; one thread at a time.
public final class Picture {
  let handle: OpaquePointer
  private var knownColours: Bool?

  /// - Throws: `PictureError.unreadable` when there is no memory for even an empty picture.
  public init() throws(PictureError) {
    guard let handle = cvision_picture_create() else { throw PictureError.unreadable(reason: "no memory") }
    self.handle = handle
  }

  deinit { cvision_picture_destroy(handle) }

  public var width: Int { Int(cvision_picture_width(handle)) }
  public var height: Int { Int(cvision_picture_height(handle)) }
  /// False for grey formats; a picture with equal channels still counts as coloured.
  public var isColoured: Bool { cvision_picture_is_coloured(handle) != 0 }

  /// Takes in an encoded picture and turns it upright by its EXIF orientation.
  public func decode(_ bytes: UnsafeRawBufferPointer) throws(PictureError) {
    knownColours = nil
    if JPEGStructure.isJPEG(bytes), !JPEGStructure.isWhole(bytes) { throw PictureError.truncated }
    guard cvision_picture_decode(handle, bytes.baseAddress, bytes.count) == 0 else {
      throw PictureError.unreadable(reason: String(cString: cvision_message()))
    }
  }

  /// Looks at a frame's pixels where they are, for as long as `body` runs, and then at none; an MJPEG frame is decoded.
  public func withFrame<Result>(
    _ frame: Frame, _ body: () throws -> Result
  ) throws -> Result {
    defer { cvision_picture_forget(handle) }
    return try frame.bytes.withUnsafeBytes { bytes in
      if let status = frame.show(bytes, to: handle) {
        knownColours = nil
        guard status == 0 else { throw PictureError.unreadable(reason: String(cString: cvision_message())) }
      } else {
        try decode(bytes)
      }
      return try body()
    }
  }

  /// What is inside `quad` as an upright rectangle of grey pixels.
  func cutGrey(_ quad: Quad, width: Int, height: Int) throws(PictureError) -> GreyPatch {
    var pixels = [UInt8](repeating: 0, count: width * height)
    guard cvision_picture_cut_grey(handle, quad.flat, Int32(width), Int32(height), &pixels) == 0 else {
      throw PictureError.impossibleCut(reason: String(cString: cvision_message()))
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }

  /// The same in colour: blue, green, red for each pixel.
  func cutColour(_ quad: Quad, width: Int, height: Int) throws(PictureError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    guard cvision_picture_cut_bgr(handle, quad.flat, Int32(width), Int32(height), &pixels) == 0 else {
      throw PictureError.impossibleCut(reason: String(cString: cvision_message()))
    }
    return pixels
  }

  /// The whole picture made small, in colour: blue, green, red for each pixel.
  func thumbnail(width: Int, height: Int) throws(PictureError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    guard cvision_picture_thumbnail_bgr(handle, Int32(width), Int32(height), &pixels) == 0 else {
      throw PictureError.unreadable(reason: String(cString: cvision_message()))
    }
    return pixels
  }

  /// Whether its scene shows any colours at all; looked at once a picture.
  func showsColours() throws(PictureError) -> Bool {
    guard isColoured else { return false }
    if let knownColours { return knownColours }
    let shown = GroundColour.hasColours(try thumbnail(width: GroundColour.width, height: GroundColour.height))
    knownColours = shown
    return shown
  }

  /// The whole picture as a quadrilateral.
  var outline: Quad { Quad(width: width, height: height) }
}

extension Quad {
  /// x and y of the four corners, as the shim takes them.
  fileprivate var flat: [Double] { corners.flatMap { [$0.x, $0.y] } }
}
