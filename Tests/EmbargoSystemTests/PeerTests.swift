import EmbargoSystem
import Glibc
import Testing

@Suite("Peers and accounts")
struct PeerTests {
  @Test("the peer of a connection is this process with its user and groups")
  func peer() throws {
    let folder = try TemporaryFolder()
    let server = try UnixSocket(path: folder.path + "/socket", type: .stream)
    let client = try UnixSocket.connect(to: folder.path + "/socket")
    let accepted = try server.accept()
    var groups = [gid_t](repeating: 0, count: 65_536)
    let count = getgroups(Int32(groups.count), &groups)
    let expected = PeerCredentials(
      process: getpid(), user: geteuid(), group: getegid(),
      groups: Set(groups.prefix(Int(count)) + [getegid()]).sorted())
    #expect(try PeerCredentials.of(socket: accepted.number) == expected)
    _ = client
  }

  @Test(
    "supplementary groups are those of the connecting process, more than 64 included",
    .enabled(if: geteuid() == 0, "only root can have other groups"))
  func supplementaryGroups() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      chmod(path, 0o755)
      let server = try UnixSocket(path: path + "/socket", type: .stream)
      chmod(path + "/socket", 0o666)
      let groups = (1000..<1100).map { gid_t($0) }
      precondition(setgroups(groups.count, groups) == 0 && setegid(7) == 0 && seteuid(65_534) == 0)
      let client = try UnixSocket.connect(to: path + "/socket")
      precondition(seteuid(0) == 0 && setgroups(0, nil) == 0)
      let accepted = try server.accept()
      let peer = try accepted.with { number in Result { try PeerCredentials.of(socket: number) } }
        .get()
      #expect(peer.user == 65_534 && peer.group == 7)
      #expect(peer.groups == [7] + groups)
      _ = client
    }
  }

  @Test("a descriptor that is no connected socket has no peer")
  func noPeer() throws {
    let folder = try TemporaryFolder()
    #expect(throws: SystemError.self) {
      try PeerCredentials.of(socket: folder.directory.descriptor.number)
    }
    let lone = try UnixSocket(path: folder.path + "/socket", type: .datagram)
    #expect(throws: SystemError.self) { try PeerCredentials.of(socket: lone.number) }
    #expect(throws: SystemError.self) { try PeerCredentials.of(socket: -1) }
  }

  @Test("users and groups are found by name and number, and what is not there is nil")
  func accounts() throws {
    let root = try #require(try Accounts.user(named: "root"))
    #expect(root == UserAccount(name: "root", user: 0, group: 0))
    #expect(try Accounts.user(number: 0) == root)
    #expect(try Accounts.group(named: "root") == GroupAccount(name: "root", group: 0))
    #expect(try Accounts.group(number: 0)?.name == "root")
    #expect(try Accounts.groups(of: root).contains(0))
    #expect(try Accounts.user(named: "no-such-user-here") == nil)
    #expect(try Accounts.user(number: 4_000_000_000) == nil)
    #expect(try Accounts.group(named: "no-such-group-here") == nil)
    #expect(try Accounts.group(number: 4_000_000_000) == nil)
    #expect(throws: SystemError.self) { try Accounts.user(named: "ro\0ot") }
    #expect(throws: SystemError.self) { try Accounts.group(named: "") }
  }
}
