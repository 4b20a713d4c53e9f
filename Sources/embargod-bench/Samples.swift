import EmbargoSystem

/// How long one thing took, measured many times.
struct Samples {
  private var wall: [Int64] = []
  private var thread: [Int64] = []

  /// Does the work once and takes the time. What it gives is handed back, so that the work cannot
  /// be left out.
  mutating func measure<Result>(_ work: () -> Result) -> Result {
    let (wallStart, threadStart) = (WallClock.monotonic(), WallClock.threadTime())
    let result = work()
    let (threadEnd, wallEnd) = (WallClock.threadTime(), WallClock.monotonic())
    wall.append(wallEnd - wallStart)
    thread.append(threadEnd - threadStart)
    return result
  }

  /// One line of the program's answer.
  func line(_ name: String) -> String {
    let figures = [
      Self.quantile(wall, 0.5), Self.quantile(wall, 0.99), Self.quantile(thread, 0.5),
      Self.quantile(thread, 0.99),
    ]
    return ([name, String(wall.count)] + figures.map(String.init)).joined(separator: "\t")
  }

  /// The smallest value that so many of all do not exceed; 0 of none.
  private static func quantile(_ values: [Int64], _ share: Double) -> Int64 {
    guard !values.isEmpty else { return 0 }
    let rank = Int((Double(values.count) * share).rounded(.up))
    return values.sorted()[max(0, rank - 1)]
  }
}
