import Border
import Foundation
import Testing

@testable import GuardConsole

/// The page in a real browser, the server and the stream behind it real too; only the station is in memory.
///
/// With `SCREENSHOTS=DIRECTORY` in the environment they leave pictures of what they saw.
@Suite(.serialized, .enabled(if: WebDriver.isInstalled, "needs Debian's chromium and chromium-driver"))
struct BrowserTests {
  @Test func aGuardSignsInSeesAPassAndConfirmsItWithOneKey() async throws {
    let view = Sample.passage(.pass, scans: [Sample.scan(.notSuspicious)])
    try await page(passages: [view]) { page, console in
      try await page.wait(for: "document.querySelector('#verdict').className === 'pass'")
      #expect(try await page.text(of: "#verdict-text") == "CHO QUA")
      #expect(try await page.text(of: "#tractor .text").filter { !$0.isWhitespace } == "12C12345")
      #expect(try await page.text(of: "#declaration").contains("Thanh long tươi"))
      try await page.settle()
      try await page.screenshot("vi-pass")
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      #expect(console.station.decision(on: view.id)?.kind == .confirm)
      #expect(try await page.text(of: "#stamp").hasPrefix("ĐÃ CHO QUA · mai"))
      // A second press does nothing: it is decided.
      try await page.press(WebDriver.enter)
      #expect(try await page.run("return document.querySelector('#confirm').disabled") as? Bool == true)
      try await page.screenshot("vi-confirmed")
    }
  }

  @Test func aGuardReturnsWithTheVerdictsReasonsAndANote() async throws {
    let view = Sample.returned()
    try await page(passages: [view]) { page, console in
      try await page.wait(for: "document.querySelector('#verdict').className === 'return'")
      try await page.settle()
      try await page.screenshot("vi-return")
      try await page.press("r")
      try await page.wait(for: "document.querySelector('#return-dialog').open")
      try await page.screenshot("vi-return-dialog")
      try await page.type("Thieu phi", into: "#note")
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      let decision = try #require(console.station.decision(on: view.id))
      #expect(decision.kind == .return)
      #expect(Set(decision.reasons) == [.containerMismatch, .customsPending, .feeUnpaid])
      #expect(decision.note == "Thieu phi")
    }
  }

  @Test func lettingPassAgainstTheAdviceTakesASecondKey() async throws {
    let view = Sample.returned()
    try await page(passages: [view]) { page, console in
      try await page.settle()
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#overrule-dialog').open")
      #expect(console.station.decision(on: view.id) == nil)
      try await page.press(WebDriver.escape)
      try await page.wait(for: "!document.querySelector('#overrule-dialog').open")
      #expect(console.station.decision(on: view.id) == nil)
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#overrule-dialog').open")
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      #expect(console.station.decision(on: view.id)?.kind == .confirm)
    }
  }

  /// A dialog's `close` event comes some time after it has closed: by then the guard may have pressed Enter again.
  @Test func aDialogThatIsOpenedAgainAtOnceKeepsItsVehicle() async throws {
    let view = Sample.returned()
    try await page(passages: [view]) { page, console in
      try await page.settle()
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#overrule-dialog').open")
      try await page.run(
        """
        const dialog = document.querySelector('#overrule-dialog');
        const closed = new Promise((done) => dialog.addEventListener('close', done, { once: true }));
        dialog.close();
        document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', bubbles: true }));
        await closed;
        """)
      #expect(try await page.run("return document.querySelector('#overrule-dialog').open") as? Bool == true)
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      #expect(console.station.decision(on: view.id)?.kind == .confirm)
    }
  }

  @Test func aVehicleThatJustArrivedDoesNotTakeTheKeyMeantForAnother() async throws {
    let first = Sample.passage(.pass)
    try await page(passages: [first]) { page, console in
      try await page.settle()
      let second = Sample.passage(.pass, tractor: Sample.plate("15C99999"), after: 20)
      // In one script, so that the key comes right after the vehicle, whatever the machine's load.
      try await page.run(
        """
        window.pressed = new Promise((done) => new MutationObserver((_, observer) => {
          if (!document.querySelector('#tractor').innerText.replace(/\\s/g, '').includes('15C99999')) return;
          observer.disconnect();
          document.body.dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', bubbles: true }));
          done();
        }).observe(document.querySelector('#tractor'), { childList: true, subtree: true }));
        """)
      console.station.show(second)
      try await page.run("await window.pressed")
      try await page.wait(for: "document.querySelector('#outcome').innerText === 'Xe vừa hiện – hãy nhìn rồi bấm lại'")
      #expect(console.station.decision(on: first.id) == nil)
      #expect(console.station.decision(on: second.id) == nil)
      try await page.settle()
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      #expect(console.station.decision(on: second.id)?.kind == .confirm)
    }
  }

