import EmbargoControl
import EmbargoTime

/// A page that is out, and whether it answers at its public address.
///
/// The daemon tells the address when it is out: to ask earlier would tell whoever reads the web
/// server's log that something comes.
struct Asking {
  var arrival: WitnessWord.Arrival
  var address: String
  /// When it was asked for last.
  var asked: Instant?
  /// It has answered; kept so that it is not asked for again.
  var isDone = false

  /// Asked for in one look, and of what has been out for no longer than this.
  static let (most, longest) = (16, Span.minutes(10))
  /// Between two requests: until one behind the limit, and then.
  private static let (pause, longPause) = (Span.seconds(2), Span.seconds(30))

  func isDue(at now: Instant, limit: Span) -> Bool {
    guard !isDone else { return false }
    guard let asked else { return true }
    return now - asked >= (asked - arrival.at > limit ? Self.longPause : Self.pause)
  }
}

extension Witness {
  mutating func takeAddresses(of word: WitnessWord) {
    for arrival in word.arrivals where word.at - arrival.at < Asking.longest {
      guard let address = arrival.address else { continue }
      let key = "\(arrival.id) \(arrival.output)"
      if askings[key]?.arrival != arrival {
        askings[key] = Asking(arrival: arrival, address: address)
      }
    }
    askings = askings.filter { word.at - $0.value.arrival.at < Self.longest }
  }

  mutating func ask(_ sight: Sight) -> [Announcement] {
    let limit = word?.limit ?? .zero
    let start = sight.now()
    let due = askings.filter { $0.value.isDue(at: start, limit: limit) }.sorted { left, right in
      (left.value.asked ?? .distantPast, left.key) < (right.value.asked ?? .distantPast, right.key)
    }.prefix(Asking.most)
    guard !due.isEmpty else { return [] }
    let answering = sight.ask(due.map(\.value.address))
    let now = sight.now()
    return due.flatMap { key, asking -> [Announcement] in
      let arrival = asking.arrival
      let isThere = answering.contains(asking.address)
      askings[key]?.asked = now
      askings[key]?.isDone = isThere
      func announcement(_ text: String) -> Announcement {
        Announcement(
          .unreachable, isOver: isThere, at: now, release: arrival.id, output: arrival.output,
          due: arrival.due, text)
      }
      if isThere {
        return over(announcement("what is out at output \(arrival.output) answers at its address"))
      }
      guard now - arrival.at > limit else { return [] }
      return announce(
        announcement(
          "what is out at output \(arrival.output) does not answer at its public address after "
            + "\((now - arrival.at).words): look at the web server"))
    }
  }
}
