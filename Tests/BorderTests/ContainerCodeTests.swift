import Border
import Testing

@Suite struct ContainerCodeTests {
  @Test(arguments: ["CSQU3054383", "CSQU 305438 3", "csqu3054383"])
  func theStandardsExampleIsValid(text: String) throws {
    #expect(try #require(ContainerCode(text)).isValid)
  }

  @Test(arguments: ["CSQU3054384", "CSQU3045383"])
  func aWrongDigitOrTranspositionIsSeen(text: String) throws {
    #expect(try #require(ContainerCode(text)).isValid == false)
  }

  @Test(arguments: ["CSQ3054383", "CSQA3054383", "CSQU305438", "", "12C12345"])
  func otherShapesAreNoContainerNumbers(text: String) {
    #expect(ContainerCode(text) == nil)
  }
}
