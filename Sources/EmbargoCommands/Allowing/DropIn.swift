import EmbargoControl
import EmbargoSystem

/// A drop-in of a unit that `outputs allow` owns: it is written whole, or removed.
struct DropIn {
  enum Change: String {
    case none, write, remove
  }

  static let name = "outputs.conf"
  /// The first line of each; a file without it is somebody else's.
  static let mark = #"# Written by "embargoctl outputs allow", anew and whole each time:"#
  /// What follows it.
  static let head = """
    \(mark)
    # what is added by hand is lost. Own settings belong into another file: systemctl edit UNIT.

    """
  private static let mostBytes = 1 << 20

  /// Such as `embargod.service`.
  let unit: String
  let path: String
  /// Without its head; nil: there is to be none.
  let wanted: String?
  let present: String?

  /// - Parameter root: the folder of units that it lies in.
  init(_ unit: String, in root: String, wanted: String?) throws(Failure) {
    (self.unit, self.wanted) = (unit, wanted)
    path = Self.path(unit, in: root)
    do throws(SystemError) {
      let isThere = try FileAttributes.of(path: path) != nil
      present =
        isThere
        ? String(decoding: try WholeFile.read(path, limit: Self.mostBytes), as: UTF8.self) : nil
    } catch {
      throw Failure(.noInput, "\(error)")
    }
    guard wanted == nil || isOurs || present == nil else {
      throw Failure(
        .cannotCreate, "\(path) was not written by this command and is left alone",
        advice: ["Give it another name: mv \(shellWord(path)) \(shellWord(path + "-own.conf"))"])
    }
  }

  static func path(_ unit: String, in root: String) -> String { "\(root)/\(unit).d/\(name)" }

  var text: String? { wanted.map { Self.head + $0 } }

  private var isOurs: Bool { present?.hasPrefix(Self.mark) == true }

  var change: Change {
    if wanted == nil { return isOurs ? .remove : .none }
    return text == present ? .none : .write
  }

  /// The directories that it lets the service write to now.
  var granted: [PlainPath] {
    let key = "ReadWritePaths="
    return (present ?? "").split(separator: "\n").filter { $0.hasPrefix(key) }
      .flatMap { UnitWords.read(String($0.dropFirst(key.count))) }
      .compactMap { PlainPath(String($0.drop { $0 == "-" })) }
  }

  /// Durable when this returns.
  func apply() throws(Failure) {
    let folder = String(path.dropLast(Self.name.count + 1))
    do throws(SystemError) {
      switch change {
      case .none: return
      case .write:
        let directory = try Directory.make(path: folder, mode: .publicDirectory)
        try directory.replaceFile(
          FileName(Self.name), Array((text ?? "").utf8), mode: .publicFile)
      case .remove:
        let directory = try Directory(path: folder)
        try directory.remove(FileName(Self.name))
        try directory.sync()
      }
    } catch {
      throw Failure(.cannotCreate, "\(error)")
    }
  }
}
