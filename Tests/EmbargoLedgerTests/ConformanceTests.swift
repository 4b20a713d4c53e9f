import EmbargoLedger
import EmbargoSimulation
import Testing

/// The ledgers that there are; all must do the same.
enum LedgerKind: String, CaseIterable, Sendable {
  case sqlite, simulated

  func check(_ facts: (LedgerConformance) throws -> Void) throws {
    switch self {
    case .sqlite:
      let scratch = try Scratch()
      try facts(LedgerConformance(make: { try scratch.open() }))
    case .simulated:
      let key = Array(repeating: 1 as UInt8, count: 32)
      try facts(LedgerConformance(make: { SimulatedLedger(instanceKey: key) }))
    }
  }
}

@Suite("Every ledger does the same")
struct ConformanceTests {
  @Test("A new ledger is empty and has its key", arguments: LedgerKind.allCases)
  func empty(_ kind: LedgerKind) throws {
    try kind.check { try $0.aNewLedgerIsEmpty() }
  }

  @Test("A release is submitted once", arguments: LedgerKind.allCases)
  func submittedOnce(_ kind: LedgerKind) throws {
    try kind.check { try $0.aReleaseIsSubmittedOnce() }
  }

  @Test("Checkpoints are kept in order", arguments: LedgerKind.allCases)
  func checkpoints(_ kind: LedgerKind) throws {
    try kind.check { try $0.checkpointsAreKeptInOrder() }
  }

  @Test(
    "A checkpoint that does not follow the last one is forbidden", arguments: LedgerKind.allCases)
  func strayCheckpoints(_ kind: LedgerKind) throws {
    try kind.check { try $0.aCheckpointThatDoesNotFollowIsForbidden() }
  }

  @Test("An erased release has no words and keeps its place", arguments: LedgerKind.allCases)
  func erased(_ kind: LedgerKind) throws {
    try kind.check { try $0.anErasedReleaseHasNoWordsAndKeepsItsPlace() }
  }

