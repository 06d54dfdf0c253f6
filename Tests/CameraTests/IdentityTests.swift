import Border
import Foundation
import Testing

@testable import Camera

/// A device tree as sysfs shows it.
@Suite struct IdentityTests {
  struct Tree {
    let folder = try? TemporaryFolder()
    var root: URL { (folder?.url ?? URL(filePath: "/nowhere")).resolvingSymlinksInPath() }
    var classes: URL { root.appending(path: "class") }

    /// Plugs a camera into a port; its node gets `number`.
    func plug(_ number: Int, port: String, serial: String?, index: Int = 0) throws {
      let manager = FileManager.default
      let whole = root.appending(path: "devices/\(port)")
      let interface = whole.appending(path: "\(port):1.0")
      try manager.createDirectory(at: interface, withIntermediateDirectories: true)
      for (name, text) in [("idVendor", "1209"), ("idProduct", "0001"), ("serial", serial)] {
        if let text { try Data((text + "\n").utf8).write(to: whole.appending(path: name)) }
      }
      let entry = classes.appending(path: "video\(number)")
      try manager.createDirectory(at: entry, withIntermediateDirectories: true)
      try Data("\(index)\n".utf8).write(to: entry.appending(path: "index"))
      try manager.createSymbolicLink(at: entry.appending(path: "device"), withDestinationURL: interface)
    }

    func pull(_ number: Int) throws {
      try FileManager.default.removeItem(at: classes.appending(path: "video\(number)"))
    }
  }

  @Test func aCameraIsFoundByItsSerialNumberAtAnyPortAndNumber() throws {
    let tree = Tree()
    try tree.plug(0, port: "1-1", serial: "A1")
    try tree.plug(1, port: "1-1", serial: "A1", index: 1)
    let known = try #require(DeviceIdentity(of: "/dev/video0", under: tree.classes))
    #expect(known.serial == "A1")
    try tree.pull(0)
    try tree.pull(1)
    #expect(known.node(under: tree.classes) == nil)
    try tree.plug(0, port: "1-3", serial: "B2")
    try tree.plug(4, port: "1-2", serial: "A1", index: 1)
    try tree.plug(5, port: "1-2", serial: "A1")
    #expect(known.node(under: tree.classes) == "/dev/video5")
  }

  @Test func aCameraWithoutASerialNumberIsFoundByItsPort() throws {
    let tree = Tree()
    try tree.plug(0, port: "1-1", serial: nil)
    let known = try #require(DeviceIdentity(of: "/dev/video0", under: tree.classes))
    try tree.pull(0)
    try tree.plug(7, port: "1-2", serial: nil)
    #expect(known.node(under: tree.classes) == nil)
    try tree.plug(8, port: "1-1", serial: nil)
    #expect(known.node(under: tree.classes) == "/dev/video8")
  }

  @Test func whatIsNoVideoDeviceHasNoIdentity() {
    #expect(DeviceIdentity(of: "/dev/null") == nil)
    #expect(DeviceIdentity(of: "/dev/video99") == nil)
  }
}
