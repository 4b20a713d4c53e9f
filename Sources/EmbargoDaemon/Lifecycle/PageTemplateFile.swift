import EmbargoCore
import EmbargoOutputs
import EmbargoSystem

/// The page templates that a configuration names.
enum PageTemplateFile {
  /// The text of an output's template; nil where it names none.
  static func text(
    of files: Configuration.Files, output: OutputName
  ) throws(OutputError) -> String? {
    guard let path = files.template else { return nil }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.read(path, limit: PageTemplate.largest)
    } catch {
      throw OutputError("output \(output): its template cannot be read: \(error)", mayPass: false)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw OutputError(
        "output \(output): its template \(path) is not UTF-8 text; save it as UTF-8",
        mayPass: false)
    }
    return text
  }

  /// What is wrong with the templates of all outputs, a line each.
  static func problems(in configuration: Configuration) -> [String] {
    configuration.outputs.compactMap { output in
      guard case .files(let files) = output.kind, let path = files.template else { return nil }
      do throws(OutputError) {
        _ = try ReleasePage(template: text(of: files, output: output.name))
        return nil
      } catch {
        let isRead = error.description.hasPrefix("output ")
        return isRead ? error.description : "output \(output.name): \(path): \(error)"
      }
    }
  }
}