  @Test("Only what is over is erased, and once", arguments: LedgerKind.allCases)
  func erasedOnce(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsNotOverOrIsErasedAlreadyIsNotErased() }
  }

  @Test("What a submitter has waiting is counted", arguments: LedgerKind.allCases)
  func waiting(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatASubmitterHasWaitingIsCounted() }
  }

  @Test("The outputs of the queue are read piece by piece", arguments: LedgerKind.allCases)
  func destinations(_ kind: LedgerKind) throws {
    try kind.check { try $0.theOutputsOfTheQueueAreReadPieceByPiece() }
  }

  @Test("An empty transaction changes nothing", arguments: LedgerKind.allCases)
  func nothing(_ kind: LedgerKind) throws {
    try kind.check { try $0.anEmptyTransactionChangesNothing() }
  }

  @Test(
    "Every release comes back as it was given", arguments: LedgerKind.allCases,
    [1, 2, 3] as [UInt64])
  func roundTrip(_ kind: LedgerKind, seed: UInt64) throws {
    try kind.check { try $0.everyReleaseComesBackAsItWasGiven(count: 200, seed: seed) }
  }

  @Test("A changed release replaces the old state", arguments: LedgerKind.allCases)
  func change(_ kind: LedgerKind) throws {
    try kind.check { try $0.aChangedReleaseReplacesTheOldState() }
  }

  @Test("Old revisions are kept with their bytes", arguments: LedgerKind.allCases)
  func revisions(_ kind: LedgerKind) throws {
    try kind.check { try $0.oldRevisionsAreKept() }
  }

  @Test("A revision with the same bytes needs them only once", arguments: LedgerKind.allCases)
  func sameBytes(_ kind: LedgerKind) throws {
    try kind.check { try $0.aRevisionWithTheSameBytesNeedsThemOnlyOnce() }
  }

  @Test("Releases are found by id, beginning of id and slug", arguments: LedgerKind.allCases)
  func find(_ kind: LedgerKind) throws {
    try kind.check { try $0.releasesAreFoundByIdBeginningAndSlug() }
  }

  @Test("A slug comes before the beginning of an id", arguments: LedgerKind.allCases)
  func slugFirst(_ kind: LedgerKind) throws {
    try kind.check { try $0.aSlugComesBeforeTheBeginningOfAnId() }
  }

  @Test("What wakes comes nearest first", arguments: LedgerKind.allCases)
  func waking(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatWakesComesNearestFirst() }
  }

  @Test("What wakes is read in pages without gaps or repeats", arguments: LedgerKind.allCases)
  func pages(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatWakesIsReadInPagesWithoutGapsOrRepeats() }
  }

  @Test("What is stopped or done does not wake", arguments: LedgerKind.allCases)
  func stopped(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsStoppedOrDoneDoesNotWake() }
  }

  @Test("Lists are ordered, filtered and paged", arguments: LedgerKind.allCases)
  func list(_ kind: LedgerKind) throws {
    try kind.check { try $0.listsAreOrderedFilteredAndPaged() }
  }

  @Test(
    "Embargoes are read in pages, nearest first, those in fixed offsets left out",
    arguments: LedgerKind.allCases)
  func embargoes(_ kind: LedgerKind) throws {
    try kind.check { try $0.embargoesAreReadInPagesNearestFirst() }
  }

  @Test("Duplicates are known by bytes and instant", arguments: LedgerKind.allCases)
  func duplicates(_ kind: LedgerKind) throws {
    try kind.check { try $0.duplicatesAreKnownByBytesAndInstant() }
  }

  @Test("A replaced revision is no duplicate", arguments: LedgerKind.allCases)
  func replaced(_ kind: LedgerKind) throws {
    try kind.check { try $0.aReplacedRevisionIsNoDuplicate() }
  }

  @Test("The same bytes may come again at another instant", arguments: LedgerKind.allCases)
  func again(_ kind: LedgerKind) throws {
    try kind.check { try $0.theSameBytesMayComeAgainAtAnotherInstant() }
  }

  @Test("The size of a revision counts its attachments", arguments: LedgerKind.allCases)
  func sizes(_ kind: LedgerKind) throws {
    try kind.check { try $0.theSizeOfARevisionCountsItsAttachments() }
  }

  @Test("Names are taken, given up and exchanged", arguments: LedgerKind.allCases)
  func names(_ kind: LedgerKind) throws {
    try kind.check { try $0.namesAreTakenGivenUpAndExchanged() }
  }

  @Test("A name that another release holds is taken", arguments: LedgerKind.allCases)
  func nameTaken(_ kind: LedgerKind) throws {
    try kind.check { try $0.aNameThatAnotherReleaseHoldsIsTaken() }
  }

  @Test(
    "A slug that another release has is taken, and nothing is written",
    arguments: LedgerKind.allCases)
  func slug(_ kind: LedgerKind) throws {
    try kind.check { try $0.aSlugThatAnotherReleaseHasIsTaken() }
  }

  @Test("An answer is remembered under its key", arguments: LedgerKind.allCases)
  func answers(_ kind: LedgerKind) throws {
    try kind.check { try $0.anAnswerIsRememberedUnderItsKey() }
  }

  @Test("The first body of a delivery stays", arguments: LedgerKind.allCases)
  func bodies(_ kind: LedgerKind) throws {
    try kind.check { try $0.theFirstBodyOfADeliveryStays() }
  }

  @Test("Nothing lifts before it is due", arguments: LedgerKind.allCases)
  func early(_ kind: LedgerKind) throws {
    try kind.check { try $0.nothingLiftsBeforeItIsDue() }
  }

  @Test("Nothing is due before its embargo", arguments: LedgerKind.allCases)
  func due(_ kind: LedgerKind) throws {
    try kind.check { try $0.nothingIsDueBeforeItsEmbargo() }
  }

  @Test("No attempt begins before its release is due", arguments: LedgerKind.allCases)
  func earlyAttempt(_ kind: LedgerKind) throws {
    try kind.check { try $0.noAttemptBeginsBeforeItsReleaseIsDue() }
  }

  @Test("A lift and a withdrawal are final", arguments: LedgerKind.allCases)
  func final(_ kind: LedgerKind) throws {
    try kind.check { try $0.aLiftAndAWithdrawalAreFinal() }
  }

  @Test("Approvals come back, and stand under their phase", arguments: LedgerKind.allCases)
  func approvals(_ kind: LedgerKind) throws {
    try kind.check { try $0.approvalsComeBackAndStandUnderTheirPhase() }
  }

  @Test("Nobody approves their own work, or twice", arguments: LedgerKind.allCases)
  func ownApprovals(_ kind: LedgerKind) throws {
    try kind.check { try $0.nobodyApprovesTheirOwnWorkOrTwice() }
  }

  @Test("Nothing lifts without its approvals", arguments: LedgerKind.allCases)
  func unapproved(_ kind: LedgerKind) throws {
    try kind.check { try $0.nothingLiftsWithoutItsApprovals() }
  }

  @Test("An early lift comes back with what was meant", arguments: LedgerKind.allCases)
  func earlyLifts(_ kind: LedgerKind) throws {
    try kind.check { try $0.anEarlyLiftComesBackWithWhatWasMeant() }
  }

  @Test("A proposal comes back with its bytes", arguments: LedgerKind.allCases)
  func proposals(_ kind: LedgerKind) throws {
    try kind.check { try $0.aProposalComesBackWithItsBytes() }
  }

  @Test("A correction and a kill come back as they were written", arguments: LedgerKind.allCases)
  func afterTheLift(_ kind: LedgerKind) throws {
    try kind.check { try $0.aCorrectionAndAKillComeBackAsTheyWereWritten() }
  }

  @Test("What is out keeps its embargo, and a kill is final", arguments: LedgerKind.allCases)
  func killed(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsOutKeepsItsEmbargoAndAKillIsFinal() }
  }

  @Test("Only what lifted is killed or corrected", arguments: LedgerKind.allCases)
  func unlifted(_ kind: LedgerKind) throws {
    try kind.check { try $0.onlyWhatLiftedIsKilledOrCorrected() }
  }

  @Test("An earlier revision ends and is never attempted again", arguments: LedgerKind.allCases)
  func earlier(_ kind: LedgerKind) throws {
    try kind.check { try $0.anEarlierRevisionEndsAndIsNeverAttemptedAgain() }
  }

  @Test("A revision is never another and never goes back", arguments: LedgerKind.allCases)
  func revision(_ kind: LedgerKind) throws {
    try kind.check { try $0.aRevisionIsNeverAnotherAndNeverGoesBack() }
  }

  @Test("No release is kept without its bytes", arguments: LedgerKind.allCases)
  func bytes(_ kind: LedgerKind) throws {
    try kind.check { try $0.noReleaseIsKeptWithoutItsBytes() }
  }

  @Test("Attempts come back in the order in which they began", arguments: LedgerKind.allCases)
  func attempts(_ kind: LedgerKind) throws {
    try kind.check { try $0.attemptsComeBackInTheOrderInWhichTheyBegan() }
  }

  @Test("The clock may step back within an attempt", arguments: LedgerKind.allCases)
  func steps(_ kind: LedgerKind) throws {
    try kind.check { try $0.theClockMayStepBackWithinAnAttempt() }
  }

  @Test("1,000 records are sealed in order and the chain holds", arguments: LedgerKind.allCases)
  func records(_ kind: LedgerKind) throws {
    try kind.check { try $0.recordsAreSealedInOrder(count: 1000) }
  }

  @Test("What is appended is seen at once and committed together", arguments: LedgerKind.allCases)
  func append(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsAppendedIsSeenAtOnceAndCommittedTogether() }
  }

  @Test("What is taken back was never there", arguments: LedgerKind.allCases)
  func takeBack(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsTakenBackWasNeverThere() }
  }

  @Test("A refusal takes back what was appended before it", arguments: LedgerKind.allCases)
  func refusedPiece(_ kind: LedgerKind) throws {
    try kind.check { try $0.aRefusalTakesBackWhatWasAppendedBeforeIt() }
  }

  @Test("Only what differs from what is stored needs to be written", arguments: LedgerKind.allCases)
  func differences(_ kind: LedgerKind) throws {
    try kind.check { try $0.onlyWhatDiffersFromWhatIsStoredNeedsToBeWritten() }
  }

  @Test("What is not stored as it was read is not overwritten", arguments: LedgerKind.allCases)
  func stale(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatIsNotStoredAsItWasReadIsNotOverwritten() }
  }

  @Test("Questions and a commit together do what they do apart", arguments: LedgerKind.allCases)
  func together(_ kind: LedgerKind) throws {
    try kind.check { try $0.questionsAndACommitTogetherDoWhatTheyDoApart() }
  }

  @Test("Wakes are the places of what wakes", arguments: LedgerKind.allCases)
  func wakes(_ kind: LedgerKind) throws {
    try kind.check { try $0.wakesAreThePlacesOfWhatWakes() }
  }

  @Test("Deliveries that have not arrived are counted", arguments: LedgerKind.allCases)
  func counts(_ kind: LedgerKind) throws {
    try kind.check { try $0.deliveriesThatHaveNotArrivedAreCounted() }
  }

  @Test("What has arrived at an output is listed, newest first", arguments: LedgerKind.allCases)
  func published(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatArrivedAtAnOutputIsListed() }
  }

  @Test("Suspended outputs are kept, with what waits for them", arguments: LedgerKind.allCases)
  func suspensions(_ kind: LedgerKind) throws {
    try kind.check { try $0.suspendedOutputsAreKeptWithWhatWaitsForThem() }
  }

  @Test("What was announced is kept by channel", arguments: LedgerKind.allCases)
  func announcers(_ kind: LedgerKind) throws {
    try kind.check { try $0.whatWasAnnouncedIsKeptByChannel() }
  }

  @Test("A freeze is kept until it is thawed", arguments: LedgerKind.allCases)
  func freeze(_ kind: LedgerKind) throws {
    try kind.check { try $0.aFreezeIsKeptUntilItIsThawed() }
  }

  @Test("The format of a text is kept with it", arguments: LedgerKind.allCases)
  func format(_ kind: LedgerKind) throws {
    try kind.check { try $0.theFormatOfATextIsKeptWithIt() }
  }
}
