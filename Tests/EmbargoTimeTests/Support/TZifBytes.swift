/// A TZif file written by hand (RFC 9636), for what `zic` does not write.
struct TZifBytes {
  struct Kind {
    var seconds: Int32
    var isDST = false
    var name: String
  }

  /// NUL for version 1, which has times of 32 bits and no footer.
  var version = UInt8(ascii: "2")
  /// When, and which of `types` holds from then on.
  var transitions: [(time: Int64, type: UInt8)] = []
  var types = [Kind(seconds: 0, name: "UTC")]
  var footer = ""
  /// Leap seconds: when, and the correction from then on.
  var leaps: [(time: Int64, correction: Int32)] = []

  var bytes: [UInt8] {
    guard version != 0 else { return block(wide: false) }
    let empty = TZifBytes(version: version, types: [Kind(seconds: 0, name: "")])
    return empty.block(wide: false) + block(wide: true) + Array("\n\(footer)\n".utf8)
  }

  /// A header and the data it announces (sections 3.1 and 3.2).
  private func block(wide: Bool) -> [UInt8] {
    var designations: [UInt8] = []
    let starts = types.map { type in
      defer { designations += Array(type.name.utf8) + [0] }
      return UInt8(designations.count)
    }
    var bytes = Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
    let counts = [0, 0, leaps.count, transitions.count, types.count, designations.count]
    for count in counts { bytes += Self.big(UInt32(count)) }
    for (time, _) in transitions { bytes += Self.time(time, wide) }
    bytes += transitions.map(\.type)
    for (type, start) in zip(types, starts) {
      bytes += Self.big(UInt32(bitPattern: type.seconds)) + [type.isDST ? 1 : 0, start]
    }
    bytes += designations
    for (time, correction) in leaps {
      bytes += Self.time(time, wide) + Self.big(UInt32(bitPattern: correction))
    }
    return bytes
  }

  private static func time(_ time: Int64, _ wide: Bool) -> [UInt8] {
    wide ? big(UInt64(bitPattern: time)) : big(UInt32(bitPattern: Int32(truncatingIfNeeded: time)))
  }

  private static func big<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    stride(from: Number.bitWidth - 8, through: 0, by: -8).map {
      UInt8(truncatingIfNeeded: number >> $0)
    }
  }
}
