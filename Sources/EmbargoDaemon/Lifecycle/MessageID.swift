/// What a kind of message is called in the journal, for programs that look for it: its
/// `MESSAGE_ID` (systemd.journal-fields(7)). An id is never given to another kind, nor changed.
/// `docs/metrics.md` has the same table, and a test compares the two.
package enum MessageID {
  /// 128 bits in hexadecimal digits, by the event.
  package static let table: [String: String] = [
    "daemon.ready": "f768064f958547ada39eed24c2c063fe",
    "daemon.stopped": "5966eb44e0c6474495113dc30e9a8df5",
    "daemon.reloaded": "b9c48cb01720400e8ca82984fcb042d9",
    "daemon.not-reloaded": "a83c546dbc4d43dc96c93f01a9f18630",
    "daemon.frozen": "ace970fccddb4416a3966023df2d5c05",
    "release.late": "00633256e25f471d8fe2c4e12b5eadad",
    "release.held-late": "e66c0e9819424e8ab4c6049fa9998118",
    "release.held-unapproved": "3c19c840d9f94acda62d2465be71c2d9",
    "release.early-lift-proposed": "e7f137f5a11b4c7db5a6b47b57a73cab",
    "release.lifted-early": "12f034c143d24a11a0a8a1e2fdbc4be2",
    "release.preflight": "83de0b93946a499896567964cfbaa4dd",
    "release.stuck": "068c193bf65c49029f777337923fe54e",
    "approval.missing": "c85ad6ff654644beb379782e12806dcc",
    "approval.required": "10cc80422fb74eacb3ba20d253c80a75",
    "approval.withdrawn": "333931383701403fb7453614dba55617",
    "arm.failed": "4223d05b17b94c288a927d725879f224",
    "lift.blocked": "c67e2041df704032b3ddcd46e156ceb2",
    "attempt.failed": "b40a5b86968a4fa38d191c7ccf4d7c58",
    "delivery.retrying": "90bc4c1046594fc88f9e9d91d95996e3",
    "delivery.failed": "9fdcc21c11574c3fbdd471d22152b5cf",
    "delivery.stalled": "46004dbfaad344b6a1b75b47fb165944",
    "output.not-ready": "d67050fa52d64bd489b894ba72dcd5a2",
    "output.unready": "0ac770b548b348cca0180b2af99ec5e0",
    "output.suspended": "0dbb2fb35db24391bbd8fc43e311fbce",
    "output.missing": "b53ae8da84264a20b8b9d2cc2bf3eb17",
    "mail.deferred": "33e3fb178dc94b6fb68cd6608cac8fa1",
    "mail.refused": "e08260732e994a6eb5c6b35d6a5e3357",
    "mail.uncertain": "ab7c9c6ab8934931a64e3cd3821ddb24",
    "embargo.moved": "3b57457b6ac143799665c9a11a6a4509",
    "embargo.unresolvable": "fd9f7c9bb3db411e8101a47c13ffdb21",
    "ledger.full": "ba0d6ec3102d47b38a48209df90a7533",
    "ledger.no-reserve": "9f5c066a7a204c4da6aba91dc51d8ac7",
    "ledger.broken": "362f380843634e11a5f3032da1fe7d90",
    "clock.stepped": "559ed7e9f1f94e3bb62a77709b98e199",
    "clock.suspended": "1089aa7332194fe1a2e862d8d31892f6",
    "clock.confirmed": "c1a54922e27c44218989926f84b8b5fc",
    "clock.unconfirmed": "d332143b0d9b44ccaee68902335fca4e",
    "clock.unrecorded": "5dbbcf7c225d4050bc828906c03dd4d3",
    "clock.unkept": "6e97bb2e05424b3f9cb306f43e225b3c",
    "zones.unusable": "0697acafeb32485885d90e18e1263f18",
    "zones.changed": "3da4e63cd002423d871565c1b21e12e5",
    "queue.unresolved": "a7cb440da07c4f71aec5b43f7dc919c5",
    "keys.unwrapped": "af6ad2bc6ea7449182e2be1d73a4dddc",
    "audit.checkpoint": "a36e7c507fc2449bbc77100f749623a7",
    "audit.no-key": "14e0ee9f67814fe9bb7cc97d5d8d14b8",
    "audit.unwritten": "4e92fb018ff54957bd53f76de40dc6c8",
    "feeds.not-written": "acf8a385ccc74eccacc20a40ac1457a1",
    "metrics.no-port": "5294589662854e828e0956ef6b541d45",
    "inbox.accepted": "010e1d9790ae4233adac79d4e560679e",
    "inbox.refused": "4ac99b91552f44cd92b47a9271995c60",
    "inbox.missing": "815907978c2a40b1be526760c97ce057",
    "inbox.listing": "d3e030227a5f4e579751394850fe3092",
    "inbox.watching": "279a942387fe4804aab168de5bbb635c",
    "inbox.crowded": "767b2cbe32f441e7860aa4fe584bd68e",
    "inbox.leftovers": "087ae496330845b399f3b4479b83749d",
    "inbox.submitter": "87fd4d76bb9f44a1937384d14f7d655a",
    "inbox.stopped": "9c8ed450453d484aa1e0114a4fd257cf",
    "announcement": "fdec65fe72124737b222d7283ab5a383",
    "announce.failing": "f5a4c6c7d2354c47bab6995f97767273",
  ]

  /// Of an event; what ends a problem has the id of the problem. Nil: the message has none.
  static func of(_ event: String) -> String? {
    table[event.hasSuffix(over) ? String(event.dropLast(over.count)) : event]
  }

  private static let over = ".over"
}
