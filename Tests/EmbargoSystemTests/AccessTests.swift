import EmbargoSystem
import Glibc
import Testing

@Suite("What a user may do with a path")
struct AccessTests {
  @Test("The kernel is asked as that user; who is not root cannot tell for another one")
  func asks() throws {
    let folder = try TemporaryFolder()
    let own = try #require(try Accounts.user(number: CurrentProcess.user))
    #expect(try AccessCheck.ask(folder.path, for: own, right: .change) == .granted)
    let stranger = UserAccount(name: "nobody-here", user: 54_321, group: 54_321)
    let answer = try AccessCheck.ask(folder.path, for: stranger, right: .change)
    guard CurrentProcess.user == 0 else {
      #expect(answer == .unknown)
      return
    }
    guard case .refused(let error) = answer else {
      Issue.record("a folder of root with the permissions 0700 was open to another user")
      return
    }
    #expect(error.code == Errno.accessDenied)
    #expect(chmod(folder.path, 0o777) == 0)
    #expect(try AccessCheck.ask(folder.path, for: stranger, right: .change) == .granted)
    #expect(CurrentProcess.user == 0)
  }

  @Test("What is not there is refused as that")
  func absent() throws {
    let own = try #require(try Accounts.user(number: CurrentProcess.user))
    let answer = try AccessCheck.ask("/nowhere/at/all", for: own, right: .read)
    guard case .refused(let error) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(error.code == Errno.notFound)
  }
}
