import EmbargoControl
import EmbargoCore

/// One line that is not queued, and why.
struct LineRefusal {
  let number: Int
  /// In the words of a refused release; its document is the problem alone.
  let failure: Failure

  /// A line that was not sent.
  init(_ number: Int, _ sentence: String) {
    self.number = number
    let problem = Problem(.badRequest, sentence)
    let document: [UInt8]?
    do throws(ControlJSONError) { document = try ControlJSON.encode(problem) } catch {
      document = nil
    }
    failure = Daemon.failure(problem, document: document)
  }

  /// A line that the daemon refused; `index` is its place in the request.
  init(_ number: Int, _ problem: Problem, document: [UInt8], index: Int) {
    self.number = number
    var failure = Daemon.failure(problem, document: document)
    // The place in the request says nothing to whoever has the file.
    failure.message = failure.message
      .replacing("[\(index)]: ", with: "").replacing("[\(index)].", with: "")
    failure.advice = failure.advice.map {
      $0.replacing("say --again", with: "give it \"again\": true")
        .replacing("say --now", with: "give it \"now\": true")
        .replacing("accepted: --accept ", with: "accepted, as the \"accept\" of its line: ")
        .replacing(" --accept ", with: ", ")
    }
    self.failure = failure
  }

  /// For programs: `{"line":7,"problem":{…}}`.
  var document: [UInt8] {
    let problem = failure.problem ?? Array("null".utf8)
    return Array("{\"line\":\(number),\"problem\":".utf8) + problem + [UInt8(ascii: "}")]
  }
}
