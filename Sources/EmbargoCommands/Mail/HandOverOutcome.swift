import EmbargoControl

extension HandOver {
  /// What became of one message, with what was said of it.
  enum Outcome {
    case handedOver(said: String)
    case deferred(String)
    case refused(String)
    case uncertain(String)
    case stopped

    var state: HandoverState {
      switch self {
      case .handedOver: .handedOver
      case .deferred: .deferred
      case .refused: .refused
      case .uncertain: .uncertain
      case .stopped: .stopped
      }
    }

    var detail: String {
      switch self {
      case .handedOver(let said): said
      case .deferred(let why), .refused(let why), .uncertain(let why): why
      case .stopped: "the release was killed before it was handed over"
      }
    }
  }
}
