internal import CLinux
private import Glibc

/// This process as the kernel sees it.
package enum CurrentProcess {
  package static var identifier: Int32 { clinux_process_id() }
  /// The effective user.
  package static var user: UInt32 { geteuid() }

  /// The path of the running program, links resolved; nil where the kernel does not say.
  package static var program: String? {
    var path = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/exe", &path, path.count)
    guard length > 0 else { return nil }
    return String(validating: path.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Keeps what is in memory out of core files and from other processes of the same user.
  ///
  /// PR_SET_DUMPABLE 0 (which also gives the files below /proc/self to root) and RLIMIT_CORE 0. A
  /// crash ends the process at once: the handler of Swift's runtime would read through its memory
  /// first, and hang where it may not.
  /// - Returns: what could not be done; nothing is undone then.
  package static func harden() -> [SystemError] {
    var refusals: [SystemError] = []
    let dumps = clinux_forbid_dumps()
    if dumps < 0 { refusals.append(SystemError("forbid", "memory dumps", code: -dumps)) }
    let cores = clinux_forbid_core_files()
    if cores < 0 { refusals.append(SystemError("forbid", "core files", code: -cores)) }
    for crash in [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGQUIT] {
      // Fails only for numbers that are no signals (signal(2)).
      _ = signal(crash, SIG_DFL)
    }
    return refusals
  }

  /// Lets this process open as many files as its hard limit allows: each prepared file is one.
  ///
  /// Nothing here uses select(2), which is why the soft limit is low by custom (systemd.exec(5),
  /// LimitNOFILE).
  /// - Returns: why not.
  package static func raiseFileLimit() -> SystemError? {
    var limit = rlimit()
    let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(kind, &limit) == 0 else {
      return SystemError("read", "the limit of open files", code: errno)
    }
    limit.rlim_cur = limit.rlim_max
    guard setrlimit(kind, &limit) == 0 else {
      return SystemError("raise", "the limit of open files", code: errno)
    }
    return nil
  }

  /// Sets the permissions that files which this process creates never get; returns the old ones.
  @discardableResult
  package static func setUmask(_ mask: FileMode) -> FileMode {
    FileMode(rawValue: clinux_set_umask(mask.rawValue))
  }
}

extension CurrentProcess {
  /// Memory of this process that is resident, in bytes (proc_pid_statm(5)); nil: the kernel does
  /// not say.
  package static var residentBytes: Int64? {
    do throws(SystemError) {
      let bytes = try WholeFile.read("/proc/self/statm", limit: 256)
      let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
      guard words.count > 1, let pages = Int64(words[1]) else { return nil }
      return pages * Int64(getpagesize())
    } catch {
      return nil
    }
  }

  /// How many files this process has open: the size of /proc/self/fd since Linux 6.2. Nil: the
  /// kernel does not say.
  package static var openFiles: Int64? {
    do throws(SystemError) {
      guard let found = try FileAttributes.of(path: "/proc/self/fd"), found.size > 0 else {
        return nil
      }
      return Int64(clamping: found.size)
    } catch {
      return nil
    }
  }
}
