public import Border
import CVision

/// One picture of a board: where its corners are seen, and where they are on the board.
public struct BoardView: Sendable, Hashable {
  /// A file or a frame, for messages.
  public var name: String
  public var image: [Point]
  /// Millimetres on the board.
  public var plane: [Point]
  /// Radius of the blur at the board, in pixels; nil if unknown.
  public var blur: Double?

  public init(name: String, image: [Point], plane: [Point], blur: Double? = nil) {
    (self.name, self.image, self.plane, self.blur) = (name, image, plane, blur)
  }

  /// Finds the board in a picture; without corners if it is not there.
  public static func find(_ board: Board, in picture: PictureGauge, name: String) throws(CalibrationError) -> BoardView
  {
    var handle = board.handle
    var count: Int32 = 0
    var image = [Float](repeating: 0, count: board.corners * 2)
    var plane = image
    let status = cvision_board_find(picture.handle, &handle, &image, &plane, Int32(board.corners), &count)
    guard status == 0 else {
      throw CalibrationError(
        "\(name) cannot be searched for the board (\(String(cString: cvision_message())))",
        remedy: "give another picture")
    }
    let points = (0..<Int(count)).map { Point(x: Double(image[2 * $0]), y: Double(image[2 * $0 + 1])) }
    var view = BoardView(
      name: name, image: points,
      plane: (0..<Int(count)).map { Point(x: Double(plane[2 * $0]), y: Double(plane[2 * $0 + 1])) })
    if let box = view.box { view.blur = (try? picture.quality(of: box))?.blur }
    return view
  }

  /// The upright box around the corners; nil without corners.
  var box: Quad? {
    guard let first = image.first else { return nil }
    var (minX, minY, maxX, maxY) = (first.x, first.y, first.x, first.y)
    for p in image { (minX, minY, maxX, maxY) = (min(minX, p.x), min(minY, p.y), max(maxX, p.x), max(maxY, p.y)) }
    return Quad(
      topLeft: Point(x: minX, y: minY), topRight: Point(x: maxX, y: minY), bottomRight: Point(x: maxX, y: maxY),
      bottomLeft: Point(x: minX, y: maxY))
  }
}
