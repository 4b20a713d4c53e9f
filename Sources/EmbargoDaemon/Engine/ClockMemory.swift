package import EmbargoCore
package import EmbargoTime

/// What the clock did since the machine came up, as far as a daemon ran. It outlives the daemon.
package struct ClockMemory: Hashable, Sendable {
  /// By how much, and when that was noticed by the clock as it was then.
  package struct Change: Hashable, Sendable {
    package var span: Span
    package var at: Instant

    package init(span: Span, at: Instant) { (self.span, self.at) = (span, at) }
  }

  /// Forward steps that nothing has confirmed, added up; never negative.
  package var unconfirmedStep = Span.zero
  /// Steps of either direction.
  package var steps = 0
  package var lastStep: Change?
  package var suspends = 0
  package var lastSuspend: Change?

  package init() {}
}

/// Something that was noticed of the clock, for the record.
package enum ClockEvent: Hashable, Sendable {
  /// It was set, that many times, by that much in sum; negative: back. The sample is the last of
  /// them.
  case stepped(Span, count: Int, ClockSample)
  /// The machine slept, that many times, for that long in sum.
  case suspended(Span, count: Int)
  /// The kernel calls a clock synchronised that was set forward by that much.
  case confirmed(Span)

  /// Both together; nil when they are of different kinds.
  func adding(_ other: ClockEvent) -> ClockEvent? {
    switch (self, other) {
    case (.stepped(let one, let count, _), .stepped(let other, let more, let sample)):
      .stepped(one.adding(other), count: count + more, sample)
    case (.suspended(let one, let count), .suspended(let other, let more)):
      .suspended(one.adding(other), count: count + more)
    case (.confirmed(let one), .confirmed(let other)): .confirmed(one.adding(other))
    default: nil
    }
  }

  /// As it is called in records.
  package var name: String {
    switch self {
    case .stepped: "clock.stepped"
    case .suspended: "clock.suspended"
    case .confirmed: "clock.confirmed"
    }
  }

  /// As it stands in records.
  package var data: JSON.Members {
    switch self {
    case .stepped(let step, let count, let sample):
      [
        "step_ns": .string(String(step.nanoseconds)), "count": .integer(Int64(count)),
        "synchronised": .bool(sample.synchronised),
        "max_error_ns": .string(String(sample.maxError.nanoseconds)),
      ]
    case .suspended(let span, let count):
      ["span_ns": .string(String(span.nanoseconds)), "count": .integer(Int64(count))]
    case .confirmed(let step):
      [
        "step_ns": .string(String(step.nanoseconds)),
        "reason": "the kernel calls its clock synchronised",
      ]
    }
  }

  package var sentence: String {
    switch self {
    case .stepped(let step, let count, _):
      "the clock was set \(step < .zero ? "back" : "forward") by \(step.words)"
        + (count > 1 ? " in \(count) steps" : "")
    case .suspended(let span, let count):
      "the machine slept for \(span.words)" + (count > 1 ? " in \(count) pieces" : "")
    case .confirmed(let step):
      "the kernel calls its clock synchronised, which was set forward by \(step.words)"
    }
  }
}

/// What is kept of the clock for the next daemon, in a file of the state directory.
package struct KeptClock: Hashable, Sendable {
  /// Names the boot of the machine; nothing is known across boots.
  package var boot: String
  /// The wall clock, as a span since 1970, minus CLOCK_BOOTTIME: changes only when it is set.
  package var offset: Span
  package var memory: ClockMemory

  package init(boot: String, offset: Span, memory: ClockMemory) {
    (self.boot, self.offset, self.memory) = (boot, offset, memory)
  }

  /// One line of canonical JSON.
  package var bytes: [UInt8] {
    var members: JSON.Members = [
      "boot": .string(boot), "offset_ns": .string(String(offset.nanoseconds)),
      "unconfirmed_step_ns": .string(String(memory.unconfirmedStep.nanoseconds)),
      "steps": .integer(Int64(memory.steps)), "suspends": .integer(Int64(memory.suspends)),
    ]
    members["last_step"] = memory.lastStep?.json
    members["last_suspend"] = memory.lastSuspend?.json
    return JSON.object(members).canonical + [UInt8(ascii: "\n")]
  }

  /// Nil when it is not what `bytes` wrote.
  package init?(_ bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let boot = json["boot"]?.text,
      let offset = json["offset_ns"]?.span, let step = json["unconfirmed_step_ns"]?.span,
      let steps = json["steps"]?.count, let suspends = json["suspends"]?.count, step >= .zero
    else { return nil }
    var memory = ClockMemory()
    memory.unconfirmedStep = step
    (memory.steps, memory.suspends) = (steps, suspends)
    memory.lastStep = json["last_step"].flatMap { ClockMemory.Change($0) }
    memory.lastSuspend = json["last_suspend"].flatMap { ClockMemory.Change($0) }
    self.init(boot: boot, offset: offset, memory: memory)
  }

  /// Whether the other one differs by more than a clock that is read twice.
  package func isWorthReplacing(by other: KeptClock) -> Bool {
    let drift = offset.adding(Span(nanoseconds: -other.offset.nanoseconds)).nanoseconds.magnitude
    return boot != other.boot || memory != other.memory || drift > 50_000_000
  }
}

extension ClockMemory.Change {
  fileprivate var json: JSON {
    [
      "span_ns": .string(String(span.nanoseconds)),
      "at_ns": .string(String(at.nanoseconds)),
    ]
  }

  fileprivate init?(_ json: JSON) {
    guard let span = json["span_ns"]?.span, let at = json["at_ns"]?.span else { return nil }
    self.init(span: span, at: Instant(nanoseconds: at.nanoseconds))
  }
}

extension JSON {
  /// Nanoseconds as text.
  fileprivate var span: Span? { text.flatMap { Int64($0) }.map { Span(nanoseconds: $0) } }

  /// Not negative, and far from the end of the range.
  fileprivate var count: Int? {
    if case .integer(let value) = self, 0...Int64(1) << 53 ~= value { Int(value) } else { nil }
  }
}
