/// The version of the programs; `CHANGELOG.md` says what it has.
package enum Version {
  package static let text = "0.1.0"
}
