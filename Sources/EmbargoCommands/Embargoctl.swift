package import ArgumentParser
import EmbargoControl

/// The command as a whole; its verbs do the work.
package struct Embargoctl: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "embargoctl",
    abstract: "Queue press releases and see what becomes of them.",
    discussion: """
      A release goes out when the embargo in its own text lifts. Try what a text would do before \
      queueing it:

        embargoctl time "September 19, 2023, 5:00 p.m. EDT"
        embargoctl check release.txt

      An ID is a release's id, a unique beginning of it, or its slug.
      Exit codes: 0 done, 64 usage, 65 refused, 66 no such file, 69 daemon not reachable, 70 \
      internal, 73 cannot create, 75 try again, 77 not permitted, 78 configuration.
      """,
    version: "embargoctl \(Version.text)",
    groupedSubcommands: [
      CommandGroup(
        name: "Read a text (no daemon needed)", subcommands: [TimeVerb.self, CheckVerb.self]),
      CommandGroup(
        name: "Queue and look",
        subcommands: [
          SubmitVerb.self, ListVerb.self, ShowVerb.self, WhyVerb.self, PreviewVerb.self,
          StatusVerb.self, WatchVerb.self, CalendarVerb.self, ClockVerb.self,
        ]),
      CommandGroup(
        name: "Before the lift",
        subcommands: [
          ApproveVerb.self, UnapproveVerb.self, HoldVerb.self, ResumeVerb.self,
          WithdrawVerb.self, RescheduleVerb.self, ReplaceVerb.self, SetVerb.self,
          LiftVerb.self, FreezeVerb.self, ThawVerb.self,
        ]),
      CommandGroup(
        name: "After the lift", subcommands: [CorrectVerb.self, KillVerb.self, EraseVerb.self]),
      CommandGroup(
        name: "Outputs and records",
        subcommands: [
          DeliveriesVerb.self, RetryVerb.self, OutputsVerb.self, MailVerb.self,
          AnnounceVerb.self, AuditVerb.self, ReceiptVerb.self, KeyVerb.self,
        ]),
      CommandGroup(name: "Something is wrong", subcommands: [DoctorVerb.self]),
      CommandGroup(
        name: "Backups", subcommands: [BackupVerb.self, RestoreVerb.self, CompareVerb.self]),
    ])

  @OptionGroup(title: "Options of every verb")
  var global: GlobalOptions

  package init() {}
}
