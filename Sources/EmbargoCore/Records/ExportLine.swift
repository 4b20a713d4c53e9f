/// The lines of an exported file, each canonical JSON: a header, records with each checkpoint
/// behind the record that it names, and an end with counts and the digest of all lines before it.
package enum ExportLine {
  package static let format = "embargod-audit"
  package static let version: Int64 = 2

  /// - Parameters:
  ///   - chain: the public id of the ledger's chain.
  ///   - keys: those that have signed checkpoints, in their order.
  ///   - program: what wrote the file.
  package static func header(chain: String, keys: [CheckpointKey], program: String) -> [UInt8] {
    JSON.object([
      "chain": .string(chain), "format": .string(format),
      "keys": .array(keys.map { ["id": .string($0.id), "public": .string($0.text)] }),
      "program": .string(program), "version": .integer(version),
    ]).canonical
  }

  package static func record(_ record: Record) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(record.bytes.count + record.bytes.count / 4 + 128)
    line += recordStart.utf8
    line += record.hash.description.utf8
    line += recordMiddle.utf8
    JSON.write(String(decoding: record.bytes, as: UTF8.self), into: &line)
    line += recordEnd.utf8
    JSON.integer(record.sequence).write(into: &line)
    line.append(UInt8(ascii: "}"))
    return line
  }

  package static func checkpoint(_ bytes: [UInt8]) -> [UInt8] {
    JSON.object(["checkpoint": .string(String(decoding: bytes, as: UTF8.self))]).canonical
  }

  package static func end(
    records: Int64, checkpoints: Int64, head: ChainHead, digest: Digest
  ) -> [UInt8] {
    JSON.object([
      "end": [
        "checkpoints": .integer(checkpoints), "head": .string(head.text),
        "records": .integer(records), "sha256": .string(digest.description),
      ]
    ]).canonical
  }

  private static let recordStart = #"{"hash":""#
  private static let recordMiddle = #"","record":"#
  private static let recordEnd = #","seq":"#

  static func isRecord(_ line: [UInt8]) -> Bool { line.starts(with: recordStart.utf8) }

  /// The record of a line as `record` writes it; nil: it is none.
  package static func record(from line: [UInt8]) -> Record? {
    let hashStart = recordStart.utf8.count
    let textStart = hashStart + 64 + recordMiddle.utf8.count
    guard line.count > textStart + recordEnd.utf8.count + 3, line.last == UInt8(ascii: "}"),
      line.starts(with: recordStart.utf8),
      line[(hashStart + 64)..<textStart].elementsEqual(recordMiddle.utf8),
      let hash = Hex.bytes(line[hashStart..<(hashStart + 64)]),
      let digest = Digest(bytes: hash)
    else { return nil }
    var numberStart = line.count - 1
    while numberStart > textStart, 48...57 ~= line[numberStart - 1] { numberStart -= 1 }
    let textEnd = numberStart - recordEnd.utf8.count
    let number = String(decoding: line[numberStart..<(line.count - 1)], as: UTF8.self)
    guard textEnd > textStart, line[textEnd..<numberStart].elementsEqual(recordEnd.utf8),
      let sequence = Int64(number), String(sequence) == number, sequence < 1 << 53,
      let bytes = text(line, textStart..<textEnd)
    else { return nil }
    return Record(sequence: sequence, bytes: bytes, hash: digest)
  }

  /// The bytes of a checkpoint's line; nil: it is none.
  static func checkpoint(from line: [UInt8]) -> [UInt8]? {
    guard let content = ScannedObject(line), content.names == ["checkpoint"],
      let place = content.place("checkpoint")
    else { return nil }
    return text(line, place)
  }

  /// What a canonical string stands for.
  private static func text(_ line: [UInt8], _ place: Range<Int>) -> [UInt8]? {
    guard place.count >= 2, line[place.lowerBound] == UInt8(ascii: "\""),
      line[place.upperBound - 1] == UInt8(ascii: "\"")
    else { return nil }
    let inner = (place.lowerBound + 1)..<(place.upperBound - 1)
    var isGood = true
    let text = line.withUnsafeBufferPointer { line in
      [UInt8](unsafeUninitializedCapacity: inner.count) { text, count in
        var index = inner.lowerBound
        while index < inner.upperBound {
          var byte = line[index]
          index += 1
          if byte == UInt8(ascii: "\\"), index < inner.upperBound {
            byte = line[index]
            index += 1
            // A record has no control character as it stands.
            isGood = isGood && (byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\"))
          } else {
            isGood =
              isGood && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
              && byte >= 0x20
          }
          text[count] = byte
          count += 1
        }
      }
    }
    return isGood ? text : nil
  }
}

