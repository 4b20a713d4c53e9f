extension Configuration {
  /// What people may do; `Action.rule` says what each of these is for.
  package enum Role: String, CaseIterable, Hashable, Sendable {
    case submitter, approver, publisher, `operator`, auditor, admin
  }

  /// A user or a group of this machine, by name.
  package enum Member: Hashable, Sendable {
    case user(String)
    case group(String)
  }

  /// Who has which role; a role that is not named has nobody.
  package struct Roles: Hashable, Sendable {
    package var members: [Role: [Member]]

    package init(_ members: [Role: [Member]]) { self.members = members }

    /// The roles of a user who belongs to these groups.
    package func roles(of user: String, groups: Set<String>) -> Set<Role> {
      let held = Role.allCases.filter { role in
        (members[role] ?? []).contains { member in
          switch member {
          case .user(let name): name == user
          case .group(let name): groups.contains(name)
          }
        }
      }
      return Set(held)
    }
  }
}
