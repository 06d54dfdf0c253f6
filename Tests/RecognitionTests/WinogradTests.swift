import CVision
import Scenes
import Testing

/// Convolutions as the networks compute them where there is AVX2, held against plain sums; also on processors with AVX-512, whose networks
/// have oneDNN's own.
@Suite("Convolution by Winograd's algorithm", .enabled(if: Processor.hasAVX2, "no AVX2"))
struct WinogradTests {
  private struct Sum {
    var shape: cvision_winograd_shape
    var input: [Float]
    var weights: [Float]
    var offsets: [Float]

    init(_ shape: cvision_winograd_shape, _ random: inout SeededGenerator) {
      func numbers(_ count: Int32) -> [Float] { (0..<count).map { _ in Float.random(in: -1...1, using: &random) } }
      self.shape = shape
      input = numbers(shape.inputs * shape.height * shape.width)
      weights = numbers(shape.outputs * shape.inputs * shape.kernel_height * 3)
      offsets = numbers(shape.outputs)
    }

    var outputCount: Int { Int(shape.outputs * shape.output_height * shape.width) }

    /// Nil where the networks compute such a shape otherwise.
    func byWinograd(relu: Bool) throws -> [Float]? {
      var output = [Float](repeating: .nan, count: outputCount)
      var shape = shape
      if cvision_winograd_convolve(&shape, input, weights, offsets, relu ? 1 : 0, &output) == 0 { return output }
      let message = String(cString: cvision_message())
      #expect(message.hasPrefix("the shape is computed otherwise"), "\(message)")
      return nil
    }

    /// The output at `index` of the blocked map.
    func plain(at index: Int, relu: Bool) -> Double {
      let (width, rows, height) = (Int(shape.width), Int(shape.output_height), Int(shape.height))
      let channel = index / 8 / width / rows * 8 + index % 8
      let (row, column) = (index / 8 / width % rows, index / 8 % width)
      var sum = Double(offsets[channel])
      for input in 0..<Int(shape.inputs) {
        for down in 0..<Int(shape.kernel_height) {
          let y = row * Int(shape.stride) + down - Int(shape.above)
          guard (0..<height).contains(y) else { continue }
          for across in 0..<3 {
            let x = column + (across - 1) * Int(shape.gap)
            guard (0..<width).contains(x) else { continue }
            let weight = weights[((channel * Int(shape.inputs) + input) * Int(shape.kernel_height) + down) * 3 + across]
            sum += Double(weight) * Double(self.input[((input / 8 * height + y) * width + x) * 8 + input % 8])
          }
        }
      }
      return relu ? max(0, sum) : sum
    }
  }

  private func shape(_ random: inout SeededGenerator) -> cvision_winograd_shape {
    func one(_ range: ClosedRange<Int32>) -> Int32 { .random(in: range, using: &random) }
    let (kernel, below) = (one(1...3), one(0...2))
    // Half of them as most layers are: three rows, no stride, one row of nought around.
    let isUsual = kernel == 3 && Bool.random(using: &random)
    let (stride, above) = isUsual ? (1, 1) : (one(1...3), one(0...3))
    let height = one(max(1, kernel - above)...14)
    let outputHeight = isUsual ? height : (height + above + below - kernel) / stride + 1
    return cvision_winograd_shape(
      inputs: 8 * one(1...3), outputs: 8 * one(1...7), height: height, width: one(1...47), kernel_height: kernel,
      stride: stride, above: above, output_height: outputHeight, gap: one(1...3))
  }

  @Test func `every shape gives what the plain sum gives, everywhere and nowhere else`() throws {
    var random = SeededGenerator(seed: 2015)
    var computed = 0
    for _ in 0..<600 {
      let sum = Sum(shape(&random), &random)
      let relu = Bool.random(using: &random)
      guard let output = try sum.byWinograd(relu: relu) else { continue }
      computed += 1
      #expect(output.allSatisfy { !$0.isNaN }, "\(sum.shape) leaves something unwritten")
      for _ in 0..<24 {
        let index = Int.random(in: output.indices, using: &random)
        let off = abs(Double(output[index]) - sum.plain(at: index, relu: relu))
        #expect(off < 1e-4, "\(sum.shape), relu \(relu), is off by \(off) at \(index)")
      }
    }
    #expect(computed > 400)
  }

  @Test(arguments: [false, true]) func `what is no number stays none`(relu: Bool) throws {
    var random = SeededGenerator(seed: 1)
    let shape = cvision_winograd_shape(
      inputs: 8, outputs: 8, height: 8, width: 16, kernel_height: 3, stride: 1, above: 1, output_height: 8, gap: 1)
    var sum = Sum(shape, &random)
    sum.input = sum.input.map { _ in .nan }
    #expect(try sum.byWinograd(relu: relu)?.allSatisfy(\.isNaN) == true)
  }

  @Test func `channels that fill no block of eight, and higher kernels, are computed otherwise`() throws {
    var random = SeededGenerator(seed: 2)
    for (inputs, outputs, kernel) in [(12, 8, 3), (8, 12, 3), (8, 8, 4)] as [(Int32, Int32, Int32)] {
      let shape = cvision_winograd_shape(
        inputs: inputs, outputs: outputs, height: 8, width: 16, kernel_height: kernel, stride: 1, above: 1,
        output_height: 8, gap: 1)
      #expect(try Sum(shape, &random).byWinograd(relu: true) == nil)
    }
  }
}
