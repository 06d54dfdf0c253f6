internal import Foundation

/// The marker structure of a JPEG (ITU-T T.81, annex B), as far as needed to tell a whole one from a part.
///
/// Decoders fill what is missing with grey and call it success, so the end has to be looked for here. A search for the
/// bytes FF D9 would find the end of an embedded thumbnail.
enum JPEGStructure {
  static func isJPEG(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF
  }

  /// Whether the markers lead from the start to an end-of-image. What follows the end does not matter: cameras pad.
  static func isWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard isJPEG(bytes) else { return false }
    var at = 2
    while let marker = nextMarker(bytes, &at) {
      switch marker {
      case 0xD9: return true
      case 0x01, 0xD0...0xD8: continue  // stand alone, without a length
      default:
        guard at + 2 <= bytes.count else { return false }
        let length = Int(bytes[at]) << 8 | Int(bytes[at + 1])
        guard length >= 2 else { return false }
        at += length
      }
    }
    return false
  }

  /// Moves behind the next marker, over entropy-coded bytes and fill bytes if there are any.
  private static func nextMarker(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> UInt8? {
    guard let start = bytes.baseAddress else { return nil }
    // Every frame of an MJPEG camera goes through here: the C library looks at 32 bytes at a time.
    while at + 1 < bytes.count, let found = memchr(start + at, 0xFF, bytes.count - 1 - at) {
      at = UnsafeRawPointer(found) - start + 1
      // FF 00 is a coded FF, FF FF a fill byte.
      if bytes[at] != 0x00, bytes[at] != 0xFF {
        at += 1
        return bytes[at - 1]
      }
    }
    return nil
  }
}
