import EmbargoControl
import EmbargoSystem

/// Where the configuration comes from.
package struct ConfigurationFile: Sendable {
  package let path: String

  /// - Parameter option: what `--config` says.
  /// - Throws: with no file at all and not run by systemd, how to get started.
  package init(option: String?, environment: [String: String]) throws(DaemonError) {
    let (path, isChosen) = Places.configuration(option: option, environment: environment)
    self.path = path
    if !isChosen, !Places.isRunBySystemd(environment: environment), !Self.exists(path) {
      throw .configuration(
        "there is no configuration: \(path) does not exist and none was named. To see embargod at "
          + "work run scripts/demo; to set it up begin with config/embargod.toml and run "
          + "embargod --config FILE")
    }
  }

  /// Reads and checks it and the page templates that it names; the error names every problem with
  /// its line.
  package func read() throws(DaemonError) -> Configuration {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: 1 << 20)
    } catch {
      throw .configuration("the configuration cannot be read: \(error)")
    }
    let configuration: Configuration
    do throws(ConfigurationErrors) {
      configuration = try Configuration.load(bytes: bytes, file: path)
    } catch {
      throw .configuration(error.description)
    }
    let problems = PageTemplateFile.problems(in: configuration)
    guard problems.isEmpty else { throw .configuration(problems.joined(separator: "\n")) }
    return configuration
  }

  private static func exists(_ path: String) -> Bool {
    do throws(SystemError) {
      _ = try WholeFile.read(path, limit: 1 << 20)
      return true
    } catch {
      return error.code != Errno.notFound
    }
  }
}
