import EmbargoCore
import EmbargoSystem
import Synchronization

/// Opens a place, and hands out the same one as long as somebody holds it: ten thousand prepared
/// deliveries share two descriptors.
final class OpenPlace: Sendable {
  private struct Held {
    weak var place: Place?
  }

  private let held = Mutex(Held())

  /// - Parameter open: Called when nobody holds the place, or when its path leads elsewhere now.
  func place(
    at path: String, open: () throws(OutputError) -> Place
  ) throws(OutputError) -> Place {
    if let place = held.withLock(\.place), leads(path, to: place) { return place }
    let place = try open()
    held.withLock { $0.place = place }
    return place
  }

  private func leads(_ path: String, to place: Place) -> Bool {
    do throws(SystemError) {
      return try FileAttributes.of(path: path)?.identity == place.root.attributes().identity
    } catch {
      // Opening it again says what is wrong.
      return false
    }
  }
}
