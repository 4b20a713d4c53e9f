
/// The zone rules of this machine: TZif files (RFC 9636) handed in as bytes, each parsed once.
///
/// Shared freely between threads. When the files on disk change, make a new value.
package final class ZoneDatabase: Sendable {
  /// The release of the zone data, such as `2025b`; `unknown` where the tree does not say.
  package let version: String
  private let load: @Sendable (String) -> [UInt8]?

  /// - Parameter load: the bytes of the zone file with that name, or nil if there is none. It is
  ///   called only with names that passed `isWellFormed` (no traversal), and must bound its read.
  package init(version: String, load: @escaping @Sendable (String) -> [UInt8]?) {
    (self.version, self.load) = (version, load)
  }
}
