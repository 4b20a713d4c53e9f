import EmbargoCore

/// What a key file may show of itself.
struct KeyPage {
  private let keys: KeyFile

  init(_ keys: KeyFile) { self.keys = keys }

  func print(on console: Console, asJSON: Bool) throws(Failure) {
    guard !asJSON else {
      return try console.json(
        JSONText.object([
          ("signing", .array(signing.map(Self.json))), ("master", .array(master.map(Self.json))),
        ]).bytes)
    }
    var table = Table([
      Table.Column("EPOCH"), Table.Column("KIND"), Table.Column("ID"), Table.Column("PUBLIC KEY"),
    ])
    for (kind, shown) in [("signing", signing), ("master", master)] {
      for key in shown {
        table.add([
          Text(key.isInUse ? "\(key.epoch) *" : "\(key.epoch)", key.isInUse ? .strong : .faint),
          Text(kind), Text(key.id), Text(key.publicKey ?? "-", .faint),
        ])
      }
    }
    try console.table(table)
    try console.print(Text("* in use", .faint))
  }

  private struct Shown {
    var epoch: Int
    var isInUse: Bool
    var id: String
    /// Nil for a master key, which has none.
    var publicKey: String?
  }

  private var signing: [Shown] {
    shown(.signing) { key in
      let key = CheckpointSigner(seed: key).key
      return (key.id, key.text)
    }
  }

  private var master: [Shown] { shown(.master) { ($0.masterID, nil) } }

  private func shown(
    _ kind: KeyFile.Kind, _ names: (SecretKey) -> (id: String, publicKey: String?)
  ) -> [Shown] {
    keys.keys(kind).sorted { $0.key > $1.key }.map { epoch, key in
      let (id, publicKey) = names(key)
      return Shown(
        epoch: epoch, isInUse: epoch == keys.epoch(kind), id: id, publicKey: publicKey)
    }
  }

  private static func json(_ key: Shown) -> JSONText {
    .object(
      [
        ("epoch", .value(.integer(Int64(key.epoch)))), ("in_use", .value(.bool(key.isInUse))),
        ("id", .string(key.id)),
      ] + (key.publicKey.map { [("public_key", .string($0))] } ?? []))
  }
}
