/// What went wrong with a request, one word for each kind; stable, for programs.
package enum ProblemCode: String, CaseIterable, Codable, Hashable, Sendable {
  /// The HTTP request or its JSON is not what the API asks for.
  case badRequest = "bad-request"
  /// The release, its stamp, or a value that came with it was refused.
  case refused
  case tooLarge = "too-large"
  /// No such release, output or delivery.
  case notFound = "not-found"
  /// A beginning of an id that several releases have.
  case ambiguous
  /// The same bytes with the same instant are queued already.
  case duplicate
  /// The slug, or a name at an output, is taken by another release.
  case conflict
  /// It was changed since the caller looked at it.
  case changed
  /// It does not fit the state that the release or delivery is in.
  case wrongState = "wrong-state"
  /// The lift has begun: what was asked can no longer be had.
  case tooLate = "too-late"
  /// The Idempotency-Key was used for another request.
  case keyReused = "key-reused"
  case notPermitted = "not-permitted"
  /// The daemon cannot do it now; the same request may work later.
  case busy
  /// The ledger's disk is full; nothing was changed.
  case noSpace = "no-space"
  /// The request did not arrive in time.
  case timedOut = "timed-out"
  /// The API has no such path: client and daemon are probably of different versions.
  case noSuchPath = "no-such-path"
  case methodNotAllowed = "method-not-allowed"
  /// No daemon answers; made by the client, never sent.
  case unreachable
  /// A fault in the daemon.
  case internalError = "internal"

  /// RFC 9457 section 3.1.1: names the kind of problem.
  package var type: String { "urn:embargod:problem:" + rawValue }

  /// RFC 9457 section 3.1.3: the same for every problem of this kind.
  package var title: String {
    switch self {
    case .badRequest: "The request cannot be read"
    case .refused: "Refused"
    case .tooLarge: "Too large"
    case .notFound: "Not found"
    case .ambiguous: "Several releases are meant"
    case .duplicate: "Already queued"
    case .conflict: "The name is taken"
    case .changed: "Changed meanwhile"
    case .wrongState: "Not possible in this state"
    case .tooLate: "Too late"
    case .keyReused: "The idempotency key was used for another request"
    case .notPermitted: "Not permitted"
    case .busy: "Try again later"
    case .noSpace: "The ledger's disk is full"
    case .timedOut: "The request took too long"
    case .noSuchPath: "There is no such path"
    case .methodNotAllowed: "The path does not take this method"
    case .unreachable: "The daemon is not reachable"
    case .internalError: "A fault in the daemon"
    }
  }

  /// The HTTP status that it is answered with.
  package var status: Int {
    switch self {
    case .badRequest: 400
    case .notPermitted: 403
    case .notFound, .noSuchPath: 404
    case .methodNotAllowed: 405
    case .timedOut: 408
    case .ambiguous, .duplicate, .conflict, .changed, .wrongState, .tooLate: 409
    case .tooLarge: 413
    case .refused, .keyReused: 422
    case .internalError: 500
    case .busy, .unreachable: 503
    case .noSpace: 507
    }
  }

  package var exitCode: ExitStatus {
    switch self {
    case .badRequest, .methodNotAllowed: .usage
    case .refused, .tooLarge, .ambiguous, .duplicate, .conflict, .changed, .wrongState, .tooLate,
      .keyReused:
      .dataRefused
    case .notFound: .noInput
    case .unreachable: .unavailable
    case .noSuchPath, .internalError: .internalFault
    case .busy, .noSpace, .timedOut: .tryAgain
    case .notPermitted: .notPermitted
    }
  }
}

/// What a program ends with (sysexits.h).
package enum ExitStatus: Int32, CaseIterable, Sendable {
  case done = 0
  case usage = 64
  case dataRefused = 65
  case noInput = 66
  case unavailable = 69
  case internalFault = 70
  case cannotCreate = 73
  case tryAgain = 75
  case notPermitted = 77
  case configuration = 78
}
