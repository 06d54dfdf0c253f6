import Testing

@testable import Recognition

@Suite("The networks")
struct NetTests {
  /// Stripes and spots, the same at every run.
  private func patch(_ width: Int, _ height: Int) -> GreyPatch {
    var state: UInt32 = 12345
    let pixels = (0..<width * height).map { at -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8((state >> 24) / 2) &+ (at % width / 7 % 2 == 0 ? 100 : 20)
    }
    return GreyPatch(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [
    (ModelFile.detector, [(416, 320), (192, 128), (160, 64), (128, 96), (512, 384), (192, 64), (416, 320)]),
    (.reader, [(160, 32)]), (.farReader, [(160, 32)]), (.province, [(32, 64)]),
  ])
  func `the fast code computes what OpenCV computes, in whatever shape comes next`(
    file: ModelFile, shapes: [(Int, Int)]
  ) throws {
    let models = try ModelStore.find()
    let fast = try Net(file, of: models, trial: shapes[0], sizes: shapes.count == 1 ? .one : .any)
    let reference = try Net(file, of: models, trial: shapes[0], sizes: .any, code: .reference)
    for (width, height) in shapes {
      let expected = try reference.run(patch(width, height))
      let output = try fast.run(patch(width, height))
      #expect(output.shape == expected.shape)
      #expect(Set(expected.values).count > 20, "the picture says something to the network")
      let off = zip(output.values, expected.values).map { abs($0 - $1) }
      #expect(off.allSatisfy { $0 < 1e-4 }, "\(file.rawValue) at \(width)x\(height) is off by up to \(off.max() ?? 0)")
    }
    #expect(reference.slowName == file.rawValue)
    #expect(fast.slowName == nil || !Processor.hasAVX2)
  }

  @Test func `a network for inputs of one size computes that size again and again, and no other`() throws {
    let net = try Net(.reader, of: ModelStore.find(), trial: (160, 32), sizes: .one)
    let first = try values(of: net, patch(160, 32))
    #expect(throws: ModelError.self) { try values(of: net, patch(192, 32)) }
    #expect(try values(of: net, patch(160, 32)) == first)
  }

  @Test func `the reference too computes one size again and again`() throws {
    let models = try ModelStore.find()
    let expected = try values(
      of: Net(.province, of: models, trial: (32, 64), sizes: .any, code: .reference), patch(32, 64))
    let net = try Net(.province, of: models, trial: (32, 64), sizes: .one, code: .reference)
    for _ in 0..<2 { #expect(try values(of: net, patch(32, 64)) == expected) }
  }

  /// The output is the network's own memory, so it must outlive the copying.
  private func values(of net: Net, _ patch: GreyPatch) throws -> [Float] {
    try withExtendedLifetime(net) { try Array(net.run(patch).values) }
  }
}
