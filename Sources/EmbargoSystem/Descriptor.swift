internal import CLinux

/// An open file descriptor that is closed with the last reference to it.
package final class Descriptor: Sendable {
  /// Valid as long as this object lives: keep the object beyond the call that gets the number, or
  /// use `with`.
  package let number: Int32

  /// Takes over a descriptor that nobody else will close.
  package init(owning number: Int32) { self.number = number }

  /// Hands out the number and keeps the descriptor open until `body` has returned.
  package func with<Value>(_ body: (Int32) -> Value) -> Value {
    withExtendedLifetime(self) { body(number) }
  }

  // What was written is durable only after `sync`, so an error of close has nothing to add.
  deinit { _ = clinux_close(number) }

  /// Writes all bytes at the descriptor's own position.
  func write(_ bytes: [UInt8], to subject: String) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let put = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        return clinux_write(number, rest.baseAddress, rest.count)
      }
      guard put > 0 else {
        throw SystemError("write to", subject, code: put < 0 ? Int32(-put) : Errno.inputOutput)
      }
      written += Int(put)
    }
  }

  /// Reads to the end of the file, or until `count` bytes are there.
  func read(upTo count: Int, from subject: String) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let room = min(count - bytes.count, 1 << 17)
      var got: Int64 = 0
      let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
        got = clinux_read(number, buffer.baseAddress, room)
        used = max(0, Int(got))
      }
      if got < 0 { throw SystemError("read", subject, code: Int32(-got)) }
      if got == 0 { break }
      // What is kept takes no more memory than there are bytes.
      bytes.append(contentsOf: piece)
    }
    return bytes
  }

  /// fsync: what was written, and for a directory its names, survives a power loss.
  ///
  /// After an error the kernel may have dropped the unwritten pages: never repeat it, write anew.
  func sync(_ subject: String) throws(SystemError) {
    _ = try check(clinux_sync(number), "sync", subject)
  }

  func attributes(_ subject: String) throws(SystemError) -> FileAttributes {
    var found = clinux_attributes()
    _ = try check(clinux_attributes(number, &found), "look at", subject)
    return FileAttributes(found)
  }
}
