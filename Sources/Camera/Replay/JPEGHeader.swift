/// As much of a JPEG as a recording needs: its size, and whether it is whole. ISO/IEC 10918-1, annex B.
enum JPEGHeader {
  /// The size in pixels as stored (EXIF may turn it); nil if this is no JPEG, or it ends before its end marker.
  static func size(of bytes: UnsafeRawBufferPointer) -> (width: Int, height: Int)? {
    guard bytes.count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8, hasEnd(bytes) else { return nil }
    var position = 2
    while position + 9 < bytes.count {
      guard bytes[position] == 0xFF else { return nil }
      let marker = bytes[position + 1]
      if marker == 0xFF {  // fill byte
        position += 1
        continue
      }
      // SOF0…SOF15, without DHT, JPG and DAC, which lie among them.
      if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
        let height = Int(bytes[position + 5]) << 8 | Int(bytes[position + 6])
        let width = Int(bytes[position + 7]) << 8 | Int(bytes[position + 8])
        return width > 0 && height > 0 ? (width, height) : nil
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      guard length >= 2, marker != 0xDA else { return nil }
      position += 2 + length
    }
    return nil
  }

  /// Whether it has a start and an end, as far as can be seen without decoding.
  static func isWhole(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8 && hasEnd(bytes)
  }

  /// Cameras pad their files, so the end marker need not be the very last; a thumbnail's stands near the start.
  private static func hasEnd(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = bytes.count - 2
    let first = max(2, bytes.count - 4096)
    while index >= first {
      if bytes[index] == 0xFF, bytes[index + 1] == 0xD9 { return true }
      index -= 1
    }
    return false
  }
}
