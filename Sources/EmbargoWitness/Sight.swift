package import EmbargoControl
package import EmbargoTime

/// What the witness can see, each thing looked at when it is asked for.
package struct Sight {
  /// A name in a directory, by a number that only says whether it is the same.
  package typealias Names = Set<Int>

  /// The daemon's word; nil: there is none that can be read.
  package var word: () -> WitnessWord?
  /// Whether something has this path; nil: it cannot be told.
  package var isThere: (String) -> Bool?
  /// The names in a directory; nil: it cannot be told.
  package var names: (String) -> Names?
  /// Those of some addresses that answer; takes a few seconds at most.
  package var ask: ([String]) -> Set<String>
  package var now: () -> Instant

  package init(
    word: @escaping () -> WitnessWord?, isThere: @escaping (String) -> Bool?,
    names: @escaping (String) -> Names?, ask: @escaping ([String]) -> Set<String>,
    now: @escaping () -> Instant
  ) {
    (self.word, self.isThere, self.names, self.ask, self.now) = (word, isThere, names, ask, now)
  }
}
