import EmbargoCore
import EmbargoSystem

/// The people that a release is sent to: from the configuration, from a file, or both.
enum Recipients {
  /// In one file.
  static let mostBytes = 1 << 20
  /// In all.
  static let most = 10_000
  /// Problems of a file that one message names.
  private static let mostFaults = 5

  /// Those of the settings and then those of the file as it is now, each address once.
  static func read(_ settings: EmailOutput.Settings) throws(OutputError) -> [MailAddress] {
    var all = settings.to
    if let path = settings.recipientsFile {
      let bytes: [UInt8]
      do throws(SystemError) {
        bytes = try WholeFile.read(path, limit: mostBytes)
      } catch {
        throw OutputError(
          "output \(settings.name): its recipients_file cannot be read: \(error)")
      }
      do throws(Faults) {
        all += try parsed(bytes)
      } catch {
        throw OutputError(
          "output \(settings.name): recipients_file \(path): \(error.text); mend it, nothing is "
            + "sent until then")
      }
    }
    let distinct = distinct(all)
    guard !distinct.isEmpty else {
      throw OutputError("output \(settings.name): it has no recipients; add some to its file")
    }
    guard distinct.count <= most else {
      throw OutputError(
        "output \(settings.name): it has \(distinct.count) recipients, at most \(most) are "
          + "possible; use a mailing list")
    }
    return distinct
  }

  /// The first of each address; domains are without case already.
  static func distinct(_ addresses: [MailAddress]) -> [MailAddress] {
    var seen: Set<String> = []
    return addresses.filter { seen.insert($0.address).inserted }
  }

  struct Faults: Error {
    var text: String
  }

  /// One address a line; empty lines and what stands behind `#` at the head of a line or behind a
  /// blank are left out. All lines that do not fit are named.
  static func parsed(_ bytes: [UInt8]) throws(Faults) -> [MailAddress] {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let content = bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]
    var addresses: [MailAddress] = []
    var faults: [String] = []
    for (index, line) in content.split(separator: 0x0a, omittingEmptySubsequences: false)
      .enumerated()
    {
      guard let text = String(validating: line, as: UTF8.self) else {
        faults.append("line \(index + 1) is no UTF-8")
        continue
      }
      let entry = withoutComment(text)
      if entry.isEmpty { continue }
      do throws(OutputError) {
        addresses.append(try MailAddress(entry))
      } catch {
        faults.append("line \(index + 1): \(displayText(error.description.utf8))")
      }
    }
    guard faults.isEmpty else {
      let more = faults.count - mostFaults
      throw Faults(
        text: faults.prefix(mostFaults).joined(separator: "; ")
          + (more > 0 ? "; and \(more) more lines" : ""))
    }
    return addresses
  }

  private static func withoutComment(_ line: String) -> String {
    var line = Substring(line)
    var isBehindBlank = true
    for index in line.indices {
      if line[index] == "#", isBehindBlank {
        line = line[..<index]
        break
      }
      isBehindBlank = line[index].isWhitespace
    }
    line = line.drop(while: \.isWhitespace)
    while line.last?.isWhitespace == true { line.removeLast() }
    return String(line)
  }
}
