internal import CLinux
private import Synchronization

/// What happened in a watched folder: a hint to look there, never proof.
package enum FolderEvent: Hashable, Sendable {
  /// A file that had been open for writing was closed.
  case written(FolderWatch.Folder, FileName)
  /// Something was renamed into the folder.
  case movedIn(FolderWatch.Folder, FileName, isDirectory: Bool)
  /// Something was created; a file may still be empty, or have been linked here complete.
  case created(FolderWatch.Folder, FileName, isDirectory: Bool)
  /// The folder was removed, renamed or unmounted, and is watched no more.
  case gone(FolderWatch.Folder)
  /// Events were lost: list all folders.
  case overflow
}

/// Watches several folders (not what lies below them) with inotify.
///
/// It sees what this machine does, not what other machines do on a network file system: list the
/// folders from time to time as well, and once after `add`. One thread at a time calls `next`.
package final class FolderWatch: Sendable {
  /// One watched folder.
  package struct Folder: Hashable, Sendable {
    let number: Int32
    package let path: String
  }

  private let watch: Descriptor
  private let signal: WakeSignal
  private let folders = Mutex<[Int32: Folder]>([:])

  package init() throws(SystemError) {
    watch = Descriptor(owning: try check(clinux_watch_create(), "create", "a folder watch"))
    signal = try WakeSignal()
  }

  /// Watches a directory from now on; the last name of its path must not be a symbolic link.
  package func add(_ path: String) throws(SystemError) -> Folder {
    try checkPath(path, "watch")
    // Under the lock, so that no event comes out before its folder is known.
    let (result, folder) = folders.withLock { folders in
      let result = clinux_watch_add(watch.number, path)
      let folder = Folder(number: result, path: path)
      if result >= 0 { folders[result] = folder }
      return (result, folder)
    }
    _ = try check(result, "watch", path)
    return folder
  }

  /// Watches it no more.
  package func remove(_ folder: Folder) {
    let known = folders.withLock { $0.removeValue(forKey: folder.number) }
    // A folder that is gone has taken its watch along: nothing is left to report.
    if known != nil { _ = clinux_watch_remove(watch.number, folder.number) }
  }

  /// Ends the current wait in `next`, or the next one; several calls may count as one.
  package func wake() { signal.signal() }

  /// Waits for events, at most `longest` nanoseconds; empty when that is over or on `wake`.
  ///
  /// One call hands out what fits into 64 KiB, at least 240 events; the rest stays for the next.
  package func next(atMost longest: Int64) throws(SystemError) -> [FolderEvent] {
    let end = saturatingSum(WallClock.monotonic(), max(0, longest))
    while true {
      let ready = try check(
        clinux_wait_readable(
          watch.number, signal.descriptor.number, end - WallClock.monotonic()),
        "wait for", "folder events")
      if ready & 1 != 0 {
        let events = try readEvents()
        if !events.isEmpty { return events }
      }
      if ready & 2 != 0, try signal.take() { return [] }
      if WallClock.monotonic() >= end { return [] }
    }
  }

  private func readEvents() throws(SystemError) -> [FolderEvent] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let got = buffer.withUnsafeMutableBytes { clinux_read(watch.number, $0.baseAddress, $0.count) }
    if got == -Int64(Errno.wouldBlock) { return [] }
    if got < 0 { throw SystemError("read", "folder events", code: Int32(-got)) }
    var events: [FolderEvent] = []
    for event in decodeFolderEvents(buffer[..<Int(got)]) { events += translate(event) }
    return events
  }

  private func translate(_ event: RawFolderEvent) -> [FolderEvent] {
    let bits = Int32(bitPattern: clinux_watch_bits(event.mask))
    if bits & CLINUX_WATCH_OVERFLOW != 0 { return [.overflow] }
    guard let folder = folders.withLock({ $0[event.watch] }) else { return [] }
    if bits & CLINUX_WATCH_GONE != 0 {
      remove(folder)
      return [.gone(folder)]
    }
    guard let name = event.name else { return [] }
    let isDirectory = bits & CLINUX_WATCH_DIRECTORY != 0
    var events: [FolderEvent] = []
    if bits & CLINUX_WATCH_CREATED != 0 {
      events.append(.created(folder, name, isDirectory: isDirectory))
    }
    if bits & CLINUX_WATCH_WRITTEN != 0 { events.append(.written(folder, name)) }
    if bits & CLINUX_WATCH_MOVED_IN != 0 {
      events.append(.movedIn(folder, name, isDirectory: isDirectory))
    }
    return events
  }
}

/// `struct inotify_event` as read.
struct RawFolderEvent: Hashable {
  var watch: Int32
  var mask: UInt32
  /// nil when there is none, or none that a file can have.
  var name: FileName?
}

/// Decodes records of watch, mask, cookie and name length (four bytes each) and the padded name.
func decodeFolderEvents(_ bytes: ArraySlice<UInt8>) -> [RawFolderEvent] {
  var events: [RawFolderEvent] = []
  var rest = bytes
  while rest.count >= 16 {
    let (watch, mask, length) = rest.withUnsafeBytes {
      (
        $0.loadUnaligned(fromByteOffset: 0, as: Int32.self),
        $0.loadUnaligned(fromByteOffset: 4, as: UInt32.self),
        Int($0.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
      )
    }
    guard length <= rest.count - 16 else { break }
    let name = Array(rest.dropFirst(16).prefix(length).prefix { $0 != 0 })
    events.append(
      RawFolderEvent(watch: watch, mask: mask, name: try? FileName(bytes: name)))
    rest = rest.dropFirst(16 + length)
  }
  return events
}
