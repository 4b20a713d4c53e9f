package import EmbargoCore
import EmbargoSystem
import EmbargoTime

extension FilesOutput {
  /// Where a release's page is: the name that is on the record, or the one that it will have.
  package func pageName(of release: Release) -> String {
    let delivery = release.delivery(to: name)
    let recorded = delivery?.intent?.names ?? delivery?.earlier.first?.names ?? []
    let names = recorded.isEmpty ? pageNames(of: release) : recorded
    return names.last { $0.hasSuffix(".html") } ?? names.last ?? ""
  }

  /// Its absolute address.
  package func address(of release: Release, home: String) -> String {
    WebPath.address(pageName(of: release), below: home) ?? home
  }

  /// No feed is larger; a larger file is not ours. In bytes.
  private static let largestFeed = 64 << 20

  /// Publishes feeds: each is replaced in one step where its bytes have changed. A file that is no
  /// feed of this output is left as it is.
  ///
  /// - Returns: How many have changed.
  @discardableResult
  package func put(_ feed: Feed) throws(OutputError) -> Int {
    let place = try place()
    var changed = 0
    var failure: OutputError?
    // What is in the way of one is in the way of no other.
    for kind in feed.kinds {
      do throws(OutputError) {
        if try put(feed.bytes(kind), kind, in: place) { changed += 1 }
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return changed
  }

  private func put(
    _ bytes: [UInt8], _ kind: Feed.Kind, in place: Place
  ) throws(OutputError) -> Bool {
    do throws(SystemError) {
      let file = try FileName(kind.fileName)
      guard let found = try FileAttributes.of(file, in: place.root) else {
        let outcome = try place.root.createFile(file, bytes, mode: place.fileMode)
        guard outcome == .created else { throw foreign(kind) }
        try place.root.sync()
        return true
      }
      guard found.kind == .regular, found.size <= UInt64(Self.largestFeed) else {
        throw foreign(kind)
      }
      let present = try place.root.readFile(RelativePath(file), limit: Self.largestFeed)
      guard Feed.isOwn(present, kind: kind, output: name) else { throw foreign(kind) }
      if present == bytes { return false }
      try place.root.replaceFile(file, bytes, mode: place.fileMode)
      return true
    } catch {
      if error.code == Errno.exists { throw conflict(kind) }
      throw OutputError(name, error)
    }
  }

  private func foreign(_ kind: Feed.Kind) -> SystemError {
    SystemError("replace", "\(settings.directory)/\(kind.fileName)", code: Errno.exists)
  }

  private func conflict(_ kind: Feed.Kind) -> OutputError {
    OutputError(
      "output \(name): \(settings.directory)/\(kind.fileName) is not a feed of this output and was "
        + "not touched; move it away, or take \"\(kind.rawValue)\" out of the output's feeds",
      mayPass: false)
  }
}
