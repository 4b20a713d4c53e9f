import EmbargoTime

/// How far a long work has come, on standard error: one line that is drawn again and again on a
/// terminal, elsewhere a line now and then.
struct Progress {
  /// On a terminal it is drawn at most so often.
  static let redraw = Span.milliseconds(100)
  /// Elsewhere a line is written at most so often.
  static let report = Span.seconds(10)

  private let session: Session
  /// What is counted: `queued`.
  private let what: String
  /// Bytes to go through; nil where that is not known.
  private let total: Int?
  private let began: Instant
  private var told: Instant
  private var isDrawn = false

  init(_ session: Session, what: String, total: Int?) {
    (self.session, self.what, self.total) = (session, what, total)
    began = session.now()
    told = began
  }

  /// Since it began.
  var elapsed: Span { max(.zero, session.now() - began) }

  /// - Parameters:
  ///   - done: bytes gone through.
  ///   - count: how many are done.
  mutating func update(done: Int, count: Int) {
    let now = session.now()
    let width = session.console.progressWidth
    guard now - told >= (width == nil ? Self.report : Self.redraw) || now < told else { return }
    told = now
    let facts = Self.facts(
      done: done, total: total, count: count, what: what, elapsed: max(.zero, now - began))
    guard let width else { return session.console.say(facts.joined(separator: ", ")) }
    let line = Self.line(facts, share: share(done), width: width)
    session.console.errors(Array("\r\(line)\u{1B}[K".utf8))
    isDrawn = true
  }

  /// Takes the line away, so that something else can be written; the next update draws it again.
  mutating func erase() {
    guard isDrawn else { return }
    session.console.errors(Array("\r\u{1B}[K".utf8))
    isDrawn = false
  }

  private func share(_ done: Int) -> Double? {
    guard let total, total > 0 else { return nil }
    return min(1, Double(done) / Double(total))
  }

  /// `41% `, `12,300 queued`, `3,120 a second`, `9 s left`; the rate and the rest once there is
  /// something to tell them from.
  static func facts(
    done: Int, total: Int?, count: Int, what: String, elapsed: Span
  ) -> [String] {
    var facts = ["\(Digits.grouped(count)) \(what)"]
    let seconds = Double(elapsed.nanoseconds) / 1e9
    if seconds > 0 {
      facts.append("\(Digits.grouped(Int((Double(count) / seconds).rounded()))) a second")
    }
    guard let total, total > 0, done > 0 else { return facts }
    guard done < total else { return ["100%"] + facts }
    let rest = seconds * Double(total - done) / Double(done)
    facts.insert("\(Int((100 * Double(done) / Double(total)).rounded(.down)))%", at: 0)
    return facts + ["\(Span.seconds(Int64(min(1e9, rest.rounded(.up)))).words) left"]
  }

  /// The facts behind a bar, as much as fits with a column to spare.
  static func line(_ facts: [String], share: Double?, width: Int) -> String {
    var facts = facts
    while facts.count > 1, facts.joined(separator: "  ").utf8.count > width - 1 {
      facts.removeLast()
    }
    let words = String(facts.joined(separator: "  ").prefix(max(0, width - 1)))
    let room = min(40, width - words.utf8.count - 5)
    guard let share, room >= 8 else { return words }
    let full = Int((Double(room) * share).rounded(.down))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: room - full)
    return "[\(bar)]  \(words)"
  }
}

/// Numbers for people.
enum Digits {
  /// With a comma before each three digits: `1,234,567`.
  static func grouped(_ number: Int) -> String {
    var digits = Array(String(number.magnitude))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return (number < 0 ? "-" : "") + String(digits)
  }
}
