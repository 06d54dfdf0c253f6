import Foundation
import Testing

@testable import Camera

@Suite struct DiscoveryTests {
  @Test func lastingNamesAreFoundForTheirNode() throws {
    let folder = try TemporaryFolder()
    let root = folder.url.resolvingSymlinksInPath()
    try folder.write("video3", [])
    for (kind, link) in [("by-path", "pci-0-usb-1"), ("by-id", "usb-Cam_0001")] {
      let directory = root.appending(path: "v4l/\(kind)")
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: directory.appending(path: link).path, withDestinationPath: "../../video3")
    }
    let names = CameraDevices.lastingNames(under: root.appending(path: "v4l"))
    #expect(
      names == [
        root.appending(path: "video3").path: [
          root.appending(path: "v4l/by-id/usb-Cam_0001").path, root.appending(path: "v4l/by-path/pci-0-usb-1").path,
        ]
      ])
  }

  @Test func aMachineWithoutCamerasHasAnEmptyList() throws {
    #expect(CameraDevices.list(devices: try TemporaryFolder().url).isEmpty)
  }
}
