public import ArgumentParser
public import Calibration
import Foundation

/// `--board`, `--squares`, `--square`: the board that is printed, and looked for.
struct BoardOptions: ParsableArguments {
  @Option(name: .customLong("board"), help: "charuco: a part of it suffices; chequer: must be wholly in view.")
  var kind: Board.Kind = .charuco

  @Option(help: ArgumentHelp("Squares across and down.", valueName: "COLUMNSxROWS"))
  var squares: Squares = Squares(columns: 9, rows: 6)

  @Option(help: "Side of a square as printed, in millimetres.")
  var square: Double = 28

  var board: Board { Board(kind: kind, columns: squares.columns, rows: squares.rows, square: square) }

  func validate() throws {
    if let objection = board.objection { throw ValidationError(objection) }
  }
}

struct Squares: ExpressibleByArgument {
  var columns, rows: Int

  init(columns: Int, rows: Int) { (self.columns, self.rows) = (columns, rows) }

  init?(argument: String) {
    let numbers = argument.split(separator: "x").compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    self.init(columns: numbers[0], rows: numbers[1])
  }

  var defaultValueDescription: String { "\(columns)x\(rows)" }
}

extension Board.Kind: ExpressibleByArgument {}
extension BoardSheet.Paper: ExpressibleByArgument {}

struct CalibrateBoard: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "Writes the board for `calibrate lens` as a PDF to scale.",
    discussion: "Print it at 100 %, check its ruler, measure a square, and glue it on something flat and stiff.")

  @OptionGroup var options: BoardOptions

  @Option(help: "a4, a3 or a2: the larger, the farther away it can be shown.")
  var paper: BoardSheet.Paper = .a4

  @Option(name: .shortAndLong, help: "The file to write.", completion: .file(extensions: ["pdf"]))
  var out: String = "board.pdf"

  @Flag(help: "One line of JSON.")
  var json = false

  private struct Report: Encodable {
    var file: String
    var board: String
    var columns: Int
    var rows: Int
    var square: Double
    var paper: String
  }

  func run() throws {
    let board = options.board
    try BoardSheet.pdf(of: board, on: paper).write(to: URL(filePath: out))
    if json {
      try Console.say(
        json: Report(
          file: out, board: board.kind.rawValue, columns: board.columns, rows: board.rows, square: board.square,
          paper: paper.rawValue))
    } else {
      Console.say(
        "\(out)\t\(board.kind.rawValue) \(board.columns)x\(board.rows), squares of \(board.square) mm, \(paper.rawValue)"
      )
    }
  }
}
