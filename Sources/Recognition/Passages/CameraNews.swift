public import Border
internal import Foundation

/// What one frame of a lane's camera changed.
public struct CameraNews: Sendable {
  public enum Item: Sendable {
    /// A plate that frames agree on is new or known better, or has a better picture.
    case plate(PlateConsensus, track: Int, motion: PlateMotion?, photographs: Photographs?)
    /// A plate that was told of has left the picture.
    case plateLeft(track: Int)
    /// Something as large as a vehicle stands there, since so long before this frame.
    case vehicle(forTime: Duration, photographs: Photographs?)
    /// It stands there no more; `wasSure` says that it was as large as only a vehicle is, and was seen to leave.
    case vehicleLeft(wasSure: Bool)
    /// Networks, by their files, that this processor turned out to compute slowly: each told once.
    case slowNetworks(SlowNetworks)
  }

  /// What the recognizer made of the frame; nil if the gate found that it need not be looked at.
  public var reading: FrameReading?
  public var items: [Item] = []
  /// Told plates that are in view.
  public var visible: [Int] = []
  /// The frame's capture time.
  public var at = CaptureTime(monotonic: .zero, wall: Date(timeIntervalSince1970: 0))
  /// CPU time of the glance and the gate.
  public var gateCPU = Duration.zero

  init(gateCPU: Duration = .zero) { self.gateCPU = gateCPU }
}
