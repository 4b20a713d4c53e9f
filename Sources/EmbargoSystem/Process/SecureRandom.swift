internal import CLinux

/// Random bytes fit for keys and for names that nobody can guess (getrandom(2)).
package enum SecureRandom {
  package static func bytes(_ count: Int) throws(SystemError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    _ = try check(clinux_random(&bytes, count), "read", "\(count) random bytes")
    return bytes
  }

  /// That many random bytes as lower-case hexadecimal digits, two a byte.
  package static func hexadecimal(bytes count: Int) throws(SystemError) -> String {
    let digits = Array("0123456789abcdef")
    return String(try bytes(count).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