  @Test func aVehicleInAnotherLaneWaitsForTheOneOnTheScreen() async throws {
    let first = Sample.passage(.pass)
    try await page(passages: [first]) { page, console in
      try await page.settle()
      console.station.show(
        Sample.passage(.check, tractor: Sample.plate("15C99999"), lane: "out-1", after: 20))
      try await page.wait(for: "document.querySelector('#outcome').innerText === '1 xe đang chờ'")
      #expect(try await page.text(of: "#tractor .text").filter { !$0.isWhitespace } == "12C12345")
      try await page.press("n")
      try await page.wait(for: "document.querySelector('#tractor').innerText.replace(/\\s/g, '').includes('15C99999')")
    }
  }

  /// The end of a passage is told some seconds after its vehicle has left.
  @Test func whoLeftBeforeTheNextOneCameDoesNotWaitForTheScreen() async throws {
    let first = Sample.passage(.pass)
    try await page(passages: [first]) { page, console in
      console.station.show(Sample.passage(.pass, tractor: Sample.plate("15C99999"), after: 5))
      try await page.wait(for: "document.querySelector('#tractor').innerText.replace(/\\s/g, '').includes('15C99999')")
      #expect(try await page.text(of: "#outcome") == "")
      // In another lane it may stand there.
      console.station.show(Sample.passage(.pass, tractor: Sample.plate("99H54321"), lane: "out-1", after: 4))
      try await page.wait(for: "document.querySelector('#outcome').innerText === '1 xe đang chờ'")
    }
  }

  @Test func doubtIsMarkedAndSuggestionsAreShown() async throws {
    try await page(passages: [Sample.doubted()]) { page, _ in
      try await page.wait(for: "document.querySelector('#verdict').className === 'check'")
      #expect(try await page.text(of: "#verdict-text") == "KIỂM TRA TRỰC TIẾP")
      #expect(try await page.text(of: "#tractor .doubt b") == "8")
      #expect(try await page.text(of: "#tractor .notes").contains("Tỉnh Trung Quốc: 桂"))
      #expect(try await page.text(of: "#suggestions").contains("FB1234"))
      #expect(try await page.text(of: "#scans").contains("BÁO ĐỘNG PHÓNG XẠ: Gamma"))
      try await page.screenshot("vi-check")
    }
  }

  @Test func aLostCameraIsOnTheScreenAndItsPictureIsNotShownAsLive() async throws {
    try await page(passages: [Sample.passage(.pass)]) { page, console in
      console.station.change { status in
        status.cameras[0].isLive = false
        status.cameras[0].fault = "/dev/video0: không có tín hiệu, kiểm tra cáp"
      }
      try await page.wait(for: "document.querySelector('#alarms .camera')")
      let alarm = try await page.text(of: "#alarms")
      #expect(alarm.contains("MẤT CAMERA front (làn in-1) từ"))
      #expect(alarm.contains("/dev/video0: không có tín hiệu, kiểm tra cáp"))
      try await page.wait(for: "document.querySelector('#overview').className === 'old'")
      #expect(try await page.text(of: "#overview").contains("ẢNH CŨ"))
      try await page.screenshot("vi-camera-lost")
    }
  }

  @Test func whatThePlatformOrdersForTheTrafficIsOnTheScreenUntilItIsTakenBack() async throws {
    try await page(passages: [Sample.passage(.pass)]) { page, console in
      let hold = try TrafficOrder(document: [
        "id": "o-1", "kind": "hold", "direction": "entry", "validUntil": "2026-11-23T17:30:00+07:00",
        "text": "Ùn tắc trên quốc lộ 1 <b>km 5</b>",
      ])
      console.station.change { $0.orders = [hold] }
      try await page.wait(for: "document.querySelector('#alarms .order.hold')")
      let order = try await page.text(of: "#alarms")
      #expect(order.contains("TẠM DỪNG CHO XE ĐI (VÀO): Ùn tắc trên quốc lộ 1 <b>km 5</b> · đến"))
      // It informs: the guard decides as before.
      #expect(try await page.run("return document.querySelector('#confirm').disabled") as? Bool == false)
      try await page.screenshot("vi-traffic-order")
      console.station.change { $0.orders = [] }
      try await page.wait(for: "!document.querySelector('#alarms .order')")
    }
  }

  @Test func aLostStationIsToldAndFoundAgain() async throws {
    try await page(passages: [Sample.passage(.pass)]) { page, console in
      // The page's own requests fail, as they do when the station is gone.
      try await page.run("window.fetchOfThePage = window.fetch; window.fetch = () => Promise.reject(new Error('gone'))")
      console.station.hangUp()
      try await page.wait(for: "document.querySelector('#alarms .connection')")
      #expect(try await page.run("return document.body.className") as? String == "offline")
      #expect(try await page.text(of: "#cameras").contains("trực tiếp") == false)
      try await page.screenshot("vi-connection-lost")
      try await page.settle()
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'failed'")
      #expect(try await page.text(of: "#outcome").hasPrefix("CHƯA LƯU"))
      try await page.run("window.fetch = window.fetchOfThePage")
      try await page.wait(for: "!document.querySelector('#alarms .connection')")
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
    }
  }

