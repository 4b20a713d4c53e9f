import Synchronization

/// Why there are no rules for a zone name.
package enum ZoneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Not the form of a zone name; nothing was looked up.
  case badName(String)
  /// No such zone on this machine.
  case unknown(String)
  /// There is a file, but it cannot be used.
  case unusable(String, TZifError)

  package var description: String {
    switch self {
    case .badName(let name): "\"\(name)\" is not the name of a time zone"
    case .unknown(let name): "there is no zone \"\(name)\" in the zone data"
    case .unusable(let name, let why): "the zone file \"\(name)\" cannot be used: \(why)"
    }
  }
}

/// The zone rules of this machine: TZif files (RFC 9636) handed in as bytes, each parsed once.
///
/// Shared freely between threads. When the files on disk change, make a new value.
package final class ZoneDatabase: Sendable {
  /// The release of the zone data, such as `2025b`; `unknown` where the tree does not say.
  package let version: String
  private let load: @Sendable (String) -> [UInt8]?
  private let parsed = Mutex<[String: ZoneRules]>([:])

  /// - Parameter load: the bytes of the zone file with that name, or nil if there is none. It is
  ///   called only with names that passed `isWellFormed` (no traversal), and must bound its read.
  package init(version: String, load: @escaping @Sendable (String) -> [UInt8]?) {
    (self.version, self.load) = (version, load)
  }

  /// The rules of the zone with exactly that name; letter case counts.
  package func rules(for name: String) throws(ZoneError) -> ZoneRules {
    if let known = parsed.withLock({ $0[name] }) { return known }
    guard Self.isWellFormed(name) else { throw .badName(name) }
    guard let bytes = load(name) else { throw .unknown(name) }
    let rules: ZoneRules
    do { rules = try ZoneRules(tzif: bytes) } catch { throw .unusable(name, error) }
    parsed.withLock { $0[name] = rules }
    return rules
  }

  /// Whether a text may be the name of a zone that is offered: relative, no `..`, no empty part,
  /// at most 255 bytes of `A-Za-z0-9_+-/`, and none of the files beside the zones.
  package static func isWellFormed(_ name: String) -> Bool {
    let bytes = name.utf8
    guard 1...255 ~= bytes.count, bytes.allSatisfy({ isNameByte($0) }),
      !name.hasPrefix("right/"), !name.hasPrefix("posix/"), !notZones.contains(name)
    else { return false }
    return !bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .contains { $0.isEmpty || $0.first == UInt8(ascii: "-") || $0.first == UInt8(ascii: "+") }
  }

  private static let notZones: Set<String> = [
    "posixrules", "localtime", "Factory", "leapseconds", "right", "posix", "SECURITY",
  ]

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
