import Border
import Foundation
import FoundationXML

/// Builds the tree of an XML result: elements are fields, the children of a list are its entries, attributes are ignored.
final class XMLTreeBuilder: NSObject, XMLParserDelegate {
  private struct Element {
    var name: String
    var text = ""
    var fields: [String: JSONValue] = [:]
    var entries: [JSONValue] = []

    var value: JSONValue {
      let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
      // Text where entries belong is one: an alarm must not be lost for want of an element around it.
      if XMLResult.lists.contains(name) { return .array(entries + (text.isEmpty ? [] : [.string(text)])) }
      return fields.isEmpty ? .string(text) : .object(fields)
    }
  }

  private let limits: ScanLimits
  private var open: [Element] = []
  private var count = 0
  private var root: JSONValue?
  /// Why the document was refused, beside being broken.
  private(set) var refusal: String?

  init(limits: ScanLimits) { self.limits = limits }

  /// Nil if the document is broken or was refused.
  func parse(_ data: Data) -> JSONValue? {
    let parser = XMLParser(data: data)
    parser.shouldResolveExternalEntities = false
    parser.delegate = self
    guard parser.parse(), refusal == nil else { return nil }
    return root
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    count += 1
    if open.count >= limits.depth { refuse(parser, "is nested deeper than \(limits.depth) levels") }
    if count > limits.values { refuse(parser, "holds more than \(limits.values) values") }
    open.append(Element(name: elementName))
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { append(string, parser) }

  func parser(_ parser: XMLParser, foundCDATA block: Data) { append(String(decoding: block, as: UTF8.self), parser) }

  private func append(_ text: String, _ parser: XMLParser) {
    guard !open.isEmpty else { return }
    open[open.count - 1].text += text
    if open[open.count - 1].text.utf8.count > limits.resultBytes { refuse(parser, "holds an endless text") }
  }

  func parser(_ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName: String?) {
    guard let element = open.popLast() else { return }
    guard let parent = open.indices.last else {
      root = .object([element.name: element.value])
      return
    }
    if XMLResult.lists.contains(open[parent].name) {
      open[parent].entries.append(element.value)
    } else if open[parent].fields.updateValue(element.value, forKey: element.name) != nil {
      refuse(parser, "has <\(FileName.printable(element.name))> twice")
    }
  }

  private func refuse(_ parser: XMLParser, _ cause: String) {
    if refusal == nil { refusal = cause }
    parser.abortParsing()
  }
}
