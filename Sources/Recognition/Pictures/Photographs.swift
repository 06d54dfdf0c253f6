public import Border
internal import CVision
public import Foundation

/// What is kept of a passage for people to look at, as JPEG.
public struct Photographs: Sendable, Hashable {
  /// The whole frame.
  public var overview: Data
  /// The plate with some of what is around it; nil for a vehicle without one.
  public var plate: Data?
  /// Of the frame they are taken from.
  public var capturedAt: CaptureTime

  /// Takes them out of a picture, on the calling thread; a few times a passage, not for every frame.
  ///
  /// - Parameter masks: parts of the picture, by their corners, that are blackened.
  /// - Throws: `PictureError` for a plate outside the picture.
  public init(of picture: Picture, plate quad: Quad?, at time: CaptureTime, masks: [[Point]] = [])
    throws(PictureError)
  {
    capturedAt = time
    let (width, height) = (Double(picture.width), Double(picture.height))
    overview = try picture.jpeg(left: 0, top: 0, width: width, height: height, quality: 80, masks)
    guard let bounds = quad?.bounds else { return }
    // A third of the plate around it shows what it is fixed to.
    let (marginX, marginY) = ((bounds.maxX - bounds.minX) / 6, (bounds.maxY - bounds.minY) / 3)
    let (left, top) = (max(0, bounds.minX - marginX), max(0, bounds.minY - marginY))
    let (right, bottom) = (min(width, bounds.maxX + marginX), min(height, bounds.maxY + marginY))
    plate = try picture.jpeg(left: left, top: top, width: right - left, height: bottom - top, quality: 92, masks)
  }
}

extension Picture {
  fileprivate func jpeg(
    left: Double, top: Double, width: Double, height: Double, quality: Int, _ masks: [[Point]]
  ) throws(PictureError) -> Data {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    let status = cvision_picture_encode_masked_jpeg(
      handle, Int32(left), Int32(top), Int32(max(1, width)), Int32(max(1, height)), Int32(quality),
      masks.flatMap { $0.flatMap { [$0.x, $0.y] } }, masks.map { Int32($0.count) }, Int32(masks.count), &bytes, &count)
    guard status == 0, let bytes else { throw .impossibleCut(reason: String(cString: cvision_message())) }
    defer { cvision_buffer_free(bytes) }
    return Data(bytes: bytes, count: count)
  }
}
