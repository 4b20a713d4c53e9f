/// Reads the stamp in one line of text (RULES R1 to R25): one instant, immediate, or a refusal.
///
/// A stamp is never guessed: it is refused unless exactly one instant is left after every rule.
/// The answer depends on the line, the context and the zone data only.
package struct StampReader: Sendable {
  let zones: ZoneDatabase

  package init(zones: ZoneDatabase) { self.zones = zones }

  /// Reads one line. Two or three neighbouring lines may be joined with `\n` and read as one.
  ///
  /// Ranges in the outcome are UTF-8 offsets into `line`. Lines above 4,096 bytes are refused.
  package func read(_ line: String, context: StampContext = StampContext()) -> StampOutcome {
    .refused(StampRefusal(.noStamp, "There is no embargo or release stamp in this line."))
  }

  /// What stands in a line, so that the lines of a document can be told apart.
  package func parts(of line: String) -> LineFacts { LineFacts() }
}
