import Border
import Foundation

@testable import ScannerInbox

enum Examples {
  static let picture = Data("a picture".utf8)

  static func hash(_ data: Data) -> String { (try? EvidenceHash(of: data).rawValue) ?? "" }

  /// Every field, as `docs/scanner-results.md` shows it.
  static func json(id: String = "S-0001", conclusion: String = "notSuspicious", pictures: Bool = true) -> String {
    """
    {"scanId": "\(id)", "site": "CKHN", "device": "scanner-1", "direction": "entry",
     "startedAt": "2026-11-23T15:00:00+07:00", "endedAt": "2026-11-23T08:03:30Z",
     "plates": ["12C-123.45", "12RM-012.34"], "containers": ["CSQU3054383", "CSQU3054384"],
     "declarationNumber": 2026112300042,
     "pictures": [\(pictures ? "{\"name\": \"S-0001-side.jpg\", \"sha256\": \"\(hash(picture))\", \"size\": \(picture.count)}" : "")],
     "radiation": [{"category": "Gamma-Neutron", "raisedAt": "2026-11-23T08:01:00Z", "description": "portal 2"}],
     "conclusion": "\(conclusion)", "note": "seal & lock", "operatorId": "ignored"}
    """
  }

  static let xml = """
    <?xml version="1.0" encoding="UTF-8"?>
    <scanResult>
      <scanId>S-0001</scanId><site>CKHN</site><device>scanner-1</device><direction>entry</direction>
      <startedAt>2026-11-23T15:00:00+07:00</startedAt><endedAt>2026-11-23T08:03:30Z</endedAt>
      <plates><plate>12C-123.45</plate><plate>12RM-012.34</plate></plates>
      <containers><container>CSQU3054383</container><container>CSQU3054384</container></containers>
      <declarationNumber>2026112300042</declarationNumber>
      <pictures><picture>
        <name>S-0001-side.jpg</name><sha256>\(hash(picture))</sha256><size>\(picture.count)</size>
      </picture></pictures>
      <radiation><alarm>
        <category>Gamma-Neutron</category><raisedAt>2026-11-23T08:01:00Z</raisedAt><description>portal 2</description>
      </alarm></radiation>
      <conclusion>notSuspicious</conclusion><note><![CDATA[seal & lock]]></note><operatorId>ignored</operatorId>
    </scanResult>
    """
}
