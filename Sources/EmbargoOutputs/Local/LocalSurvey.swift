import EmbargoCore
import EmbargoSystem

extension Place {
  /// Looks at the names of an intent that are below the root, and reads what stands there.
  ///
  /// - Parameter takenTo: the directories to which readers move a piece that they have taken.
  func survey(
    _ intent: Intent, takenTo: (String) -> [String] = { _ in [] }
  ) throws(OutputError) -> Survey {
    var survey = Survey()
    var taken = TakenNames()
    do throws(SystemError) {
      for (number, name) in intent.names.enumerated() {
        let path = try RelativePath(name)
        let digest = number < intent.pieces.count ? intent.pieces[number] : nil
        switch try standing(path) {
        case .absent:
          var isTaken = false
          for directory in takenTo(name) where !isTaken {
            isTaken = try taken.holds(path.last, in: RelativePath(directory), of: root)
          }
          if isTaken { survey.same += 1 } else { survey.missing += 1 }
        case .file(let bytes):
          if let digest, Digest(of: bytes) == digest {
            survey.same += 1
          } else {
            survey.other += 1
          }
        case .other: survey.other += 1
        }
      }
    } catch {
      throw OutputError(output, error)
    }
    return survey
  }

  private enum Standing {
    case absent
    case file([UInt8])
    case other
  }

  private func standing(_ path: RelativePath) throws(SystemError) -> Standing {
    do throws(SystemError) {
      return .file(try root.readFile(path, limit: Int(LocalReplacement.largest)))
    } catch {
      switch error.code {
      case Errno.notFound, Errno.notDirectory: return .absent
      case Errno.accessDenied, Errno.tooLarge, Errno.linkLoop, Errno.isDirectory,
        Errno.invalidArgument:
        return .other
      default: throw error
      }
    }
  }
}
