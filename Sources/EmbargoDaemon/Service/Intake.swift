package import EmbargoControl
package import EmbargoCore
package import EmbargoTime

/// Reads what is handed in: bytes to a document, its words to an embargo, or a refusal that helps.
///
/// Pure but for the zone files: `now` is an argument.
package struct Intake: Sendable {
  package var rules: ZoneRulesSource
  /// Bounds of one text and of one attachment, in bytes.
  package var maxBytes: Int
  package var maxAttachmentBytes: Int
  /// An IANA name, or nil: no zone is supposed.
  package var defaultZone: String?
  package var checks: CheckPolicy

  package init(
    rules: ZoneRulesSource, maxBytes: Int, maxAttachmentBytes: Int, defaultZone: String?,
    checks: CheckPolicy = CheckPolicy()
  ) {
    (self.rules, self.maxBytes) = (rules, maxBytes)
    (self.maxAttachmentBytes, self.defaultZone) = (maxAttachmentBytes, defaultZone)
    self.checks = checks
  }

  /// A text that was understood.
  package struct Understood: Sendable {
    package var document: ReleaseDocument
    package var embargo: Embargo
    /// It goes out now: for immediate release, or a stamp in the past that may.
    package var isAtOnce: Bool
    package var reading: ReadingReply
    package var notes: [String]
    /// None of them is refused.
    package var findings = CheckedFindings()
  }

  /// The document in some accepted bytes.
  package func document(_ content: RevisionContent) throws(DocumentError) -> ReleaseDocument {
    try ReleaseDocument(
      bytes: content.bytes, format: content.format, limit: maxBytes, reader: rules.reader)
  }

  /// Understands a text and its embargo.
  ///
  /// - Parameters:
  ///   - embargo: a stamp given beside the text; it must agree with what the text says.
  ///   - allowPast: an embargo stamp that has passed goes out at once.
  ///   - accept: the checks whose findings the submitter accepts on purpose.
  package func understand(
    _ content: RevisionContent, embargo: String?, allowPast: Bool, accepting accept: Set<TextCheck>,
    at now: Instant
  ) throws(Problem) -> Understood {
    var document = try readable(content)
    let findings = look(through: document, accepting: accept)
    let objection = objection(to: findings)
    var understood: Understood
    do throws(Problem) {
      var notes = Self.notes(on: findings)
      if let embargo {
        try addEmbargo(embargo, to: &document, at: now)
        notes.append("The embargo was given beside the text: \(embargo)")
      }
      understood = try decide(document, allowPast: allowPast, at: now, notes: notes)
    } catch {
      var problem = error
      problem.findings = objection?.findings
      throw problem
    }
    if let objection { throw objection }
    understood.findings = findings
    return understood
  }

  /// The document in some bytes that nobody has accepted yet.
  private func readable(_ content: RevisionContent) throws(Problem) -> ReleaseDocument {
    let document: ReleaseDocument
    do {
      document = try self.document(content)
    } catch {
      if case .tooLarge = error { throw Problem(.tooLarge, error.message) }
      throw Problem(.refused, error.message)
    }
    for attachment in content.attachments where attachment.bytes.count > maxAttachmentBytes {
      throw Problem(
        .tooLarge,
        "the attachment \(attachment.name) has \(attachment.bytes.count) bytes; at most "
          + "\(maxAttachmentBytes) are accepted (intake.max_attachment_bytes)")
    }
    return document
  }

  /// Understands a text that takes the place of one that is out. Its embargo is over: what the new
  /// text says of one is ignored, and the notes say so. One that lies ahead is refused: the text
  /// itself says that it may not go out now.
  package func understandCorrection(
    _ content: RevisionContent, of embargo: Embargo, accepting accept: Set<TextCheck>,
    at now: Instant
  ) throws(Problem) -> Correcting {
    let document = try readable(content)
    let findings = look(through: document, accepting: accept)
    let note = try note(on: document, correcting: embargo, at: now)
    if let objection = objection(to: findings) { throw objection }
    return Correcting(
      document: document, notes: Self.notes(on: findings) + [note].compactMap(\.self),
      findings: findings)
  }

  /// The text of a correction that was understood.
  package struct Correcting: Sendable {
    package var document: ReleaseDocument
    package var notes: [String]
    /// None of them is refused.
    package var findings: CheckedFindings
  }

  /// What is to be said of the stamp in a text that takes the place of one that is out.
  private func note(
    on document: ReleaseDocument, correcting embargo: Embargo, at now: Instant
  ) throws(Problem) -> String? {
    let context = StampContext(submitted: now, zone: defaultZone)
    func ahead(_ instant: Instant) -> Problem {
      Problem(
        .refused,
        "the text says that it may not go out before \(instant.rfc3339), which lies ahead, and a "
          + "correction goes out at once: mend its stamp, or submit it as a release of its own")
    }
    switch document.read(with: rules.reader, context: context, now: nil) {
    case .at(let reading, _):
      if reading.instant > now { throw ahead(reading.instant) }
      guard reading.instant != embargo.instant else { return nil }
      return "The stamp of the new text (\(reading.stamp), \(reading.instant.rfc3339)) is not that "
        + "of the release (\(embargo.instant.rfc3339)). It is ignored: the embargo is over."
    case .immediate: return nil
    case .refused(let refusal, _):
      if let later = refusal.candidates.first(where: { $0.instant > now }) {
        throw ahead(later.instant)
      }
      guard refusal.reason != .noStamp else { return nil }
      return "The stamp of the new text cannot be read with certainty "
        + "(\(refusal.reason.rawValue)). It is ignored: the embargo is over."
    }
  }

  /// A stamp beside the text counts like one in the front matter, and must agree with that.
  private func addEmbargo(
    _ embargo: String, to document: inout ReleaseDocument, at now: Instant
  ) throws(Problem) {
    if let inText = document.frontMatter.embargo {
      let outside = try stamp(embargo, at: now)
      let inside = try stamp(inText, at: now)
      guard outside.instant == inside.instant else {
        let refusal = StampRefusal(
          .conflict,
          "The embargo beside the text (\(outside.instant.rfc3339)) and the one in its front "
            + "matter (\(inside.instant.rfc3339)) disagree: change one of them.")
        throw Problem(.refused, refusal.message, stamp: StampProblem(refusal, line: nil))
      }
    }
    document.frontMatter.embargo = embargo
  }

  private func decide(
    _ document: ReleaseDocument, allowPast: Bool, at now: Instant, notes: [String]
  ) throws(Problem) -> Understood {
    let reader = rules.reader
    let context = StampContext(submitted: now, zone: defaultZone)
    var outcome = document.read(with: reader, context: context, now: now)
    var notes = notes
    if case .refused(let refusal, _) = outcome, refusal.reason == .past, allowPast {
      outcome = document.read(with: reader, context: context, now: nil)
      notes.append("The stamp has passed; it goes out at once, as was asked.")
    }
    switch outcome {
    case .at(let reading, let note):
      return Understood(
        document: document, embargo: Embargo(reading), isAtOnce: reading.instant <= now,
        reading: ReadingReply(
          facts: .instant(.init(reading)), words: reading.words(now: now)),
        notes: notes + [note].compactMap { $0 } + reading.notes
          + zoneNote(document, at: now))
    case .immediate(let stamp):
      return Understood(
        document: document,
        embargo: Embargo(immediate: stamp, at: now, tzdb: rules.zones.version), isAtOnce: true,
        reading: ReadingReply(
          facts: .immediate(stamp: stamp), words: "for immediate release: it goes out at once"),
        notes: notes)
    case .refused(let refusal, let line):
      let place = line.map { "line \($0): " } ?? ""
      throw Problem(
        .refused, place + refusal.message, stamp: StampProblem(refusal, line: line))
    }
  }

  /// Says so when the zone, or the choice among several, came from the configuration.
  private func zoneNote(_ document: ReleaseDocument, at now: Instant) -> [String] {
    guard let defaultZone else { return [] }
    let context = StampContext(submitted: now, zone: nil)
    guard case .refused(let refusal, _) = document.read(with: rules.reader, context: context),
      refusal.reason == .noZone || refusal.reason == .zoneAmbiguous
    else { return [] }
    return ["The text does not settle the zone; the configured \(defaultZone) was taken."]
  }

  /// One stamp by itself, as `reschedule` gets it.
  package func stamp(_ text: String, at now: Instant) throws(Problem) -> Reading {
    let context = StampContext(submitted: now, zone: defaultZone)
    var outcome = rules.reader.read(text, context: context)
    if case .refused(let refusal) = outcome, refusal.reason == .noStamp {
      outcome = rules.reader.read("Embargo: " + text, context: context)
    }
    switch outcome {
    case .instant(let reading): return reading
    case .immediate(let stamp, _):
      throw Problem(
        .refused,
        "\"\(stamp)\" says now; write the date, the clock and the zone, or resume the release")
    case .refused(let refusal):
      throw Problem(.refused, refusal.message, stamp: StampProblem(refusal, line: nil))
    }
  }

  /// How a stored embargo is read back to people.
  package func readBack(_ embargo: Embargo, now: Instant?) -> ReadingReply {
    let offset = Int(embargo.civil.secondsFromEpoch - embargo.instant.seconds)
    var abbreviation = embargo.zone == .fixed(0) ? "UTC" : UTCOffset.text(offset)
    if case .named(let name) = embargo.zone, let rules = try? rules.zones.rules(for: name) {
      abbreviation = rules.offset(at: embargo.instant).abbreviation
    }
    let reading = Reading(
      stamp: embargo.stamp, range: 0..<embargo.stamp.utf8.count, civil: embargo.civil,
      zone: embargo.zone, offset: offset, abbreviation: abbreviation, instant: embargo.instant,
      tzdb: embargo.tzdb)
    return ReadingReply(facts: .instant(.init(reading)), words: reading.words(now: now))
  }
}
