import Border
import Testing

@Suite struct PlatformSettingsTests {
  @Test func whatIsSetIsTakenAndTheRestLeftToTheStation() {
    let (settings, objections) = PlatformSettings.read(["pollSeconds": 5, "staleMinutes": 10, "other": [1, 2]])
    #expect(settings == PlatformSettings(pollSeconds: 5, staleMinutes: 10))
    #expect(objections.isEmpty)
  }

  @Test(
    arguments: [
      ["pollSeconds": 0], ["pollSeconds": 3601], ["heartbeatSeconds": 4], ["staleMinutes": -1], ["staleMinutes": 1441],
      ["yardCapacity": -5], ["pollSeconds": "5"], ["pollSeconds": 9_223_372_036_854_775_807],
    ] as [JSONValue])
  func aValueThatNoStationCanUseIsNamedAndPassedOver(document: JSONValue) {
    let (settings, objections) = PlatformSettings.read(document)
    #expect(settings == PlatformSettings())
    #expect(objections.count == 1)
    #expect(objections.first?.hasPrefix(document.objectValue?.keys.first ?? "?") == true)
  }

  @Test func whatIsNoObjectSetsNothing() {
    #expect(PlatformSettings.read(["a", 1]).settings == PlatformSettings())
    #expect(PlatformSettings.read(.null).objections.isEmpty)
  }
}
