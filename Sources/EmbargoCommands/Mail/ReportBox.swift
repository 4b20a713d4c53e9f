import EmbargoControl
import EmbargoCore
import EmbargoSystem
import EmbargoTime

/// Reports on messages, kept in the spool until the daemon has them on record.
struct ReportBox {
  let spool: MailSpool
  let output: String

  /// Reports that are sent in one go; the others have their turn at the next.
  private static let mostAtOnce = 10_000

  /// Keeps a report, durably. The same report twice is one.
  func keep(_ report: HandoverReport) throws(Failure) {
    let bytes: [UInt8]
    do throws(ControlJSONError) { bytes = try ControlJSON.encode(report) } catch {
      throw Failure(.internalFault, "the report \(error)")
    }
    do throws(SystemError) {
      let name = try FileName(Self.name(of: report))
      // Another user may have to send it.
      _ = try spool[.reports].createFile(name, bytes, mode: 0o644)
      try spool[.reports].sync()
    } catch {
      throw Failure(error)
    }
  }

  /// In the order of the moments; the message at the end.
  private static func name(of report: HandoverReport) -> String {
    let digits = String(report.at.nanoseconds)
    let padding = String(repeating: "0", count: max(0, 19 - digits.count))
    return "\(padding)\(digits).\(report.state.rawValue).\(report.message).json"
  }

  /// What is reported of a message and not sent yet, the newest.
  func state(of message: FileName) throws(Failure) -> HandoverState? {
    guard let name = message.string else { return nil }
    let found = try spool.names(in: .reports).last { file in
      file.string?.hasSuffix(".\(name).json") == true
    }
    let parts = found?.string?.split(separator: ".", maxSplits: 2)
    return parts.flatMap { $0.count > 1 ? HandoverState(rawValue: String($0[1])) : nil }
  }

  var count: Int {
    get throws(Failure) { try spool.names(in: .reports).count { !isSetAside($0) } }
  }

  private func isSetAside(_ name: FileName) -> Bool { name.string?.hasSuffix(".json") != true }

  /// Sends all, the oldest first; each goes when it is on record.
  ///
  /// - Returns: why some are left; nil: none is.
  func send(by daemon: Daemon, in session: Session) throws(Failure) -> Failure? {
    // The hand-over may be faster than the record of the lift.
    var pauses = 20
    for name in try spool.names(in: .reports).filter({ !isSetAside($0) }).prefix(Self.mostAtOnce) {
      var isSent = false
      while !isSent {
        do throws(Failure) {
          try send(name, by: daemon, in: session)
          isSent = true
        } catch {
          guard error.status == .tryAgain, pauses > 0, session.pause(.milliseconds(500)) else {
            return error
          }
          pauses -= 1
        }
      }
    }
    return nil
  }

  private func send(_ name: FileName, by daemon: Daemon, in session: Session) throws(Failure) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try spool[.reports].readFile(RelativePath(name), limit: 1 << 20)
    } catch {
      throw Failure(error)
    }
    do throws(Failure) {
      let report: HandoverReport
      do throws(ControlJSONError) {
        report = try ControlJSON.decode(HandoverReport.self, from: bytes)
      } catch {
        throw Failure(.dataRefused, "\(error)")
      }
      let key = "mail-" + Digest(of: bytes).description
      _ = try daemon.post(HandoverReply.self, .handover, [output], report, key: key)
    } catch {
      switch error.status {
      case .noInput, .dataRefused, .usage: try setAside(name, error, in: session)
      default: throw error
      }
      return
    }
    do throws(SystemError) {
      try spool[.reports].remove(name)
      try spool[.reports].sync()
    } catch {
      throw Failure(error)
    }
  }

  /// What the daemon will never take must not stand before the others.
  private func setAside(
    _ name: FileName, _ why: Failure, in session: Session
  ) throws(Failure) {
    session.console.say("the report \(name) was not taken and is set aside: \(why.message)")
    do throws(SystemError) {
      let new = try FileName(bytes: name.bytes + Array(".refused".utf8))
      try spool[.reports].rename(name, over: new)
      try spool[.reports].sync()
    } catch {
      throw Failure(error)
    }
  }
}
