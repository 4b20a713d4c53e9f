import EmbargoSystem
import Glibc
import Synchronization
import Testing

@testable import EmbargoDaemon

@Suite("Checkpoints are written to a second place, and nobody waits for it")
struct CheckpointFileTests {
  private let folder: String

  init() throws {
    folder = try #require(
      mkdtemp(strdup("/tmp/embargod-checkpoints.XXXXXX")).map {
        String(cString: $0)
      })
  }

  private final class Problems: Sendable {
    private let all = Mutex<[String?]>([])
    func add(_ problem: String?) { all.withLock { $0.append(problem) } }
    var last: String? { all.withLock { $0.last ?? nil } }
  }

  private func content(_ path: String) throws -> String {
    String(decoding: try WholeFile.read(path, limit: 1 << 20), as: UTF8.self)
  }

  @Test("Each is a line behind what is there")
  func lines() throws {
    let (path, problems) = (folder + "/second", Problems())
    for round in 0..<2 {
      let file = CheckpointFile(path: path) { problems.add($0) }
      for number in 0..<3 {
        file.add(Array("{\(round)\(number)}".utf8))
        file.finish()
      }
    }
    // A blank line keeps what an earlier daemon may have broken off apart.
    #expect(try content(path) == "{00}\n{01}\n{02}\n\n{10}\n{11}\n{12}\n")
    #expect(problems.last == nil)
  }

  @Test("What could not be written is announced, kept within a bound, and written later")
  func failing() throws {
    let (path, problems) = (folder + "/missing/second", Problems())
    let file = CheckpointFile(path: path) { problems.add($0) }
    for number in 0..<(CheckpointFile.mostWaiting + 5) { file.add(Array("{\(number)}".utf8)) }
    file.finish()
    #expect(problems.last?.contains("ENOENT") == true)
    #expect(mkdir(folder + "/missing", 0o700) == 0)
    file.retry(at: WallClock.monotonic())
    file.finish()
    #expect(throws: SystemError.self, "not again at once") { try content(path) }
    file.retry(at: .max)
    file.finish()
    let lines = try content(path).split(separator: "\n")
    #expect(lines.count == CheckpointFile.mostWaiting && lines.first == "{5}")
    #expect(problems.last == nil)
  }

  @Test("What is no regular file is refused, also a pipe that nobody reads")
  func pipes() throws {
    let (path, problems) = (folder + "/pipe", Problems())
    #expect(mkfifo(path, 0o600) == 0)
    let file = CheckpointFile(path: path) { problems.add($0) }
    file.add([1])
    file.finish()
    #expect(problems.last != nil)
  }
}
