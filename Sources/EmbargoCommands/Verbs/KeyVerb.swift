import ArgumentParser
import EmbargoControl
import EmbargoCore

/// The daemon's keys.
struct KeyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Make, renew and show the daemon's keys.",
    discussion: """
      One file holds all secrets of a daemon. It belongs outside the state directory, and in the \
      configuration under [keys]. No verb shows a secret.

        embargoctl key show embargod.keys
      """,
    subcommands: [KeyCreateVerb.self, KeyRotateVerb.self, KeyShowVerb.self])
}

/// Makes a key file.
struct KeyCreateVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Make a new key file.",
    discussion: """
      The file is readable for its owner only (0400) and appears whole or not at all; one that is \
      there is left alone. Keep a copy in a safe: without it nothing that is sealed with it can be \
      opened.

        embargoctl key create new.keys
      """)

  @Argument(help: ArgumentHelp("The file to make.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let place = try KeyPlace(file)
    try place.check(outside: LocalPlaces(global, in: session).stateDirectory())
    let keys = KeyFile(master: try KeyPlace.random(), signing: try KeyPlace.random())
    try place.create(keys)
    if !global.json { session.console.say("Made \(file), readable for its owner only.") }
    try KeyPage(keys).print(on: session.console, asJSON: global.json)
    if !global.json {
      session.console.say(
        "Name it in the configuration: [keys] file = { file = \"…\" }, or as a credential of the "
          + "service. Give the public key to whoever is to check the records.")
    }
    return .done
  }
}

/// Adds new keys to a key file.
struct KeyRotateVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Add a new epoch of keys, which is in use from then on.",
    discussion: """
      The keys of before stay in the file: they open what they sealed, and vouch for the new ones. \
      A running daemon takes the new ones up when it is reloaded.

        embargoctl key rotate embargod.keys
      """)

  @Argument(help: ArgumentHelp("The key file.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    let place = try KeyPlace(file)
    let keys = try place.read()
    guard
      let rotated = keys.rotated(
        master: try KeyPlace.random(), signing: try KeyPlace.random())
    else { throw Failure(.dataRefused, "\(file) has as many epochs as there can be") }
    try place.replace(rotated)
    try KeyPage(rotated).print(on: session.console, asJSON: global.json)
    if !global.json {
      session.console.say(
        "The daemon takes it up when it is reloaded: systemctl reload embargod (a credential of "
          + "the service is read again only when that is restarted).")
    }
    return .done
  }
}

/// Shows public keys.
struct KeyShowVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the public keys of a key file, and no secrets.",
    discussion: """
      The public key is what audit verify --key wants, 44 characters of base64.

        embargoctl key show embargod.keys
      """)

  @Argument(help: ArgumentHelp("The key file.", valueName: "file"))
  var file: String

  @OptionGroup(title: "Options of every verb") var global: GlobalOptions

  func run(in session: Session) throws(Failure) -> Ending {
    try KeyPage(try KeyPlace(file).read()).print(on: session.console, asJSON: global.json)
    return .done
  }
}
