import CLinux
import Glibc
import Synchronization
import Testing

@testable import EmbargoSystem

@Suite("Threads and the process")
struct ThreadTests {
  @Test("a thread runs its body under its name, cut to 15 bytes, and is joined")
  func nameAndJoin() throws {
    let box = Shared("")
    let thread = try SystemThread(name: "a-rather-long-name") {
      var bytes = [CChar](repeating: 0, count: 16)
      _ = clinux_thread_name(&bytes, bytes.count)
      let name = bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
      box.value.withLock { $0 = String(decoding: name, as: UTF8.self) }
    }
    try thread.join()
    try thread.join()
    #expect(box.value.withLock { $0 } == "a-rather-long-n")
  }

  @Test("signals for the process are blocked in it, those of its own faults are not")
  func signals() throws {
    let box = Shared([Int32]())
    let before = blockedSignals()
    let thread = try SystemThread(name: "signals") {
      box.value.withLock { $0 = blockedSignals() }
    }
    try thread.join()
    let blocked = box.value.withLock { $0 }
    #expect(Set(blocked).isSuperset(of: [SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD]))
    #expect(Set(blocked).isDisjoint(with: [SIGSEGV, SIGILL, SIGBUS, SIGABRT]))
    #expect(blockedSignals() == before)
  }

  @Test("a real-time priority is given or its refusal told; the body runs either way")
  func priority() throws {
    let box = Shared(Int32(-1))
    let thread = try SystemThread(name: "realtime", priority: 10) {
      box.value.withLock { $0 = sched_getscheduler(0) }
    }
    try thread.join()
    let policy = box.value.withLock { $0 }
    #expect(policy == (thread.priorityRefusal == nil ? SCHED_FIFO : SCHED_OTHER))
  }

  @Test("without the privilege the refusal is told and the thread runs all the same")
  func priorityRefused() async {
    await #expect(processExitsWith: .success) {
      var none = rlimit()
      setrlimit(__rlimit_resource_t(14), &none)  // RLIMIT_RTPRIO
      if geteuid() == 0 { becomeNobody() }
      let box = Shared(false)
      let thread = try SystemThread(name: "realtime", priority: 10) {
        box.value.withLock { $0 = true }
      }
      try thread.join()
      #expect(thread.priorityRefusal?.code == Errno.notPermitted)
      #expect(box.value.withLock { $0 })
    }
  }

  @Test("joining itself is an error, not a deadlock")
  func joinItself() throws {
    let box = Shared<SystemThread?>(nil)
    let answer = Shared<Int32?>(nil)
    let started = try WallTimer()
    let thread = try SystemThread(name: "itself") {
      _ = try? started.wait(until: nil, atMost: 60_000_000_000)
      do throws(SystemError) {
        try box.value.withLock { $0 }?.join()
      } catch {
        answer.value.withLock { $0 = error.code }
      }
    }
    box.value.withLock { $0 = thread }
    started.wake()
    try thread.join()
    box.value.withLock { $0 = nil }
    #expect(answer.value.withLock { $0 } == EDEADLK)
  }

  @Test("a thread that is not joined is let go, and its body still runs")
  func detached() throws {
    let timer = try WallTimer()
    _ = try SystemThread(name: "detached") { timer.wake() }
    #expect(try timer.wait(until: nil, atMost: 60_000_000_000) == .woken)
  }

  @Test("a hardened process has no core files and no memory dumps, and can still link files")
  func harden() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      if geteuid() == 0 {
        chown(path, 65_534, 65_534)
        becomeNobody()
      }
      let directory = try Directory(path: path)
      #expect(CurrentProcess.harden() == [])
      var limit = rlimit(rlim_cur: 1, rlim_max: 1)
      getrlimit(__rlimit_resource_t(4), &limit)  // RLIMIT_CORE
      #expect(limit.rlim_cur == 0 && limit.rlim_max == 0)
      for (route, name) in [(StagedFile.Route.descriptor, "a"), (.proc, "b")] {
        let opening = try StagedFile.stage([1, 2], mode: 0o640, in: directory)
        guard case .opened(let file) = opening else { return }
        #expect(
          try file.link(as: FileName(name), in: directory, route: route) == .created)
      }
    }
    #expect(try folder.names() == ["a", "b"])
  }

  @Test("the umask is set and the old one handed back")
  func umask() async {
    await #expect(processExitsWith: .success) {
      CurrentProcess.setUmask(0o077)
      #expect(CurrentProcess.setUmask(0o022) == 0o077)
    }
  }
}

/// The signals that the calling thread blocks.
func blockedSignals() -> [Int32] {
  var mask = sigset_t()
  pthread_sigmask(SIG_BLOCK, nil, &mask)
  return (1..<64).filter { sigismember(&mask, $0) == 1 }
}

/// A value that two threads may touch.
final class Shared<Value: Sendable>: Sendable {
  let value: Mutex<Value>
  init(_ value: Value) { self.value = Mutex(value) }
}

/// Gives up root for good.
func becomeNobody() {
  precondition(setgroups(0, nil) == 0 && setgid(65_534) == 0 && setuid(65_534) == 0)
}
