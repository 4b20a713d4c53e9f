import EmbargoCommands
import EmbargoTime
import Synchronization

/// Runs command lines in this process and keeps what they print.
final class Recorder: Sendable {
  private struct State {
    var output: [UInt8] = []
    var errors: [UInt8] = []
    var writes = 0
    var input: [[UInt8]] = []
    var pauses = 0
    /// How often the clock was read, and whether there was an interruption to see.
    var looks: Int64 = 0
    var asked = 0
  }

  private let state = Mutex(State())
  private let width: Int
  private let isColoured: Bool
  private let environment: [String: String]
  private let now: Instant
  /// How often `pause` says that it should be asked again.
  private let mostPauses: Int
  /// How far the clock has gone each time that it is read.
  private let step: Span
  private let progressWidth: Int?
  /// Somebody presses Ctrl-C when this was asked so often.
  private let interruptedAfter: Int
  /// Somebody sits at the terminal, and answers with what `input` holds.
  private let canAsk: Bool

  /// The wall clock that verbs see: three hours and twelve minutes before the seed's instant.
  static let now = Instant(seconds: 1_695_157_200 - 11_520)

  init(
    width: Int = 100, isColoured: Bool = false, environment: [String: String] = [:],
    now: Instant = Recorder.now, input: [String] = [], mostPauses: Int = 0,
    step: Span = .zero, progressWidth: Int? = nil, interruptedAfter: Int = .max,
    canAsk: Bool = false
  ) {
    self.canAsk = canAsk
    (self.step, self.progressWidth) = (step, progressWidth)
    self.interruptedAfter = interruptedAfter
    (self.width, self.isColoured, self.environment) = (width, isColoured, environment)
    (self.now, self.mostPauses) = (now, mostPauses)
    state.withLock { $0.input = input.map { Array($0.utf8) } }
  }

  /// Standard input as bytes, in the pieces in which it comes.
  convenience init(input: [[UInt8]]) {
    self.init()
    state.withLock { $0.input = input }
  }

  @discardableResult
  func run(_ arguments: [String]) -> Int32 { Program.run(arguments, in: session) }

  var output: String { String(decoding: bytes, as: UTF8.self) }
  var bytes: [UInt8] { state.withLock(\.output) }
  var errors: String { state.withLock { String(decoding: $0.errors, as: UTF8.self) } }
  var lines: [String] {
    output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
  /// How many times something was written to standard output.
  var writes: Int { state.withLock(\.writes) }

  var console: Console { session.console }

  private var session: Session {
    Session(
      console: Console(
        width: width, isColoured: isColoured, progressWidth: progressWidth,
        output: { [self] bytes throws(Failure) in
          state.withLock {
            $0.output += bytes
            $0.writes += 1
          }
        },
        errors: { [self] bytes in state.withLock { $0.errors += bytes } }),
      environment: environment,
      read: { [self] () throws(Failure) in
        state.withLock { $0.input.isEmpty ? [] : $0.input.removeFirst() }
      },
      now: { [self] in
        state.withLock {
          $0.looks += 1
          return now + Span(nanoseconds: step.nanoseconds * ($0.looks - 1))
        }
      },
      isInterrupted: { [self] in
        state.withLock {
          $0.asked += 1
          return $0.asked > interruptedAfter
        }
      }, canAsk: canAsk,
      pause: { [self] _ in
        state.withLock {
          $0.pauses += 1
          return $0.pauses <= mostPauses
        }
      })
  }
}
