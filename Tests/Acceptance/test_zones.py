"""The zone files are replaced on disk while releases wait."""

import json
import time
import unittest
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock

from harness import texts, zones
from harness.office import Office
from harness.waiting import sleep_until, until
from harness.zones import NEW, OLD

# What the issue promises.
NOTICED = 12.0

AUDIT = "/v1/audit?limit=1000"
MOVED, UNRESOLVABLE, SAME = "embargo.moved", "embargo.unresolvable", None


@dataclass(frozen=True)
class Case:
    """A release, where its clock hangs, and what 2026f makes of it after 2025b."""

    slug: str
    wall: datetime
    place: str
    words: str
    becomes: str | None
    because: str = ""

    @property
    def stamp(self):
        return zones.stamp(self.wall, self.words)

    def instant(self, version):
        return zones.instants(self.wall, self.place, version)


def at(hour, minute, day):
    return datetime.combine(day, clock(hour, minute))


WINTER, SUMMER = zones.next_day(1, 14), zones.next_day(7, 1)
SPRING_FORWARD, FALL_BACK = zones.next_last_sunday(3), zones.next_last_sunday(10)
VANCOUVER, CHISINAU = "America/Vancouver", "Europe/Chisinau"

CASES = [
    Case("vancouver", at(9, 0, WINTER), VANCOUVER, "{clock} Vancouver time", MOVED),
    Case("calgary", at(8, 30, WINTER), "America/Edmonton", "{clock} Calgary time", MOVED),
    Case("winnipeg", at(10, 0, WINTER), "America/Winnipeg", "{clock} Winnipeg time", MOVED),
    Case("rabat", at(10, 0, WINTER), "Africa/Casablanca", "{clock} Rabat time", MOVED),
    Case("season", at(9, 5, WINTER), VANCOUVER, "{clock} PST, Vancouver", UNRESOLVABLE, "PST"),
    Case("gap", at(3, 30, SPRING_FORWARD), CHISINAU, "{clock} Chisinau time", UNRESOLVABLE, "not"),
    Case("fold", at(3, 30, FALL_BACK), CHISINAU, "{clock} Chisinau time", UNRESOLVABLE, "twice"),
    Case("summer", at(10, 0, SUMMER), VANCOUVER, "{clock} Vancouver time", SAME),
    Case("toronto", at(9, 0, WINTER), "America/Toronto", "{clock} Toronto time", SAME),
    Case("london", at(9, 0, WINTER), "Europe/London", "{clock} London time", SAME),
]


