import EmbargoCore
import EmbargoSystem

extension InboxFolder {
  /// Looks at one entry, and takes it if it is complete.
  ///
  /// - Parameter evidence: what an event has just said of it.
  func look(_ name: FileName, in shelves: Shelves, evidence: Sighting.Evidence? = nil) {
    let mark: EntryMark
    do throws(SystemError) {
      guard let found = try EntryMark.of(name, in: shelves.inbox) else { return forget(name) }
      mark = found
    } catch {
      sightings[name] = nil
      left[name] = "it cannot be looked at: \(error.reason)"
      return
    }
    if let obstacle = EntryReader.obstacle(mark.entry, folders: true) {
      forget(name)
      left[name] = obstacle
      return
    }
    if let accepted = accepted[name] {
      if accepted.mark == mark { return finish(name, in: shelves) }
      self.accepted[name] = nil
    }
    let sighting = observe(name, mark, evidence)
    let partial = mark.content.keys.sorted().first(where: \.isPartial)
    if let obstacle = sighting.obstacle(at: edges.now()) {
      left[name] = obstacle
    } else if let partial {
      left[name] = "it holds \(partial), which is still being written"
    } else if !isPostponed {
      take(name, mark, in: shelves)
    }
  }

  private func observe(
    _ name: FileName, _ mark: EntryMark, _ evidence: Sighting.Evidence?
  ) -> Sighting {
    let now = edges.now()
    var sighting = sightings[name] ?? Sighting(mark, at: now, evidence: evidence ?? .found)
    if let evidence {
      // A program may create an empty file, close it and write to it afterwards.
      let isEmpty = mark.entry.kind == .regular && mark.entry.size == 0
      sighting = Sighting(
        mark, at: now, evidence: isEmpty && evidence == .complete ? .found : evidence)
    } else {
      sighting.observe(mark, at: now)
    }
    sightings[name] = sighting
    return sighting
  }

  private func forget(_ name: FileName) {
    (sightings[name], accepted[name], left[name]) = (nil, nil, nil)
  }

  private func take(_ name: FileName, _ mark: EntryMark, in shelves: Shelves) {
    let content: EntryContent
    do throws(EntryRefusal) {
      content = try edges.reader.read(name, mark, in: shelves.inbox)
    } catch {
      switch error {
      case .left(let reason): left[name] = reason
      case .refused(let lines): reject(name, mark, lines, in: shelves)
      }
      return
    }
    guard let submitter = submitter(of: content) else {
      left[name] = "the user \(place.submitter ?? "") who is to be its submitter is not known here"
      return
    }
    let path = "\(displayText(place.directory.utf8))/\(name)"
    let arrival = InboxArrival(
      name: name.description, textName: content.textName.description, bytes: content.bytes,
      attachments: content.attachments, submitter: submitter, path: path,
      identity: mark.identity)
    switch edges.take(arrival) {
    case .accepted(let receipt), .duplicate(let receipt):
      counts.accepted += 1
      let text = mark.entry.kind == .directory ? content.textName : nil
      accepted[name] = Accepted(mark: mark, text: text, receipt: receipt)
      finish(name, in: shelves)
    case .refused(let lines):
      reject(name, mark, lines, in: shelves)
    case .later(let words):
      isPostponed = true
      left[name] = "it waits: \(words)"
    }
  }

  /// Nil when the inbox names a user whom the system does not know.
  private func submitter(of content: EntryContent) -> Actor? {
    guard let name = place.submitter else {
      // A user without an entry, or a directory service that fails, is no reason to refuse.
      let account = try? Accounts.user(number: content.owner)
      return Actor(uid: content.owner, name: account?.name ?? "uid:\(content.owner)")
    }
    do throws(SystemError) {
      if let account = try Accounts.user(named: name) {
        setProblem(.submitter, nil)
        return Actor(uid: account.user, name: account.name)
      }
      setProblem(.submitter, "there is no user \(displayText(name.utf8)), its submitter")
    } catch {
      setProblem(.submitter, "its submitter cannot be looked up: \(error.reason)")
    }
    return nil
  }

  /// Writes what is said of an accepted entry and removes it; both are tried again until done.
  private func finish(_ name: FileName, in shelves: Shelves) {
    guard let entry = accepted[name] else { return }
    do throws(SystemError) {
      try shelves.writeReceipt(entry.receipt, for: name)
      switch try shelves.remove(name, entry.mark, text: entry.text) {
      case .done:
        forget(name)
      case .changed:
        accepted[name] = nil
        look(name, in: shelves)
      }
    } catch {
      left[name] =
        "it was accepted as \(entry.receipt.id), but clearing it away failed (\(error.operation): "
        + "\(error.reason)); it is tried again"
    }
  }

  private func reject(
    _ name: FileName, _ mark: EntryMark, _ lines: [String], in shelves: Shelves
  ) {
    do throws(SystemError) {
      let kind = mark.entry.kind == .directory ? "folder" : "file"
      let text =
        ["This \(kind) was refused; nothing of it was queued.", ""] + lines
        + ["", "When that is mended, move the \(kind) back into the inbox."]
      switch try shelves.reject(name, mark, reason: text) {
      case .done:
        counts.refused += 1
        forget(name)
      case .changed:
        look(name, in: shelves)
      }
    } catch {
      left[name] =
        "it was refused, but moving it to rejected/ failed (\(error.operation): "
        + "\(error.reason)); it is tried again. The reason: " + lines.joined(separator: " ")
    }
  }
}
