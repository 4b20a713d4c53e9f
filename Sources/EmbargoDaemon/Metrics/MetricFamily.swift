/// Every metric that there is, in the order in which the page has them. `docs/metrics.md` has the
/// same table, and a test compares the two.
enum MetricFamily: String, CaseIterable, Sendable {
  case buildInfo = "embargod_build_info"
  case startTime = "embargod_start_time_seconds"
  case lastPass = "embargod_last_pass_time_seconds"
  case frozen = "embargod_frozen"
  case lateness = "embargod_delivery_lateness_seconds"
  case attempts = "embargod_delivery_attempts_total"
  case outputReady = "embargod_output_ready"
  case outputSuspended = "embargod_output_suspended"
  case outputFree = "embargod_output_free_bytes"
  case ledgerFull = "embargod_ledger_full"
  case ledgerFree = "embargod_ledger_free_bytes"
  case clockSynchronised = "embargod_clock_synchronised"
  case clockError = "embargod_clock_max_error_seconds"
  case clockStep = "embargod_clock_unconfirmed_step_seconds"
  case clockBlocks = "embargod_clock_blocks_lifts"
  case zoneDataAge = "embargod_zone_data_age_seconds"
  case memory = "process_resident_memory_bytes"
  case releases = "embargod_releases"
  case deliveries = "embargod_deliveries_unfinished"
  case problems = "embargod_problems"
  case ledgerHead = "embargod_ledger_head_sequence"
  case ledgerSize = "embargod_ledger_bytes"
  case openFiles = "process_open_fds"

  enum Kind: String, Sendable { case gauge, counter, histogram }

  var kind: Kind {
    switch self {
    case .lateness: .histogram
    case .attempts: .counter
    default: .gauge
    }
  }

  /// Whether it tells that something is queued, or that something was done with what is: only those
  /// see it who may ask at the control socket. Memory and open files grow when a lift is near; how
  /// much memory a process has, every user of the machine can see anyway.
  var isForSocketOnly: Bool {
    switch self {
    case .releases, .deliveries, .problems, .ledgerHead, .ledgerSize, .openFiles: true
    default: false
    }
  }

  /// One line for people.
  var help: String {
    switch self {
    case .buildInfo: "Always 1; the version is a label."
    case .startTime: "When the daemon started, in seconds since 1970."
    case .lastPass: "When the engine last finished a pass over the queue, in seconds since 1970."
    case .frozen: "1 while nothing lifts until a thaw."
    case .lateness: "How long after its instant a delivery arrived, by output."
    case .attempts: "Attempts at deliveries since the start, by output and outcome."
    case .outputReady: "1 while the output could publish, by the last look at it."
    case .outputSuspended: "1 while the output wants nothing more (410 Gone)."
    case .outputFree: "Bytes that are free where the output publishes on this machine."
    case .ledgerFull: "1 while the ledger's disk is full: nothing is accepted and nothing lifts."
    case .ledgerFree: "Bytes that are free where the ledger lies."
    case .clockSynchronised: "1 while the kernel says that its clock is synchronised."
    case .clockError: "The greatest error of the clock, as the kernel states it."
    case .clockStep: "By how much the clock was set forward without anybody confirming it."
    case .clockBlocks: "1 while the clock is not believed and nothing lifts by it."
    case .zoneDataAge: "Time since the zone rules in use were released."
    case .memory: "Memory of the process that is resident."
    case .releases: "Releases in each state."
    case .deliveries: "Deliveries that have begun and not arrived, by output and state."
    case .problems: "Problems that status has."
    case .ledgerHead: "The number of the last audit record."
    case .ledgerSize: "The size of the ledger with its write-ahead log."
    case .openFiles: "Files that the process has open."
    }
  }
}
