/// A point on the UTC time line: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted
/// (POSIX time).
///
/// Range: the years 1678 to 2262, which holds every instant that a release may carry
/// (1970 to 2099, RULES R24).
package struct Instant: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Seconds since the epoch, POSIX time; traps outside -9_223_372_036...9_223_372_035.
  package init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

  /// Whole seconds since the epoch, rounded towards the past.
  package var seconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  package static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant `span` later; stops at the ends of the range instead of trapping.
  package static func + (left: Instant, span: Span) -> Instant {
    let (sum, overflow) = left.nanoseconds.addingReportingOverflow(span.nanoseconds)
    return Instant(nanoseconds: overflow ? (span.nanoseconds < 0 ? .min : .max) : sum)
  }

  package static func - (left: Instant, span: Span) -> Instant {
    left + Span(nanoseconds: -span.nanoseconds)
  }

  /// How long after `right` this instant is; negative when it is before.
  package static func - (left: Instant, right: Instant) -> Span {
    let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
    return Span(nanoseconds: overflow ? (left < right ? .min + 1 : .max) : difference)
  }
}

/// A length of time in nanoseconds; may be negative, but never `Int64.min`.
package struct Span: Hashable, Comparable, Sendable {
  package var nanoseconds: Int64

  package init(nanoseconds: Int64) { self.nanoseconds = Swift.max(nanoseconds, .min + 1) }

  package static let zero = Span(nanoseconds: 0)
  package static func milliseconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000) }
  package static func seconds(_ count: Int64) -> Span { Span(nanoseconds: count * 1_000_000_000) }
  package static func minutes(_ count: Int64) -> Span { seconds(count * 60) }
  package static func hours(_ count: Int64) -> Span { seconds(count * 3600) }

  package static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
}
