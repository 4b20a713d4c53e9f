import EmbargoControl
import EmbargoCore
import EmbargoTime

/// A file with what was read in it.
struct CheckedFile {
  /// The default of intake.max_bytes.
  static let limit = 4 << 20

  let path: String
  /// Nil when the file is no release.
  private(set) var document: ReleaseDocument?
  private(set) var reading: DocumentReading?
  /// What the checks have found in it, as they count by default.
  private(set) var findings = CheckedFindings()
  /// Why it would be refused.
  private(set) var failure: Failure?

  /// - Parameter accept: what is accepted beside what the front matter accepts.
  init(
    _ path: String, reader: StampReader, context: StampContext, accepting accept: Set<TextCheck>
  ) {
    self.path = path
    do throws(Failure) {
      let document = try Self.document(path, reader: reader)
      let reading = document.read(with: reader, context: context)
      (self.document, self.reading) = (document, reading)
      findings = CheckedFindings(
        document.findings(), policy: CheckPolicy(),
        accepting: accept.union(document.frontMatter.accept))
      if !findings.refused.isEmpty {
        failure = Failure(
          .dataRefused,
          "the text is to be mended, or accepted as it is: "
            + CheckedFindings.summary(of: findings.refused))
      }
      if case .refused(let refusal, let line) = reading {
        let place = line.map { "line \($0): " } ?? ""
        failure = Failure(.dataRefused, place + refusal.message)
      }
    } catch {
      failure = error
    }
  }

  private static func document(
    _ path: String, reader: StampReader
  ) throws(Failure) -> ReleaseDocument {
    let bytes = try InputFile.read(path, limit: limit)
    let name = path.lowercased()
    let isMarkdown = name.hasSuffix(".md") || name.hasSuffix(".markdown")
    do throws(DocumentError) {
      return try ReleaseDocument(
        bytes: bytes, format: isMarkdown ? .markdown : .text, limit: limit, reader: reader)
    } catch {
      throw Failure(.dataRefused, error.message)
    }
  }
}
