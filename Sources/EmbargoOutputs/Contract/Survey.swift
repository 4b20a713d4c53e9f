/// How what stands at an output compares with what an intent says.
package struct Survey: Hashable, Sendable {
  /// Names under which exactly the bytes of the intent stand, there or where a reader took them.
  package var same = 0
  /// Names that something else has.
  package var other = 0
  /// Names that nothing has.
  package var missing = 0

  package init(same: Int = 0, other: Int = 0, missing: Int = 0) {
    (self.same, self.other, self.missing) = (same, other, missing)
  }

  /// In one word.
  package var verdict: Verdict {
    if other > 0 { return .other }
    if same == 0 { return .nothing }
    return missing == 0 ? .same : .partly
  }

  package enum Verdict: String, CaseIterable, Hashable, Sendable {
    /// All of it is there.
    case same
    /// Some of it is there, and the rest is not.
    case partly
    /// Something else has one of the names.
    case other
    case nothing
  }
}
