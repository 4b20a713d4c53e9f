package import EmbargoTOML

/// Everything that is wrong with a configuration, in the order of the file.
package struct ConfigurationErrors: Error, Hashable, Sendable, CustomStringConvertible {
  package struct Problem: Hashable, Sendable {
    package var position: TOMLPosition
    /// The key, what was wanted and what came.
    package var message: String
  }

  package var file: String
  /// At least one.
  package var problems: [Problem]

  /// One line a problem: `file:line:column: message`.
  package var lines: [String] {
    problems.map { "\(file):\($0.position.line):\($0.position.column): \($0.message)" }
  }

  package var description: String { lines.joined(separator: "\n") }
}
