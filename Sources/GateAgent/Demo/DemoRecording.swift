import Foundation
import Scenes

/// The demo's drive-throughs as folders of pictures, a folder a camera, drawn anew each time from a seed.
struct DemoRecording: Sendable {
  static let framesPerSecond = 8

  let front: URL
  let rear: URL

  /// Draws all vehicles, on all cores; tells how many are done.
  init(of vehicles: [DemoVehicle], in folder: URL, progress: @escaping @Sendable (Int) -> Void) async throws {
    front = folder.appendingPathComponent("front", isDirectory: true)
    rear = folder.appendingPathComponent("rear", isDirectory: true)
    let painter = PlatePainter(fonts: try FontBook.load())
    let views = [(DriveThrough.View.front, front), (.rear, rear)]
    for (_, folder) in views {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, vehicle) in vehicles.enumerated() {
        for (view, folder) in views {
          group.addTask { try Self.draw(vehicle, number: index, view: view, painter: painter, in: folder) }
        }
      }
      var done = 0
      for try await _ in group {
        done += 1
        if done.isMultiple(of: views.count) { progress(done / views.count) }
      }
    }
  }

  private static func draw(
    _ vehicle: DemoVehicle, number: Int, view: DriveThrough.View, painter: PlatePainter, in folder: URL
  ) throws {
    var drive = DriveThrough(
      painter: painter, tractor: vehicle.tractor, trailer: vehicle.trailer, container: vehicle.container,
      conditions: vehicle.conditions, seed: UInt64(number) + 1)
    (drive.approach, drive.standing, drive.leaving) = (0.7, 1.2, 0.3)
    // Some frames of the empty lane behind each vehicle.
    let frames = Int((drive.duration + 0.75) * Double(framesPerSecond))
    // Where there is no plate to be read, a picture in four is drawn, and stands for the others.
    let step = view == .rear && vehicle.trailer == nil ? 4 : 1
    var jpeg: [UInt8] = []
    for frame in 0..<frames {
      if frame % step == 0 {
        let time = Double(frame) / Double(framesPerSecond)
        jpeg = try drive.frame(at: time, view: view).picture.jpeg(quality: 88)
      }
      let name = String(format: "%03d-%03d.jpg", number, frame)
      try Data(jpeg).write(to: folder.appendingPathComponent(name))
    }
  }
}
