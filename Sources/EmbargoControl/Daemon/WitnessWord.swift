package import EmbargoTime

/// What the daemon tells the witness, again and again, in one small file: instants and places, and
/// no word of any release. The time at which it was written is the daemon's sign of life.
package struct WitnessWord: Codable, Hashable, Sendable {
  /// The name of the file in the directory that both know.
  package static let fileName = "word.json"
  /// The form that is written here; a witness refuses another.
  package static let form = 1
  /// Bytes that the file may have.
  package static let longest = 4 << 20

  /// A directory that is published to.
  package struct Place: Codable, Hashable, Sendable {
    package var output: String
    package var directory: String

    package init(output: String, directory: String) {
      (self.output, self.directory) = (output, directory)
    }
  }

  /// What a lift is to bring about at one output.
  package struct Mark: Codable, Hashable, Sendable {
    package var output: String
    /// Files that appear; empty where their names would say what they are of: then some new names.
    package var paths: [String]
    /// How many names appear in the output's directory.
    package var names: Int

    package init(output: String, paths: [String], names: Int) {
      (self.output, self.paths, self.names) = (output, paths, names)
    }
  }

  /// A release that waits for its instant.
  package struct Lift: Codable, Hashable, Sendable {
    /// Says nothing to whoever lacks the ledger.
    package var id: String
    package var due: Instant
    /// Only what can be seen from outside.
    package var marks: [Mark]

    package init(id: String, due: Instant, marks: [Mark]) {
      (self.id, self.due, self.marks) = (id, due, marks)
    }
  }

  /// Something that has arrived at an output.
  package struct Arrival: Codable, Hashable, Sendable {
    package var id: String
    package var output: String
    /// When it was due, by its embargo at the end.
    package var due: Instant
    package var at: Instant
    /// The public address of its page, where the witness is to ask for it: it is out by now.
    package var address: String?

    package init(
      id: String, output: String, due: Instant, at: Instant, address: String? = nil
    ) {
      (self.id, self.output, self.due, self.at) = (id, output, due, at)
      self.address = address
    }
  }

  package var form = WitnessWord.form
  /// When the ledger was asked for what follows.
  package var at: Instant
  /// How long after its instant a release may be on its way.
  package var limitNS: Int64
  /// After so long without a word the daemon counts as silent.
  package var silenceNS: Int64
  /// People have stopped all lifts.
  package var frozen: Bool
  package var places: [Place]
  /// The nearest first.
  package var lifts: [Lift]
  /// The latest.
  package var arrivals: [Arrival]
  /// Ids of what is stopped or withdrawn and would be due about now.
  package var stopped: [String]

  private enum CodingKeys: String, CodingKey {
    case form, at, frozen, places, lifts, arrivals, stopped
    case limitNS = "limit_ns"
    case silenceNS = "silence_ns"
  }

  package init(
    at: Instant, limit: Span, silence: Span, frozen: Bool = false, places: [Place] = [],
    lifts: [Lift] = [], arrivals: [Arrival] = [], stopped: [String] = []
  ) {
    self.at = at
    (limitNS, silenceNS) = (limit.nanoseconds, silence.nanoseconds)
    (self.frozen, self.places, self.lifts) = (frozen, places, lifts)
    (self.arrivals, self.stopped) = (arrivals, stopped)
  }

  package var limit: Span { Span(nanoseconds: limitNS) }
  package var silence: Span { Span(nanoseconds: silenceNS) }
}
