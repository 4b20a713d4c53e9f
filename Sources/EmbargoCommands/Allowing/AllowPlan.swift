import EmbargoControl
import EmbargoCore
import EmbargoSystem

/// What the drop-ins of the units have to say for what is configured, beside what they say now.
struct AllowPlan {
  /// A directory that the service is to be let write to, and what for.
  struct Grant {
    var path: PlainPath
    var purposes: [String]
  }

  /// A directory that does not exist, and the command that makes it.
  struct Missing {
    var place: WrittenPlace
    var command: String
  }

  let grants: [Grant]
  /// What the drop-in of before let the service write to, and this one does not.
  let revoked: [PlainPath]
  let missing: [Missing]
  /// Those of the service and of the hand-over of mail, unchanged ones as well.
  let dropIns: [DropIn]
  private let folders: [String]

  /// - Parameter names: of outputs and channels that are let in addition to what was let before;
  ///   none: all that is configured.
  init(_ here: Surroundings, names: [String]) throws(Failure) {
    if let failure = here.configuration.failure { throw failure }
    if let fault = here.unitFault { throw Failure(.noInput, "\(fault)") }
    let root = here.dropInRoot
    folders = here.units.map { [$0] } ?? ServiceUnit.standardFolders
    let own = DropIn.path(ServiceUnit.name, in: root)
    let base = try Self.unit(folders, without: own)
    let before = try DropIn(ServiceUnit.name, in: root, wanted: nil).granted
    let state = WrittenPlace(
      what: "state directory", path: here.places.stateDirectory, mode: "0750")
    let places = try Self.checked(WrittenPlace.all(here.configuration) + [state], names)
    let wanted = places.filter { place, path in
      names.isEmpty || place.owner.map(names.contains) == true || before.contains(path)
    }
    let needed = wanted.filter { !base.allows($0.path) }
    try Self.refuse(needed, of: base)
    grants = Self.grants(needed)
    let paths = grants.map(\.path)
    revoked = before.filter { old in !paths.contains { $0.holds(old) } }
    let service = try DropIn(
      ServiceUnit.name, in: root, wanted: grants.isEmpty ? nil : Self.text(grants))
    let mail = MailDropIns(root: root, state: here.places.stateDirectory)
    dropIns = try [service] + mail.all(places.map(\.place).filter(\.isSpool), names)
    missing = wanted.filter { place, path in
      (try? FileAttributes.of(path: place.path)) == nil
        && (place.what != state.what || paths.contains(path))
    }.map { Missing(place: $0.place, command: $0.place.making(for: here.service)) }
  }

  private static func unit(
    _ folders: [String], without left: String?
  ) throws(Failure) -> ServiceUnit {
    do throws(SystemError) {
      if let unit = try ServiceUnit(folders: folders, without: left) { return unit }
    } catch {
      throw Failure(.noInput, "\(error)")
    }
    throw Failure(
      .noInput, "there is no unit \(ServiceUnit.name) in \(folders.joined(separator: ", "))",
      advice: ["The package brings it: apt-get install embargod. So does scripts/install."])
  }

  /// With paths that systemd takes, and names that exist.
  private static func checked(
    _ places: [WrittenPlace], _ names: [String]
  ) throws(Failure) -> [(place: WrittenPlace, path: PlainPath)] {
    let owners = places.compactMap(\.owner)
    if let stranger = names.first(where: { !owners.contains($0) }) {
      let known = Set(owners).sorted().joined(separator: ", ")
      throw Failure(
        .usage, "there is no output or channel \"\(stranger)\" with a directory",
        advice: ["Those that have one: \(known.isEmpty ? "none" : known)"])
    }
    var checked: [(place: WrittenPlace, path: PlainPath)] = []
    for place in places {
      let hasName = place.owner.map { OutputName($0) != nil } ?? true
      guard let path = PlainPath(place.path), hasName else {
        let fault = hasName ? "\"\(place.path)\" is no plain absolute path" : "that is no name"
        throw Failure(
          .configuration, "\(place.what): \(fault)",
          advice: ["All that is wrong with the configuration says: embargod --check-config"])
      }
      checked.append((place, path))
    }
    return checked
  }

  private static func refuse(
    _ needed: [(place: WrittenPlace, path: PlainPath)], of unit: ServiceUnit
  ) throws(Failure) {
    let objections = needed.compactMap { place, path in
      ProtectedPlaces.objection(to: path, of: unit).map { "\(place.what): \(path) \($0)" }
    }
    guard let first = objections.first else { return }
    let others = objections.dropFirst().map { "Nor is this: \($0)." }
    throw Failure(
      .configuration, "\(first); the service is not let write there, and nothing was changed",
      advice: others + ["Take a directory of its own, such as one in /srv."])
  }

  /// Sorted; what lies in another one goes without saying.
  private static func grants(_ needed: [(place: WrittenPlace, path: PlainPath)]) -> [Grant] {
    var purposes: [PlainPath: [String]] = [:]
    for (place, path) in needed { purposes[path, default: []].append(place.what) }
    let paths = purposes.keys.sorted()
    let outermost = paths.filter { path in
      !paths.contains { $0.resolved != path.resolved && $0.resolved.holds(path.resolved) }
    }
    return outermost.map { path in
      let inner = paths.filter { $0 == path || path.resolved.holds($0.resolved) }
      return Grant(path: path, purposes: inner.flatMap { purposes[$0] ?? [] })
    }
  }

  private static func text(_ grants: [Grant]) -> String {
    let head = """
      #
      # Where the service may write beside what the unit itself says. By the sign - it starts, too,
      # where one of them is missing, so that no output keeps the others from publishing.

      [Service]

      """
    return head
      + grants.map { grant in
        "# \(grant.purposes.joined(separator: ", "))\n"
          + "ReadWritePaths=\(UnitWords.written("-\(grant.path)"))\n"
      }.joined()
  }

  /// The drop-ins that are not as they have to be.
  var changes: [DropIn] { dropIns.filter { $0.change != .none } }

  /// What is to be typed after it.
  var next: [String] {
    // The service sees what was there when it was started.
    let writable = (try? Self.unit(folders, without: nil))?.writable ?? []
    let entries = writable.compactMap(PlainPath.init) + grants.map(\.path)
    let isOpened = missing.contains { PlainPath($0.place.path).map(entries.contains) == true }
    return missing.map(\.command) + (changes.isEmpty && !isOpened ? [] : restarts)
  }

  /// What lets it take effect.
  var restarts: [String] {
    ["systemctl daemon-reload", "systemctl restart embargod"]
      + watchers.map { "systemctl try-restart \($0)" }
  }

  /// The units that wait for messages in a spool and are to wait in another one.
  private var watchers: [String] {
    changes.map(\.unit).filter { $0.hasSuffix(".path") }
  }

  /// Writes what has changed, and looks whether it has the effect that it is to have.
  func apply() throws(Failure) {
    for change in changes { try change.apply() }
    let unit = try Self.unit(folders, without: nil)
    guard let lost = grants.first(where: { !unit.allows($0.path) }) else { return }
    throw Failure(
      .configuration, "\(lost.path) is still outside of ReadWritePaths= of the unit",
      advice: [
        "A drop-in that is read later forgets it, by an empty ReadWritePaths=: "
          + unit.dropIns.filter { $0 > DropIn.path(ServiceUnit.name, in: folders[0]) }
          .joined(separator: ", ")
      ])
  }
}
