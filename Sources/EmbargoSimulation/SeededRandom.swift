/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and the same on every machine.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// 0..<bound; `bound` at least 1. The bias is far below what a simulation can notice.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True `count` times in `outOf`.
  package mutating func chance(_ count: Int, in outOf: Int) -> Bool { below(outOf) < count }

  package mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  package mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}
