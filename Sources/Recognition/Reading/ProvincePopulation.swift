/// How many people live in each province, in millions: of two provinces that look alike, a vehicle comes from the larger one
/// more often. At these gates the province across the border counts three times its people: Huu Nghi, Tan Thanh and their
/// Chinese counterparts, Youyiguan and Puzhai, lie on the border of Guangxi, and its hauliers on their doorstep.
///
/// Source: National Bureau of Statistics of China, Communiqué of the Seventh National Population Census (No. 3), 2021.
enum ProvincePopulation {
  private static let millions: [Character: Double] = [
    "粤": 126.0, "鲁": 101.5, "豫": 99.4, "苏": 84.7, "川": 83.7, "冀": 74.6, "湘": 66.4, "浙": 64.6, "皖": 61.0, "鄂": 57.8,
    "桂": 50.1, "云": 47.2, "赣": 45.2, "辽": 42.6, "闽": 41.5, "陕": 39.5, "贵": 38.6, "晋": 34.9, "渝": 32.1, "黑": 31.9,
    "新": 25.9, "甘": 25.0, "沪": 24.9, "吉": 24.1, "蒙": 24.0, "京": 21.9, "津": 13.9, "琼": 10.1, "宁": 7.2, "青": 5.9,
    "藏": 3.6,
  ]
  private static let acrossTheBorder: Character = "桂"
  private static let weightAcrossTheBorder = 3.0
  private static let all = millions.keys.map(weight).repeatableSum

  /// How often a vehicle comes from there, 0…1, as far as that is known without looking at it.
  static func share(of province: Character) -> Double { weight(of: province) / all }

  private static func weight(of province: Character) -> Double {
    (millions[province] ?? 1) * (province == acrossTheBorder ? weightAcrossTheBorder : 1)
  }
}
