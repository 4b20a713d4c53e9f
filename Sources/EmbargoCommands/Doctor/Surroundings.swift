import EmbargoControl
import EmbargoLedger
import EmbargoSystem
import EmbargoTime

/// What all checks of `doctor` look at, gathered once.
struct Surroundings {
  /// The running daemon's word.
  enum DaemonState {
    case answers(StatusReply)
    case silent(Failure)
  }

  /// Who has the ledger open.
  enum LockState {
    /// There is no lock file, so there never was a daemon.
    case absent
    case free
    case held(LockHolder)
    case unknown(SystemError)
  }

  /// The user whom the checks are made for.
  struct Service {
    var account: UserAccount
    /// How that is known, for people.
    var source: String

    /// As chown(1) takes it.
    var owner: String { "\(account.name):\(groupName)" }

    var groupName: String {
      guard let group = try? Accounts.group(number: account.group) else {
        return String(account.group)
      }
      return group.name
    }
  }

  let session: Session
  let options: GlobalOptions
  let configuration: DoctorConfiguration
  let places: Places
  /// The folder that was named for units; nil: those of systemd.
  let units: String?
  let unit: ServiceUnit?
  /// What kept the unit from being read.
  let unitFault: SystemError?
  let service: Service
  let daemon: DaemonState
  let lock: LockState
  /// Endpoints may be contacted.
  let usesNetwork: Bool

  init(
    _ options: GlobalOptions, in session: Session, units: String?, user: String?, network: Bool
  ) throws(Failure) {
    (self.session, self.options, self.units, usesNetwork) = (session, options, units, network)
    configuration = DoctorConfiguration(options, in: session)
    if var failure = configuration.failure, failure.status == .notPermitted {
      failure.advice.append("Everything else is found by it: sudo embargoctl doctor")
      throw failure
    }
    places = Places(
      options: Places.Named(stateDirectory: options.state, socket: options.socket),
      file: Places.Named(
        stateDirectory: configuration.stateDirectory,
        socket: configuration.text("control", "socket"),
        zoneinfo: configuration.text("time", "zoneinfo")),
      environment: session.environment)
    (unit, unitFault) = Self.unit(units)
    daemon = Self.ask(options, in: session)
    lock = Self.look(places.ledgerLock)
    service = try Self.service(named: user, unit: unit, daemon: daemon, socket: places.socket)
  }

  /// Whether systemd runs this machine, and the unit is its.
  var hasSystemd: Bool {
    units == nil && (try? FileAttributes.of(path: "/run/systemd/system")) != nil
  }

  /// Whether a unit is started with the machine: what systemctl enable makes is a link in the
  /// folder of what wants it, and it leads somewhere.
  func isEnabled(_ unit: String) -> Bool {
    let folders = units.map { [$0] } ?? Array(ServiceUnit.standardFolders.prefix(2))
    return folders.contains { folder in
      (try? FileAttributes.of(path: "\(folder)/multi-user.target.wants/\(unit)")) != nil
    }
  }

  /// Where a unit's drop-ins of this machine belong.
  var dropInRoot: String { units ?? ServiceUnit.standardFolders[0] }

  /// The command that lets the service write to what its outputs need.
  var allowing: String {
    let config = configuration.isChosen ? " --config \(shellWord(configuration.path))" : ""
    return "embargoctl outputs allow" + config + (units.map { " --units \(shellWord($0))" } ?? "")
  }

  /// The trust in the clock, as configured.
  var clockTrust: String { configuration.text("clock", "trust") ?? "strict" }

  /// The daemon's, when it answers.
  var status: StatusReply? {
    if case .answers(let status) = daemon { status } else { nil }
  }

  private static func unit(_ folder: String?) -> (ServiceUnit?, SystemError?) {
    do throws(SystemError) {
      let folders = folder.map { [$0] } ?? ServiceUnit.standardFolders
      return (try ServiceUnit(folders: folders), nil)
    } catch {
      return (nil, error)
    }
  }

  private static func ask(_ options: GlobalOptions, in session: Session) -> DaemonState {
    do throws(Failure) {
      let daemon = try Daemon(LocalPlaces(options, in: session), silence: .seconds(10))
      return .answers(try daemon.get(StatusReply.self, .status).value)
    } catch {
      return .silent(error)
    }
  }

  /// Nothing is created where there is no lock yet.
  private static func look(_ path: String) -> LockState {
    do throws(SystemError) {
      guard try FileAttributes.of(path: path) != nil else { return .absent }
    } catch {
      return .unknown(error)
    }
    do throws(LockError) {
      _ = try ExclusiveLock(path: path)
      return .free
    } catch {
      switch error {
      case .held(_, let holder): return .held(holder)
      case .system(let error): return .unknown(error)
      }
    }
  }

  private static func service(
    named name: String?, unit: ServiceUnit?, daemon: DaemonState, socket: String
  ) throws(Failure) -> Service {
    let found: Service?
    do throws(SystemError) {
      found = try lookUp(name, unit: unit, daemon: daemon, socket: socket)
    } catch {
      throw Failure(error)
    }
    guard let found else {
      throw Failure(.usage, "there is no user \(name ?? "") on this machine")
    }
    return found
  }

  /// Nil: there is no user of the name that somebody gave.
  private static func lookUp(
    _ name: String?, unit: ServiceUnit?, daemon: DaemonState, socket: String
  ) throws(SystemError) -> Service? {
    if let name {
      return try account(name).map { Service(account: $0, source: "as --user says") }
    }
    // One whom the machine lacks is a finding of its own.
    if let unit, let account = try account(unit.user) {
      return Service(account: account, source: "as the unit says")
    }
    if case .answers = daemon, let found = try FileAttributes.of(path: socket) {
      return Service(account: try account(number: found.owner), source: "whose socket it is")
    }
    return Service(account: try account(number: CurrentProcess.user), source: "who asks")
  }

  /// By name or by number.
  private static func account(_ name: String) throws(SystemError) -> UserAccount? {
    if let number = UInt32(name) { return try account(number: number) }
    return try Accounts.user(named: name)
  }

  /// A number without a name is a user all the same.
  private static func account(number: UInt32) throws(SystemError) -> UserAccount {
    try Accounts.user(number: number)
      ?? UserAccount(name: String(number), user: number, group: number)
  }
}
