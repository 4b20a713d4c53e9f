import EmbargoControl
import EmbargoCore
import EmbargoSystem

/// The spool of an output of kind `email`, as the hand-over to a mail server sees it: where a
/// message lies says what became of it.
struct MailSpool {
  /// A directory of the spool.
  enum Place: String, CaseIterable {
    /// Not handed over yet.
    case new
    /// Being handed over; with nobody at work, broken off there.
    case sending
    /// The mail server could not take it; tried again.
    case deferred
    case failed
    /// Sent or not, nobody knows.
    case uncertain
    /// Handed over, or given up.
    case cur
    case envelopes, reports
  }

  /// More files than this in one directory are not looked through.
  static let mostFiles = 1_000_000
  /// A message that one spool may hold: nothing of ours is larger.
  private static let mostBytes = 512 << 20

  let root: Directory
  private let directories: [Place: Directory]

  /// Makes the directories that are missing.
  init(path: String) throws(Failure) {
    do throws(SystemError) {
      root = try Directory(path: path)
      var directories: [Place: Directory] = [:]
      for place in Place.allCases {
        directories[place] = try root.makeDirectory(RelativePath(place.rawValue), mode: 0o750)
      }
      self.directories = directories
    } catch {
      throw Failure(error)
    }
  }

  /// Keeps others from moving messages as long as this spool is open: who hands over, and who
  /// settles what waits for a person.
  func lock() throws(Failure) {
    let isFree: Bool
    do throws(SystemError) { isFree = try self[.sending].lockExclusively() } catch {
      throw Failure(error)
    }
    guard isFree else {
      throw Failure(
        .tryAgain, "a hand-over is at work in \(root.path)",
        advice: ["Try it again in a moment."])
    }
  }

  subscript(place: Place) -> Directory { directories[place] ?? root }

  /// In the order of their names, which is that of their instants. Reasons that lie beside messages
  /// are left out, and so are names that begin with a dot.
  func names(in place: Place) throws(Failure) -> [FileName] {
    do throws(SystemError) {
      let listing = try self[place].entries(limit: Self.mostFiles)
      guard listing.isComplete else {
        throw SystemError(
          "look through", self[place].path, code: Errno.tooLarge,
          detail: "it holds more than \(Self.mostFiles) files; move old ones away")
      }
      return listing.entries.map(\.name).filter { name in
        name.bytes.first != UInt8(ascii: ".") && !name.bytes.ends(with: Self.reasonEnd)
      }.sorted()
    } catch {
      throw Failure(error)
    }
  }

  func message(_ name: FileName, in place: Place) throws(Failure) -> [UInt8] {
    do throws(SystemError) {
      return try self[place].readFile(RelativePath(name), limit: Self.mostBytes)
    } catch {
      throw Failure(error)
    }
  }

  /// Nil when there is none, or it cannot be understood.
  func envelope(of name: FileName) -> MailEnvelope? {
    guard let file = try? FileName(bytes: name.bytes + Array(".json".utf8)),
      let bytes = try? self[.envelopes].readFile(RelativePath(file), limit: 4 << 20)
    else { return nil }
    return try? ControlJSON.decode(MailEnvelope.self, from: bytes)
  }

  /// Releases that were killed, by the codes in the names of their messages.
  func killed() throws(Failure) -> Set<Substring> {
    Set(
      try names(in: .envelopes).compactMap { file in
        file.string.flatMap { SpoolName(String($0.dropLast(".json".utf8.count))) }
      }.filter(\.isKill).map(\.code))
  }

  /// Moves a message, durably. A reason that lay beside it goes.
  ///
  /// - Parameters:
  ///   - flags: Maildir's, for `cur`.
  ///   - reason: What is written beside it.
  func move(
    _ name: FileName, from: Place, to place: Place, flags: String = "", reason: String? = nil
  ) throws(Failure) {
    do throws(SystemError) {
      if let reason {
        try self[place].replaceFile(
          Self.reasonName(name), Array((reason + "\n").utf8), mode: 0o640)
      }
      let new = flags.isEmpty ? name : try FileName(bytes: name.bytes + Array(":2,\(flags)".utf8))
      guard try self[from].rename(name, to: new, in: self[place]) == .renamed else {
        throw SystemError(
          "move", "\(from.rawValue)/\(name) to \(place.rawValue)", code: Errno.exists)
      }
      // The new name first: lost with the old one gone, it would be lost altogether.
      try self[place].sync()
      try self[from].sync()
      if from != .new, from != .sending {
        try self[from].remove(Self.reasonName(name))
      }
    } catch {
      throw Failure(error)
    }
  }

  /// What is written beside a message; empty where nothing is.
  func reason(of name: FileName, in place: Place) -> String {
    guard let file = try? Self.reasonName(name),
      let bytes = try? self[place].readFile(RelativePath(file), limit: 1 << 16)
    else { return "" }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init)
      ?? ""
  }

  private static let reasonEnd = Array(".reason.txt".utf8)

  private static func reasonName(_ name: FileName) throws(SystemError) -> FileName {
    try FileName(bytes: name.bytes + reasonEnd)
  }
}

extension Array where Element == UInt8 {
  fileprivate func ends(with end: [UInt8]) -> Bool {
    count >= end.count && self[(count - end.count)...] == end[...]
  }
}

extension Failure {
  /// What the system said, with the exit code that fits.
  init(_ error: SystemError) {
    switch error.code {
    case Errno.accessDenied, Errno.notPermitted:
      self.init(
        .notPermitted, error.description,
        advice: ["The spool belongs to the daemon's user: try it as that user, or as root."])
    case Errno.notFound: self.init(.noInput, error.description)
    case Errno.noSpace, Errno.overQuota, Errno.readOnly: self.init(.cannotCreate, error.description)
    default: self.init(.internalFault, error.description)
    }
  }
}
