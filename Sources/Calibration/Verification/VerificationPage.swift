import Border
public import Foundation

/// The report as one HTML page that needs nothing else.
public struct VerificationPage: Sendable {
  public var report: VerificationReport
  public var lane: LaneShape
  /// A JPEG of the lane, under the heat map.
  public var background: Data?
  /// A JPEG of each vehicle's plate, in the report's order.
  public var plates: [Data?]
  public var madeAt: String

  public init(report: VerificationReport, lane: LaneShape, background: Data?, plates: [Data?], madeAt: String) {
    (self.report, self.lane, self.background, self.plates, self.madeAt) = (report, lane, background, plates, madeAt)
  }

  public var html: String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Camera \(escaped(report.camera)): \(report.isGood ? "good" : "not good")</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <style>
    body{font:16px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1b1f24;background:#fff}
    h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
    .verdict{display:inline-block;padding:.15rem .6rem;border-radius:.3rem;color:#fff;background:\(report.isGood ? "#1a7f37" : "#b3261e")}
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #d0d7de;vertical-align:middle}
    td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}tr.bad td{background:#fdecea}
    svg{width:100%;height:auto;border:1px solid #d0d7de;background:#333}td img{height:2.6rem;display:block}
    .key span{display:inline-block;width:.9rem;height:.9rem;margin:0 .35rem 0 1rem;vertical-align:-.1rem}
    </style></head><body>
    <h1>Camera \(escaped(report.camera)) <span class="verdict">\(report.isGood ? "reaches its targets" : "does not reach its targets")</span></h1>
    <p>\(escaped(madeAt)) · \(report.vehicles.count) vehicles in \(report.frames) frames of \(report.width)x\(report.height)\
    \(report.framesBroken > 0 ? " · \(report.framesBroken) broken frames" : "")\
    \(report.platesOutside > 0 ? " · \(report.platesOutside) plates outside the lane" : "")</p>
    <h2>Targets</h2>
    <table><tr><th>what</th><th class="n">measured</th><th class="n">target</th><th>what to do</th></tr>
    \(report.targets.map(row).joined(separator: "\n"))
    </table>
    <h2>Where plates are read, and where they are missed</h2>
    <p class="key"><span style="background:#2fb344"></span>read<span style="background:#e03131"></span>missed\
    <span style="background:#868e96"></span>both: the colour is the share, the strength how often<span style="background:#ffd43b"></span>lane, stop line</p>
    \(map)
    <h2>Vehicles</h2>
    <table><tr><th>plate</th><th></th><th>read</th><th class="n">frames read</th><th class="n">width, px</th><th class="n">blur, mm</th></tr>
    \(report.vehicles.enumerated().map(row).joined(separator: "\n"))
    </table>
    </body></html>

    """
  }

  private func row(_ target: VerificationReport.Target) -> String {
    let value = target.value.map { "\(number($0)) \(target.unit)" } ?? "not measured"
    return """
      <tr class="\(target.isMet ? "" : "bad")"><td>\(target.name)</td><td class="n">\(value)</td>\
      <td class="n">\(target.isUpperLimit ? "≤" : "≥") \(number(target.limit)) \(target.unit)</td>\
      <td>\(target.isMet ? "" : escaped(target.remedy))</td></tr>
      """
  }

  private func row(_ index: Int, _ vehicle: VerificationReport.Vehicle) -> String {
    let picture =
      plates.indices.contains(index)
      ? plates[index].map { "<img alt=\"\" src=\"data:image/jpeg;base64,\($0.base64EncodedString())\">" } ?? "" : ""
    return """
      <tr class="\(vehicle.isRead ? "" : "bad")"><td>\(escaped(vehicle.plate))</td><td>\(picture)</td>\
      <td>\(vehicle.isRead ? "yes" : "no")</td><td class="n">\(vehicle.framesRead) of \(vehicle.frames)</td>\
      <td class="n">\(number(vehicle.width))</td><td class="n">\(vehicle.blur.map(number) ?? "–")</td></tr>
      """
  }

  private var map: String {
    let heat = report.heat
    let (width, height) = (Double(report.width) / Double(heat.columns), Double(report.height) / Double(heat.rows))
    let most = Double(max(1, zip(heat.read, heat.missed).map { $0 + $1 }.max() ?? 1))
    var fields: [String] = []
    for index in heat.read.indices where heat.read[index] + heat.missed[index] > 0 {
      let (read, missed) = (heat.read[index], heat.missed[index])
      let total = Double(read + missed)
      let share = Double(read) / total
      let opacity = 0.35 + 0.5 * (total / most).squareRoot()
      let (x, y) = (Double(index % heat.columns) * width, Double(index / heat.columns) * height)
      fields.append(
        """
        <rect x="\(number(x))" y="\(number(y))" width="\(number(width))" height="\(number(height))" \
        fill="\(colour(share))" fill-opacity="\(number(opacity))"><title>read \(read), missed \(missed)</title></rect>
        """)
    }
    let picture =
      background.map {
        "<image width=\"\(report.width)\" height=\"\(report.height)\" href=\"data:image/jpeg;base64,\($0.base64EncodedString())\"/>"
      } ?? ""
    return """
      <svg viewBox="0 0 \(report.width) \(report.height)" role="img" aria-label="heat map">\(picture)
      \(fields.joined(separator: "\n"))
      \(shape(lane.outline, closed: true))\(shape(lane.trigger, closed: false))\(lane.masks.map { shape($0, closed: true) }.joined())
      </svg>
      """
  }

  /// Green is read, red is missed, grey lies between.
  private func colour(_ share: Double) -> String {
    func mix(_ a: Double, _ b: Double, _ t: Double) -> Int { Int((a + (b - a) * t).rounded()) }
    let (low, middle, high) = ((224.0, 49.0, 49.0), (134.0, 142.0, 150.0), (47.0, 179.0, 68.0))
    let (from, to, t) = share < 0.5 ? (low, middle, share * 2) : (middle, high, share * 2 - 1)
    return "rgb(\(mix(from.0, to.0, t)),\(mix(from.1, to.1, t)),\(mix(from.2, to.2, t)))"
  }

  private func shape(_ points: [Point], closed: Bool) -> String {
    guard points.count >= 2 else { return "" }
    let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    return
      "<\(closed ? "polygon" : "polyline") points=\"\(list)\" fill=\"none\" stroke=\"#ffd43b\" stroke-width=\"3\"/>"
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.4g", value)
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;").replacingOccurrences(of: "\"", with: "&quot;")
  }
}
