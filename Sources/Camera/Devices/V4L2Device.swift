import Border
import CV4L2
import Foundation

/// An open V4L2 device: what it is and what it can do. Closed when the last holder lets go.
///
/// Used by one thread at a time.
final class V4L2Device {
  let descriptor: Int32
  let path: String
  let camera: String
  let driver: String
  let card: String
  let bus: String
  private let capabilities: UInt32

  init(_ path: String, camera: String) throws(CameraFault) {
    self.path = path
    self.camera = camera
    descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw DeviceFault.fault(camera: camera, device: path, errno: errno, while: .opening)
    }
    var capability = v4l2_capability()
    let code = cv4l2_capability(descriptor, &capability)
    guard code == 0 else {
      close(descriptor)
      throw DeviceFault.fault(camera: camera, device: path, errno: code, while: .describing)
    }
    driver = String(cString: cv4l2_driver(&capability))
    card = String(cString: cv4l2_card(&capability))
    bus = String(cString: cv4l2_bus(&capability))
    // `capabilities` is of the whole hardware, `device_caps` of this node: a UVC camera has a second node for metadata.
    let hasOwn = capability.capabilities & cv4l2_has_device_capabilities != 0
    capabilities = hasOwn ? capability.device_caps : capability.capabilities
  }

  deinit { close(descriptor) }

  /// It delivers pictures by streaming, through either interface. Every USB camera does.
  var canCapture: Bool {
    capabilities & cv4l2_can_stream != 0 && capabilities & (cv4l2_can_capture | cv4l2_can_capture_planes) != 0
  }

  /// The kind of its buffers: drivers of camera bridges often know the multi-planar interface only.
  var bufferType: UInt32 {
    capabilities & cv4l2_can_capture != 0 ? cv4l2_type_capture : cv4l2_type_capture_planes
  }

  /// What the driver says of the camera behind it; nil if all is well or it does not say.
  static func signalFault(of descriptor: Int32) -> String? {
    let status = cv4l2_input_status(descriptor)
    if status & cv4l2_no_power != 0 { return "no power" }
    if status & cv4l2_no_signal != 0 { return "no signal" }
    return status & cv4l2_no_sync != 0 ? "no sync" : nil
  }

  /// v4l2loopback lets its producer write into buffers that readers hold.
  var overwritesLentBuffers: Bool { driver == "v4l2 loopback" }

  func fault(_ code: Int32, while step: DeviceFault.Step) -> CameraFault {
    DeviceFault.fault(camera: camera, device: path, errno: code, while: step)
  }

  // MARK: Offers

  var offers: [FormatOffer] {
    var result: [FormatOffer] = []
    var description = v4l2_fmtdesc()
    description.type = bufferType
    while result.count < 64, cv4l2_enumerate_format(descriptor, &description) == 0 {
      result.append(
        FormatOffer(
          code: FourCC.text(description.pixelformat), format: FourCC.format(description.pixelformat),
          sizes: sizes(of: description.pixelformat)))
      description.index += 1
    }
    return result
  }

  /// Offered by drivers that scale freely, such as vivid.
  private static let usualSizes = [
    (1920, 1080), (1600, 1200), (1280, 960), (1280, 720), (800, 600), (640, 480), (640, 360),
  ]

  private func sizes(of code: UInt32) -> [FormatOffer.Size] {
    var result: [FormatOffer.Size] = []
    var entry = v4l2_frmsizeenum()
    entry.pixel_format = code
    while result.count < 64, cv4l2_enumerate_size(descriptor, &entry) == 0 {
      guard entry.type == cv4l2_size_discrete else {
        let range = entry.stepwise
        for (width, height) in Self.usualSizes
        where (Int(range.min_width)...Int(max(range.min_width, range.max_width))).contains(width)
          && (Int(range.min_height)...Int(max(range.min_height, range.max_height))).contains(height)
        {
          result.append(size(of: code, width, height))
        }
        break
      }
      result.append(size(of: code, Int(entry.discrete.width), Int(entry.discrete.height)))
      entry.index += 1
    }
    return result.sorted { $0.width * $0.height > $1.width * $1.height }
  }

  private func size(of code: UInt32, _ width: Int, _ height: Int) -> FormatOffer.Size {
    var rates: [Double] = []
    var entry = v4l2_frmivalenum()
    (entry.pixel_format, entry.width, entry.height) = (code, UInt32(width), UInt32(height))
    while rates.count < 64, cv4l2_enumerate_interval(descriptor, &entry) == 0 {
      if entry.type == cv4l2_interval_discrete {
        rates.append(Self.rate(entry.discrete))
      } else {
        rates += [Self.rate(entry.stepwise.min), Self.rate(entry.stepwise.max)]
        break
      }
      entry.index += 1
    }
    return FormatOffer.Size(width: width, height: height, rates: rates.filter { $0 > 0 }.sorted(by: >))
  }

  private static func rate(_ interval: v4l2_fract) -> Double {
    interval.numerator == 0 ? 0 : (Double(interval.denominator) / Double(interval.numerator) * 100).rounded() / 100
  }

  // MARK: Format

  /// What the driver has agreed to.
  struct Agreement {
    var format: PixelFormat
    var width: Int
    var height: Int
    var bytesPerRow: Int
    /// Of a whole frame; the most a compressed one may take.
    var bytesPerFrame: Int
    /// Nil if the driver does not say.
    var framesPerSecond: Double?
  }

  /// Chooses, asks, and takes or refuses what the driver gives.
  func agree(on settings: DeviceSettings) throws(CameraFault) -> Agreement {
    let offers = self.offers
    // So a loopback device without a producer.
    guard !offers.isEmpty else { throw DeviceFault.notForCapture(camera: camera, device: path, card: card) }
    let choice: FormatChoice
    do {
      choice = try FormatChoice.best(of: offers, for: settings)
    } catch {
      throw DeviceFault.unsuitable(camera: camera, device: path, error)
    }
    var given = cv4l2_picture(
      width: UInt32(choice.width), height: UInt32(choice.height), code: FourCC.code(choice.code), bytes_per_row: 0,
      bytes: 0, planes: 1)
    let code = cv4l2_set_picture(descriptor, bufferType, &given)
    guard code == 0 else { throw fault(code, while: .formatting) }

    guard let format = FourCC.format(given.code), given.planes == 1,
      !settings.isStrict
        || (format == choice.format && Int(given.width) == choice.width && Int(given.height) == choice.height)
    else {
      let only = FormatOffer(
        code: FourCC.text(given.code), format: FourCC.format(given.code),
        sizes: [.init(width: Int(given.width), height: Int(given.height), rates: [])])
      throw DeviceFault.unsuitable(camera: camera, device: path, FormatMismatch(wanted: settings, offers: [only]))
    }
    return Agreement(
      format: format, width: Int(given.width), height: Int(given.height),
      bytesPerRow: format == .mjpeg ? 0 : Int(given.bytes_per_row), bytesPerFrame: Int(given.bytes),
      framesPerSecond: setRate(choice.framesPerSecond))
  }

  /// - Returns: the rate the driver says it will keep. A driver without rates is taken as it is.
  private func setRate(_ wanted: Double?) -> Double? {
    var parameters = v4l2_streamparm()
    parameters.type = bufferType
    guard cv4l2_get_parameters(descriptor, &parameters) == 0 else { return nil }
    if let wanted, parameters.parm.capture.capability & cv4l2_can_set_interval != 0 {
      parameters.parm.capture.timeperframe = v4l2_fract(numerator: 1000, denominator: UInt32(wanted * 1000))
      guard cv4l2_set_parameters(descriptor, &parameters) == 0 else { return nil }
    }
    let rate = Self.rate(parameters.parm.capture.timeperframe)
    return rate > 0 ? rate : nil
  }
}

/// V4L2's four-letter codes of pixel formats.
enum FourCC {
  static func text(_ code: UInt32) -> String {
    String(String.UnicodeScalarView((0..<4).map { UnicodeScalar(UInt8(code >> ($0 * 8) & 0x7F)) }))
      .trimmingCharacters(in: .whitespaces)
  }

  static func code(_ text: String) -> UInt32 {
    let bytes = Array(text.utf8.prefix(4))
    return (0..<4).reduce(0) { $0 | UInt32($1 < bytes.count ? bytes[$1] : 0x20) << ($1 * 8) }
  }

  static func format(_ code: UInt32) -> PixelFormat? {
    switch code {
    case cv4l2_yuyv: .yuyv
    case cv4l2_uyvy: .uyvy
    case cv4l2_nv12: .nv12
    case cv4l2_grey: .grey
    case cv4l2_rgb: .rgb
    case cv4l2_bgr: .bgr
    case cv4l2_mjpg, cv4l2_jpeg: .mjpeg
    default: nil
    }
  }
}
