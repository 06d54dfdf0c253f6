import Border
import Foundation
import Testing

@Suite struct DeclarationDocumentTests {
  @Test func everyFieldIsTaken() throws {
    let document = try JSONValue(
      parsing: Data(
        """
        {"id": "d-1", "version": 3, "number": "2026112300001", "type": "export", "state": "open", "gate": "CKHN",
         "validFrom": "2026-11-23T00:00:00", "validUntil": "2026-11-24T00:00:00+07:00",
         "vehicles": [{"plate": "12C-123.45\\t", "trailer": "12RM-012.34", "containers": ["CSQU3054383"],
                       "nationality": "VN", "driver": "Lái xe A", "seal": "VN001"}],
         "requirements": {"customs": {"state": "satisfied", "at": "2026-11-23T07:00:00", "by": "HQ"}, "fee": "missing"},
         "goods": [{"name": "Thanh long"}], "unknownField": 1}
        """.utf8))
    let declaration = try DeclarationDocument.parse(document)
    #expect(declaration.defects == [])
    #expect(declaration.direction == .exit)
    #expect(declaration.plateKeys == [PlateKey("12C12345"), PlateKey("12RM01234")])
    #expect(declaration.requirements[.customs]?.state == .satisfied)
    #expect(declaration.requirements[.fee]?.state == .missing)
    #expect(declaration.validFrom == Timestamp.parse("2026-11-22T17:00:00Z"))
    #expect(declaration.goods == ["Thanh long"])
  }

  @Test func whatIsWrongBecomesADefectAndTheRestIsKept() throws {
    let declaration = try DeclarationDocument.parse([
      "id": "d-2", "type": "sideways", "validFrom": "soon",
      "vehicles": [
        ["plate": ".", "containers": ["CSQU3054384", "X"]], "12C12345",
      ],
      "requirements": ["fee": ["state": "perhaps"], "magic": ["state": "satisfied"]],
    ])
    #expect(
      declaration.defects == [
        "number: missing", "gate: missing", "type: \"sideways\" is neither \"import\" nor \"export\"",
        "validFrom: \"soon\" is no time", "vehicles[0].containers: CSQU3054384 fails its check digit",
        "vehicles[0].containers: \"X\" is no container number", "vehicles[0].plate: missing",
        "vehicles[1]: not an object", "requirements.fee.state: \"perhaps\" is not known",
        "requirements.magic: not known",
      ])
    #expect(declaration.requirements[.fee]?.state == .pending)
    #expect(declaration.vehicles.count == 1)
  }

  static let unusable: [(document: JSONValue, reason: String)] = [
    ("x", "a declaration must be a JSON object"),
    (
      ["number": "1", "gate": "CKHN"], "a declaration must have an \"id\"; this one has the fields \"gate\", \"number\""
    ),
  ]

  @Test(arguments: unusable)
  func withoutAnIdNothingCanBeKept(document: JSONValue, reason: String) {
    let error = #expect(throws: DeclarationDocument.Unusable.self) { try DeclarationDocument.parse(document) }
    #expect(error?.reason == reason)
  }
}
