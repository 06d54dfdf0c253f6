import Border
import Foundation

/// libFuzzer's way in: bytes go where a camera's, a file's or a page's go, through the picture's front door. Pixels are
/// bounded, so that a header that promises billions is an error and no memory.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  #if PLANTED
    // The fault that proves the fuzzer alive: a reader that trusts a length it was given.
    if count > 4, bytes[0] == 0xFF, bytes[1] == 0xD8, bytes[2] == 0xFF {
      let beyond = UnsafeRawBufferPointer(start: start, count: count + 64)
      if beyond[count + Int(bytes[3] & 0x3F)] == 1 { return 1 }
    }
  #endif
  guard let picture = try? Picture() else { return 0 }
  if (try? picture.decode(bytes)) != nil {
    _ = try? picture.cutGrey(picture.outline, width: 32, height: 16)
    _ = try? picture.cutColour(picture.outline, width: 8, height: 4)
    precondition(picture.width > 0 && picture.height > 0, "a picture without pixels is no picture")
  }
  glance(bytes)
  return 0
}

/// The first bytes are the frame's numbers, the rest its pixels.
private func glance(_ bytes: UnsafeRawBufferPointer) {
  guard bytes.count > 8 else { return }
  let format = PixelFormat.allCases[Int(bytes[0]) % PixelFormat.allCases.count]
  let frame = Frame(
    camera: "fuzz", sequence: 1,
    capturedAt: CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0)), width: Int(bytes[1]) - 2,
    height: Int(bytes[2]) - 2, bytesPerRow: Int(bytes[3]) * 2 - 2, format: format,
    bytes: FrameBytes(copying: bytes.dropFirst(4)))
  _ = try? Glance(of: frame)
  if let picture = try? Picture() {
    _ = try? picture.withFrame(frame) { _ = try? picture.cutGrey(picture.outline, width: 8, height: 8) }
  }
}