class ZoneTests(unittest.TestCase):
    def open(self, version=OLD, **time_settings):
        self.office = Office(self)
        self.office.add_files()
        self.tree = zones.Tree(self.office.folder, version)
        self.office.settings["time"] = {"zoneinfo": self.tree.path} | time_settings
        self.office.start()
        self.assertEqual(self.office.get("/v1/status")["zone_data"]["version"], version)

    def submit(self, slug, stamp):
        text = zones.release(f"A Release from {slug.title()}", stamp)
        return self.office.submit(text, slug=slug)

    def submit_all(self):
        for case in CASES:
            self.submit(case.slug, case.stamp)
            self.assertEqual([self.office.show(case.slug)["instant"]], case.instant(OLD), case)
            wanted = {MOVED: 1, SAME: 1, UNRESOLVABLE: 1 if case.slug == "season" else None}
            if wanted[case.becomes]:
                moves = case.instant(NEW) != case.instant(OLD)
                self.assertEqual(moves, case.becomes is not SAME, case)

    def records(self, key, event=None):
        records = self.office.ctl("audit", "--release", key, "--json").json
        return [one for one in records if event in (None, one["event"])]

    def findings(self):
        records = [json.loads(one["text"]) for one in self.office.get(AUDIT)["records"]]
        return [one for one in records if one["event"] in (MOVED, UNRESOLVABLE)]

    def wait_for_records(self, since):
        """Every case that changes is on the record in time, by the record's own clock."""

        def changes():
            found = self.findings()
            return found if len(found) == len([case for case in CASES if case.becomes]) else None

        for record in until(changes, 2 * NOTICED, "the records", every=0.1):
            at = datetime.fromisoformat(record["at"][:19] + "+00:00").timestamp()
            self.assertLessEqual(at - since, NOTICED, record)

    def check_record(self, case):
        (record,) = self.records(case.slug, case.becomes)
        data = record["data"]
        self.assertEqual([data["from"]], case.instant(OLD), case)
        self.assertEqual((data["from_tzdb"], data["tzdb"]), (OLD, NEW))
        if case.becomes == MOVED:
            self.assertEqual([data["instant"]], case.instant(NEW), case)
        else:
            self.assertIn(case.because, data["reason"])

    def check_held(self, case):
        shown = self.office.show(case.slug)
        self.assertEqual(shown["state"], "held", case)
        self.assertEqual(shown["held"]["cause"], "zone-rules")
        self.assertIn(NEW, shown["held"]["reason"])
        (hold,) = self.records(case.slug, "release.held")
        self.assertEqual(hold["data"]["cause"], "zone-rules")
        instant = case.instant(NEW) if case.becomes == MOVED else case.instant(OLD)
        self.assertEqual([shown["instant"]], instant)
        why = self.office.ctl("why", case.slug).out
        self.assertIn(f"zone rules {NEW}", why)
        self.assertIn("embargoctl resume", why)

    def check_untouched(self, case):
        shown = self.office.show(case.slug)
        self.assertEqual(shown["state"], "scheduled", case)
        self.assertEqual([shown["instant"]], case.instant(OLD))
        self.assertEqual([one["event"] for one in self.records(case.slug)], ["release.submitted"])

    def verify(self):
        self.assertEqual(self.office.ctl("audit", "verify", "--json").json["verdict"], "good")

    def check_all_held(self):
        for case in CASES:
            if case.becomes:
                self.check_record(case)
                self.check_held(case)
            else:
                self.check_untouched(case)
        status = self.office.get("/v1/status")
        self.assertEqual(status["zone_data"]["version"], NEW)
        waiting = " ".join(status["problems"])
        for case in CASES:
            id = self.office.show(case.slug)["id"]
            self.assertEqual(id in waiting, case.becomes is not SAME, waiting)
        self.assertIn(f"zone rules {NEW} (until now {OLD}) are in use", self.office.said)
        self.verify()

    # What moved waits for a person

    def test_files_renamed_over_one_by_one_are_noticed_and_what_moved_is_held(self):
        self.open()
        self.submit_all()
        since = time.time()
        self.tree.rename_over(NEW)
        self.wait_for_records(since)
        self.check_all_held()

    def test_a_link_switched_to_another_tree_is_noticed_and_what_moved_is_held(self):
        self.open()
        self.submit_all()
        since = time.time()
        self.tree.switch_link(NEW)
        self.wait_for_records(since)
        self.check_all_held()
        # A person lets them go: at the new instant, or at the old one where there is no new one.
        for case in CASES[:7]:
            self.office.ctl("resume", case.slug)
            self.assertEqual(self.office.show(case.slug)["state"], "scheduled")
        self.office.stop()
        self.office.start()
        until(lambda: "is resolved by zone rules" in self.office.said.split("stopped")[-1], 10)
        for case in CASES:
            self.assertEqual(self.office.show(case.slug)["state"], "scheduled", case)
        self.verify()

    def test_a_slow_upgrade_is_taken_up_once_and_whole(self):
        self.open()
        self.submit_all()
        began = time.time()
        self.tree.rename_over(NEW, after_each=lambda: time.sleep(0.5))
        ended = time.time()
        self.assertEqual(self.findings(), [])
        self.assertGreater(ended - began, 6)
        self.wait_for_records(ended)
        self.check_all_held()

    def test_what_a_person_has_stopped_is_recorded_too_and_stays_stopped_for_that_reason(self):
        self.open()
        case = CASES[0]
        self.submit(case.slug, case.stamp)
        self.office.ctl("hold", case.slug, "--reason", "a quote is checked")
        self.tree.switch_link(NEW)
        until(lambda: self.records(case.slug, MOVED), NOTICED, "the record", every=0.1)
        self.check_record(case)
        held = self.office.show(case.slug)["held"]
        self.assertEqual((held["cause"], held["reason"]), ("person", "a quote is checked"))
        resumed = self.office.ctl("resume", case.slug, "--json").json
        self.assertEqual([resumed["instant"]], case.instant(NEW))

    def test_rules_that_change_back_and_the_next_ones_leave_the_whole_story_on_the_record(self):
        self.open()
        case = CASES[0]
        self.submit(case.slug, case.stamp)
        for version, count in ((NEW, 1), (OLD, 2)):
            self.tree.switch_link(version)
            until(lambda: len(self.records(case.slug, MOVED)) == count, NOTICED, "it", every=0.1)
        back = self.records(case.slug, MOVED)[1]["data"]
        self.assertEqual((back["from_tzdb"], back["tzdb"]), (NEW, OLD))
        shown = self.office.show(case.slug)
        self.assertEqual([shown["instant"]], case.instant(OLD))
        self.assertEqual(shown["state"], "held")
        self.assertIn(f"zone rules {OLD} move it from", shown["held"]["reason"])
        self.verify()

    # What moved may follow

    def test_where_it_may_follow_what_moved_goes_on_and_the_rest_waits(self):
        self.open(on_rule_change="follow")
        self.submit_all()
        since = time.time()
        self.tree.switch_link(NEW)
        self.wait_for_records(since)
        for case in CASES:
            if case.becomes == MOVED:
                self.check_record(case)
                shown = self.office.show(case.slug)
                self.assertEqual(shown["state"], "scheduled")
                self.assertEqual([shown["instant"]], case.instant(NEW))
                self.assertEqual(self.records(case.slug, "release.held"), [])
            elif case.becomes == UNRESOLVABLE:
                self.check_record(case)
                self.check_held(case)
            else:
                self.check_untouched(case)
        self.assertIn("it follows", self.office.said)
        self.verify()

    def casablanca(self, seconds, by):
        """A wall clock in Casablanca so far ahead by the rules of `by`, and its instants."""
        instant = texts.instant_ahead(seconds)
        wall = zones.wall_clock(instant, "Africa/Casablanca", by)
        if zones.instants(wall, "Africa/Casablanca", OLD) == zones.instants(
            wall, "Africa/Casablanca", NEW
        ):
            self.skipTest("it is Ramadan, and both versions tell the same time in Casablanca")
        return instant, zones.stamp(wall, "{clock} Casablanca time")

    def test_where_it_may_follow_a_lift_that_moves_near_happens_at_its_new_instant(self):
        self.open(version=NEW, on_rule_change="follow")
        instant, stamp = self.casablanca(9, by=OLD)
        queued = self.submit("near", stamp)
        self.assertEqual(self.office.show("near")["instant"], texts.rfc3339(instant + 3600))
        self.tree.switch_link(OLD)
        until(lambda: self.office.show("near")["state"] == "lifted", 15, "the lift", every=0.05)
        shown = self.office.show(queued["id"])
        self.assertEqual(shown["instant"], texts.rfc3339(instant))
        self.assertGreaterEqual(shown["lifted_at"].rstrip("Z"), texts.rfc3339(instant).rstrip("Z"))
        self.assertLess(shown["deliveries"][0]["lateness_ns"], 10**9)
        self.assertTrue((self.office.press / "near.txt").exists())
        self.verify()

    # Never early

    def test_a_lift_that_moves_away_at_the_last_moment_does_not_happen(self):
        self.open()
        self.office.settings["lift"]["arm_ahead"] = "30s"
        instant, stamp = self.casablanca(NOTICED + 1, by=OLD)
        self.submit("late", stamp)
        self.tree.rename_over(NEW)
        until(lambda: self.office.show("late")["state"] == "held", NOTICED, "the hold", every=0.1)
        sleep_until(instant + 1)
        self.assertEqual(list(self.office.press.iterdir()), [])
        self.assertEqual(self.office.show("late")["instant"], texts.rfc3339(instant + 3600))

    def test_what_was_due_while_the_daemon_was_down_is_judged_by_the_new_rules_first(self):
        self.open()
        instant, stamp = self.casablanca(3, by=OLD)
        self.submit("down", stamp)
        self.office.stop()
        self.tree.rename_over(NEW)
        sleep_until(instant + 0.5)
        self.office.start()
        until(lambda: self.office.show("down")["state"] == "held", NOTICED, "the hold", every=0.1)
        self.assertEqual(list(self.office.press.iterdir()), [])
        (moved,) = self.records("down", MOVED)
        self.assertEqual(moved["data"]["instant"], texts.rfc3339(instant + 3600))
        self.verify()

    # Files that are no good

    def test_a_damaged_tree_is_a_problem_in_status_and_nothing_is_resolved_by_it(self):
        self.open()
        case = CASES[0]
        self.submit(case.slug, case.stamp)
        file = self.tree.path / case.place
        whole = file.read_bytes()
        fresh = file.with_name("fresh")
        fresh.write_bytes(whole[:700])
        fresh.replace(file)
        until(
            lambda: case.place in " ".join(self.office.get("/v1/status")["problems"]), NOTICED, "it"
        )
        self.assertEqual(self.office.show(case.slug)["state"], "scheduled")
        fresh.write_bytes(whole)
        fresh.replace(file)
        until(lambda: not self.office.get("/v1/status")["problems"], NOTICED, "its end")
        self.check_untouched(case)


if __name__ == "__main__":
    unittest.main()