  @Test func whatIsNotStoredIsSaidAndCanBeRepeated() async throws {
    let view = Sample.passage(.pass)
    try await page(passages: [view]) { page, console in
      console.station.failToStore(true)
      try await page.settle()
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'failed'")
      #expect(try await page.text(of: "#outcome") == "CHƯA LƯU ĐƯỢC quyết định. Hãy thử lại.")
      #expect(try await page.text(of: "#stamp") == "Chờ quyết định")
      console.station.failToStore(false)
      try await page.press(WebDriver.enter)
      try await page.wait(for: "document.querySelector('#outcome').className === 'saved'")
      #expect(console.station.decision(on: view.id)?.kind == .confirm)
    }
  }

  @Test func hostileTextStaysText() async throws {
    let attack = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>"
    var view = Sample.passage(
      .check,
      checks: Sample.checks(Check(.container, .unknown, reason: .containerMismatch, expected: attack, found: attack)),
      tractor: Sample.plate(attack), declarations: [Sample.declaration(plate: attack, goods: [attack])],
      scans: [Sample.scan(.suspicious, note: attack)])
    view.passage.lane = attack
    try await page(passages: [view]) { page, console in
      console.station.change { status in
        status.station = attack
        status.cameras[0].isLive = false
        status.cameras[0].fault = attack
      }
      try await page.wait(for: "document.querySelector('#alarms .camera')")
      for place in ["#declaration", "#checks", "#scans", "#alarms", "#lane", "#station-name"] {
        #expect(try await page.text(of: place).contains("<img src=x"), "\(place)")
      }
      #expect(try await page.run("return document.querySelectorAll('img[src=x], body script').length") as? Int == 0)
      #expect(try await page.run("return window.hacked === undefined") as? Bool == true)
    }
  }

  @Test func theGuardChoosesHisLanguage() async throws {
    try await page(passages: [Sample.returned()]) { page, _ in
      for (language, words) in [("en", "RETURN"), ("zh", "退回"), ("vi", "TRẢ LẠI")] {
        try await page.run("document.querySelector('[data-language=\(language)]').click()")
        try await page.wait(for: "document.querySelector('#verdict-text').innerText === '\(words)'")
        #expect(try await page.run("return document.documentElement.lang") as? String == language)
        try await page.screenshot("\(language)-return")
      }
    }
  }

  @Test(arguments: [(1280, 720), (1920, 1080)]) func everythingFitsTheScreen(width: Int, height: Int) async throws {
    try await page(passages: [Sample.returned(), Sample.passage(.pass)]) { page, console in
      try await page.resize(width, height)
      console.station.change { $0.cameras[1].isLive = false }
      try await page.wait(for: "document.querySelector('#alarms .camera')")
      let outside = try await page.run(
        """
        return [...document.querySelectorAll('#edge > :not([hidden]), #verdict, #tractor, #overview, #checks li, #declaration, #scans, #actions button')]
          .filter((one) => { const box = one.getBoundingClientRect();
            return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || one.scrollWidth > one.clientWidth + 4; })
          .map((one) => one.id || one.className || one.tagName);
        """)
      #expect(outside as? [String] == [])
      #expect(
        try await page.run(
          "const list = document.querySelector('#checks'); return list.scrollHeight <= list.clientHeight")
          as? Bool == true)
      try await page.screenshot("fits-\(width)x\(height)")
    }
  }

  @Test func aSessionThatEndsShowsNothingMore() async throws {
    try await page(passages: [Sample.passage(.pass)]) { page, console in
      try await console.clock.someoneSleeps()
      console.clock.advance(by: .seconds(15 * 60))
      try await page.wait(for: "!document.querySelector('#sign-in').hidden")
      #expect(try await page.text(of: "#sign-in-error") == "Phiên làm việc đã hết. Hãy đăng nhập lại.")
      #expect(try await page.text(of: "body").contains("12C12345") == false)
      try await page.screenshot("vi-sign-in")
    }
  }

  /// Server, browser, and a guard who has signed in.
  private func page(
    passages: [PassageView], _ body: @escaping @Sendable (WebDriver, RunningConsole) async throws -> Void
  ) async throws {
    try await RunningConsole.run(passages: passages) { console in
      try await WebDriver.run { page in
        try await page.open("http://127.0.0.1:\(console.port)/")
        try await page.wait(for: "!document.querySelector('#sign-in').hidden")
        try await page.type(MemoryStation.officer, into: "#officer-input")
        try await page.type(MemoryStation.pin + WebDriver.enter, into: "#pin-input")
        try await page.wait(for: "!document.querySelector('#board').hidden")
        try await page.wait(for: "[...document.querySelectorAll('#overview img')].every((one) => one.complete)")
        try await body(page, console)
      }
    }
  }
}

@Test func aBrowserIsThereWhereTheTestsMustBeComplete() {
  if WebDriver.isInstalled { return }
  if ProcessInfo.processInfo.environment["CI"] == "true" {
    Issue.record("chromedriver is missing: apt-get install chromium chromium-driver")
  } else {
    print("*** THE PAGE WAS NOT TESTED IN A BROWSER: apt-get install chromium chromium-driver ***")
  }
}

extension WebDriver {
  /// A key acts only on what has been on the screen for 0.7 s; this waits in the page until that is over.
  func settle() async throws {
    try await run("await new Promise((resume) => setTimeout(resume, 750))")
  }
}
