internal import CLinux

/// An eventfd that ends somebody's wait; signals that come before anybody waits are kept as one.
final class WakeSignal: Sendable {
  let descriptor: Descriptor

  init() throws(SystemError) {
    descriptor = Descriptor(owning: try check(clinux_event_create(), "create", "an eventfd"))
  }

  // Writing to an eventfd that we hold open cannot fail but for a full counter, which counts as
  // signalled.
  func signal() { _ = clinux_event_signal(descriptor.number) }

  /// Whether it had been signalled since the last look.
  func take() throws(SystemError) -> Bool {
    try check(clinux_event_drain(descriptor.number), "read", "an eventfd") > 0
  }
}
