import EmbargoSimulation
import Testing

@Suite("The ledger of the simulation does what every ledger does")
struct SimulatedConformanceTests {
  private let conformance = LedgerConformance(make: {
    SimulatedLedger(instanceKey: Array(repeating: 1, count: 32))
  })

  @Test("A new ledger is empty and has its key") func empty() throws {
    try conformance.aNewLedgerIsEmpty()
  }

  @Test("An empty transaction changes nothing") func nothing() throws {
    try conformance.anEmptyTransactionChangesNothing()
  }

  @Test("Every release comes back as it was given", arguments: [1, 2, 3] as [UInt64])
  func roundTrip(seed: UInt64) throws {
    try conformance.everyReleaseComesBackAsItWasGiven(count: 200, seed: seed)
  }

  @Test("A changed release replaces the old state") func change() throws {
    try conformance.aChangedReleaseReplacesTheOldState()
  }

  @Test("Old revisions are kept with their bytes") func revisions() throws {
    try conformance.oldRevisionsAreKept()
  }

  @Test("A revision with the same bytes needs them only once") func sameBytes() throws {
    try conformance.aRevisionWithTheSameBytesNeedsThemOnlyOnce()
  }

  @Test("Releases are found by id, beginning of id and slug") func find() throws {
    try conformance.releasesAreFoundByIdBeginningAndSlug()
  }

  @Test("A slug comes before the beginning of an id") func slugFirst() throws {
    try conformance.aSlugComesBeforeTheBeginningOfAnId()
  }

  @Test("What wakes comes nearest first") func waking() throws {
    try conformance.whatWakesComesNearestFirst()
  }

  @Test("What wakes is read in pages without gaps or repeats") func pages() throws {
    try conformance.whatWakesIsReadInPagesWithoutGapsOrRepeats()
  }

  @Test("What is stopped or done does not wake") func stopped() throws {
    try conformance.whatIsStoppedOrDoneDoesNotWake()
  }

  @Test("Lists are ordered, filtered and paged") func list() throws {
    try conformance.listsAreOrderedFilteredAndPaged()
  }

  @Test("Duplicates are known by bytes and instant") func duplicates() throws {
    try conformance.duplicatesAreKnownByBytesAndInstant()
  }

  @Test("A replaced revision is no duplicate") func replaced() throws {
    try conformance.aReplacedRevisionIsNoDuplicate()
  }

  @Test("The same bytes may come again at another instant") func again() throws {
    try conformance.theSameBytesMayComeAgainAtAnotherInstant()
  }

  @Test("Names are taken, given up and exchanged") func names() throws {
    try conformance.namesAreTakenGivenUpAndExchanged()
  }

  @Test("A name that another release holds is taken") func nameTaken() throws {
    try conformance.aNameThatAnotherReleaseHoldsIsTaken()
  }

  @Test("A slug that another release has is taken, and nothing is written") func slug() throws {
    try conformance.aSlugThatAnotherReleaseHasIsTaken()
  }

  @Test("An answer is remembered under its key") func answers() throws {
    try conformance.anAnswerIsRememberedUnderItsKey()
  }

  @Test("The first body of a delivery stays") func bodies() throws {
    try conformance.theFirstBodyOfADeliveryStays()
  }

  @Test("Nothing lifts before it is due") func early() throws {
    try conformance.nothingLiftsBeforeItIsDue()
  }

  @Test("Nothing is due before its embargo") func due() throws {
    try conformance.nothingIsDueBeforeItsEmbargo()
  }

  @Test("No attempt begins before its release is due") func earlyAttempt() throws {
    try conformance.noAttemptBeginsBeforeItsReleaseIsDue()
  }

  @Test("A lift and a withdrawal are final") func final() throws {
    try conformance.aLiftAndAWithdrawalAreFinal()
  }

  @Test("A revision is never another and never goes back") func revision() throws {
    try conformance.aRevisionIsNeverAnotherAndNeverGoesBack()
  }

  @Test("No release is kept without its bytes") func bytes() throws {
    try conformance.noReleaseIsKeptWithoutItsBytes()
  }

  @Test("Attempts come back in the order in which they began") func attempts() throws {
    try conformance.attemptsComeBackInTheOrderInWhichTheyBegan()
  }

  @Test("The clock may step back within an attempt") func steps() throws {
    try conformance.theClockMayStepBackWithinAnAttempt()
  }

  @Test("1,000 records are sealed in order and the chain holds") func records() throws {
    try conformance.recordsAreSealedInOrder(count: 1000)
  }
}
