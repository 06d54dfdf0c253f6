extension Collection<Double> {
  /// The sum from the least on. Every dictionary has an order of its own, and in another order the last digit is another.
  var repeatableSum: Double { sorted().reduce(0, +) }
}