/// Checks an exported file line by line.
package struct ExportVerifier {
  private var audit: AuditVerifier
  private let trust: AuditVerifier.Trust
  private var header: (chain: String, keys: [String])?
  private var end: JSON?
  private var digest = RunningDigest()
  private var records: Int64 = 0
  private var checkpoints: Int64 = 0
  private var lines = 0
  private var fault: AuditVerifier.Verdict?
  private static let lineFeed = [UInt8(ascii: "\n")]

  package init(trust: AuditVerifier.Trust) {
    self.trust = trust
    audit = AuditVerifier(trust: trust)
  }

  /// Takes the next line, without its line feed; after a fault the rest is ignored.
  package mutating func take(_ line: [UInt8]) {
    guard fault == nil else { return }
    lines += 1
    if header == nil { return takeHeader(line) }
    guard end == nil else { return refuse("something stands behind the end of the export") }
    if ExportLine.isRecord(line) {
      guard let record = ExportLine.record(from: line) else {
        return refuse("line \(lines) is no record as an export has it")
      }
      audit.take(record)
      records += 1
    } else if let checkpoint = ExportLine.checkpoint(from: line) {
      audit.take(checkpoint: checkpoint)
      checkpoints += 1
    } else {
      return takeEnd(line)
    }
    digest.add(line)
    digest.add(Self.lineFeed)
  }

  /// The file has ended.
  ///
  /// - Parameter isWhole: its last line has a line feed.
  package mutating func finish(isWhole: Bool) -> AuditVerifier.Verdict {
    if let fault { return fault }
    guard let header else { return .unknown("the file is empty: it is no export") }
    switch audit.verdict {
    case .good(let findings):
      guard let end, isWhole else {
        return .truncated(
          head: audit.head,
          why: "the export has no end: it was cut off behind record \(audit.head.sequence)")
      }
      guard end["end"] == expectedEnd else {
        return .tampered(
          sequence: audit.head.sequence + 1,
          why: "its end does not say what stands before it: something was changed, added or removed"
        )
      }
      guard header.keys == Self.distinct(findings.keys).map(\.text) else {
        return .tampered(
          sequence: 1, why: "the keys in the first line are not those that have signed")
      }
      return .good(findings)
    case let verdict: return verdict
    }
  }

  private static func distinct(_ keys: [CheckpointKey]) -> [CheckpointKey] {
    var seen: Set<CheckpointKey> = []
    return keys.filter { seen.insert($0).inserted }
  }

  private var expectedEnd: JSON? {
    let line = ExportLine.end(
      records: records, checkpoints: checkpoints, head: audit.head, digest: digest.digest)
    return (try? JSON(parsing: line))?["end"]
  }

  private mutating func refuse(_ why: String) {
    if case .tampered = audit.verdict {
      fault = audit.verdict
    } else {
      fault = .tampered(sequence: audit.head.sequence + 1, why: why)
    }
  }

  private mutating func takeHeader(_ line: [UInt8]) {
    guard let content = try? JSON(parsing: line), content["format"]?.text == ExportLine.format
    else {
      fault = .unknown(
        "the first line is not that of an export: it is no file of audit export, or of an earlier "
          + "version; export again")
      return
    }
    guard content["version"] == .integer(ExportLine.version) else {
      fault = .unknown("the export has a version that this program does not know")
      return
    }
    guard case .array(let keys)? = content["keys"], let chain = content["chain"]?.text,
      let program = content["program"]?.text,
      ExportLine.header(
        chain: chain,
        keys: keys.compactMap { $0["public"]?.text.flatMap(CheckpointKey.init(text:)) },
        program: program) == line
    else { return refuse("the first line is not as an export has it") }
    header = (chain, keys.compactMap { $0["public"]?.text })
    audit = AuditVerifier(trust: trust, chain: chain)
    digest.add(line)
    digest.add(Self.lineFeed)
  }

  private mutating func takeEnd(_ line: [UInt8]) {
    guard let content = try? JSON(parsing: line), content.canonical == line,
      case .object(let members) = content, members.keys.elementsEqual(["end"])
    else { return refuse("line \(lines) is nothing that an export has") }
    end = content
  }
}
