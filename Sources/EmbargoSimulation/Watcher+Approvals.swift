import EmbargoCore
import EmbargoTime

/// What people have approved, from the watcher's own memory: promise 3.
extension Watcher {
  /// What somebody said may go out.
  struct Word: Hashable {
    var person: UInt32
    var covers: Covered
  }

  /// What an approval is for, put together without the core's own seal.
  struct Covered: Hashable {
    var revision: Int
    var text: [UInt8]
    var civil: CivilDateTime
    var zone: ZoneIdentity
    var outputs: [OutputName]
    var settings: [Digest?]
  }

  /// An approval was acknowledged.
  ///
  /// - Parameter before: what was looked at.
  func approved(_ before: Release, by person: Actor) {
    guard let uid = person.uid, let covers = covered(by: before) else { return }
    if uid == before.submitter.uid {
      world.violate(3, "\(before.slug) was approved by who handed it in")
    }
    words[before.id, default: []].insert(Word(person: uid, covers: covers))
  }

  func tookBack(_ id: ReleaseID, by person: Actor) {
    words[id] = words[id]?.filter { $0.person != person.uid }
  }

  private func covered(by release: Release) -> Covered? {
    bytes(of: release).map { text in
      Covered(
        revision: release.revision, text: text,
        civil: (release.earlyLift?.from ?? release.embargo).civil,
        zone: (release.earlyLift?.from ?? release.embargo).zone, outputs: release.outputs,
        settings: release.outputs.map { approval.fingerprints[$0] })
    }
  }

  /// Only what is scheduled and approved is lifted early, and where that takes two, by two.
  func checkEarlyLift(of old: Release, to release: Release, by records: [Record]) {
    guard old.earlyLift == nil, release.earlyLift != nil else { return }
    if old.phase != .scheduled || old.awaitsApproval {
      world.violate(1, "\(old.slug) is \(old.stateName) and is lifted early")
    }
    guard approval.liftsEarlyByTwo else { return }
    let asked = old.proposal.map { $0.kind == .earlyLift } ?? false
    let uids = records.compactMap { try? JSON(parsing: $0.bytes)["actor"]?["uid"] }
    let isAlone = uids.contains { uid in
      if case .integer(let uid) = uid { UInt32(uid) == old.proposal?.by.uid } else { false }
    }
    if !asked || isAlone { world.violate(1, "\(old.slug) is lifted early by one person alone") }
  }

  /// What begins to go out has the approvals that are asked for now, and they are for what it is.
  func checkApprovals(of release: Release) {
    let required = approval.required(for: release)
    guard required > 0, let covers = covered(by: release) else { return }
    let standing = (words[release.id] ?? []).filter { $0.covers == covers }
    if standing.count < required {
      world.violate(
        3, "\(release.slug) goes out with \(standing.count) of \(required) approvals of what it is")
    }
  }
}
