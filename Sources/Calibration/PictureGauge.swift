public import Border
import CVision
public import Foundation
import FramePixels

/// Decodes a picture and measures in it. Keeps its buffers; one thread at a time.
public final class PictureGauge {
  let handle: OpaquePointer

  public init() throws(CalibrationError) {
    guard let handle = cvision_picture_create() else {
      throw CalibrationError("there is no memory for a picture", remedy: "free some")
    }
    self.handle = handle
  }

  deinit { cvision_picture_destroy(handle) }

  public var width: Int { Int(cvision_picture_width(handle)) }
  public var height: Int { Int(cvision_picture_height(handle)) }

  /// Takes in an encoded picture.
  public func open(_ data: Data) throws(CalibrationError) {
    let status = data.withUnsafeBytes { bytes in
      cvision_picture_decode(handle, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }
    guard status == 0 else { throw Self.unreadable }
  }

  /// Looks at a frame for as long as `body` runs, and then at none.
  public func look<Result>(at frame: Frame, _ body: (PictureGauge) throws -> Result) throws -> Result {
    defer { cvision_picture_forget(handle) }
    return try frame.bytes.withUnsafeBytes { bytes in
      let status = frame.show(bytes, to: handle) ?? cvision_picture_decode(handle, bytes.baseAddress, bytes.count)
      guard status == 0 else { throw Self.unreadable }
      return try body(self)
    }
  }

  private static var unreadable: CalibrationError {
    CalibrationError(
      "a picture cannot be read (\(String(cString: cvision_message())))", remedy: "give whole JPEG or PNG pictures")
  }

  /// What the picture, or the upright box around `part`, is like.
  public func quality(of part: Quad? = nil) throws(CalibrationError) -> PictureQuality {
    var quality = cvision_quality()
    let bounds = part?.bounds ?? (minX: 0, minY: 0, maxX: Double(width), maxY: Double(height))
    let status = cvision_quality_of(
      handle, Int32(bounds.minX.rounded(.down)), Int32(bounds.minY.rounded(.down)),
      Int32((bounds.maxX - bounds.minX).rounded(.up)), Int32((bounds.maxY - bounds.minY).rounded(.up)), &quality)
    guard status == 0 else {
      throw CalibrationError(
        "that part cannot be measured (\(String(cString: cvision_message())))", remedy: "choose another")
    }
    return PictureQuality(quality)
  }

  /// The picture as a JPEG, for reports.
  public func jpeg(quality: Int = 80) -> Data? {
    var bytes: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard
      cvision_picture_encode_jpeg(
        handle, 0, 0, Int32(width), Int32(height), Int32(quality), &bytes, &count) == 0, let bytes
    else { return nil }
    defer { cvision_buffer_free(bytes) }
    return Data(bytes: bytes, count: count)
  }

  /// Brightness in `columns * rows` fields, row by row.
  public func levels(columns: Int, rows: Int) -> [UInt8]? {
    var small = [UInt8](repeating: 0, count: columns * rows)
    let edge = Double(width)
    let whole = [0, 0, edge, 0, edge, Double(height), 0, Double(height)]
    guard cvision_picture_cut_grey(handle, whole, Int32(columns), Int32(rows), &small) == 0 else { return nil }
    return small
  }
}
