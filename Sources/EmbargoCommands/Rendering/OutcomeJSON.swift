import EmbargoCore
package import EmbargoTime

/// What came of reading a stamp, as programs get it.
package enum OutcomeJSON {
  package static func document(_ outcome: StampOutcome) -> JSONText {
    switch outcome {
    case .instant(let reading): instant(reading)
    case .immediate(let stamp, _): immediate(stamp)
    case .refused(let refusal): refused(refusal)
    }
  }

  package static func instant(_ reading: Reading) -> JSONText {
    .object([
      ("outcome", .string("instant")), ("instant", .string(reading.instant.rfc3339)),
      ("civil", .string(reading.civil.iso8601)), ("zone", .string(reading.zone.name)),
      ("offset", .string(UTCOffset.text(reading.offset))),
      ("abbreviation", .string(reading.abbreviation)), ("stamp", .string(reading.stamp)),
      ("tzdb", .string(reading.tzdb)), ("notes", .array(reading.notes.map(JSONText.string))),
    ])
  }

  package static func immediate(_ stamp: String) -> JSONText {
    .object([("outcome", .string("immediate")), ("stamp", .string(stamp))])
  }

  package static func refused(_ refusal: StampRefusal) -> JSONText {
    .object([
      ("outcome", .string("refused")), ("reason", .string(refusal.reason.rawValue)),
      ("rule", .string(refusal.rule)),
      ("message", .string(refusal.message)),
      (
        "candidates",
        .array(
          refusal.candidates.sorted { $0.instant < $1.instant }.map {
            .object([
              ("instant", .string($0.instant.rfc3339)), ("write", .string($0.write)),
            ])
          })
      ),
    ])
  }
}
