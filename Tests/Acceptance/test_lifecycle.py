"""Starting, reloading, stopping; and what was due while nobody was there."""

import os
import signal
import socket
import subprocess
import threading
import time
import unittest

from harness import texts
from harness.office import PROGRAMS, Office
from harness.waiting import sleep_until, until

SOON = 3


class LifecycleTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()

    def submit(self, seconds, **members):
        self.at = texts.instant_ahead(seconds)
        text = texts.release("A Bridge Is Opened to Traffic", self.at)
        return self.office.submit(text, **members)

    def published(self):
        return sorted(path.name for path in self.office.press.iterdir())

    def wait_for_state(self, key, state, within=10.0):
        def reached():
            shown = self.office.show(key)
            self.assertEqual(shown["state"], state)
            return shown

        return until(reached, within, f"the state {state}", every=0.05)

    # One daemon a state directory

    def test_a_second_daemon_on_one_state_directory_ends_and_names_the_first(self):
        self.office.start()
        second = Office(self)
        second.state = self.office.state
        second.add_files()
        second.launch()
        self.assertNotEqual(second.process.wait(20), 0)
        self.assertRegex(second.said, rf"\b{self.office.pid}\b")
        self.assertNotIn("ready", second.said)
        self.assertEqual(self.office.get("/v1/status")["pid"], self.office.pid)

    def test_the_one_executable_is_the_program_that_it_is_called_by(self):
        for name, says in (("embargoctl", "Queue press releases"), ("embargod-witness", "--watch")):
            link = self.office.folder / name
            link.symlink_to(PROGRAMS / "embargod")
            ran = subprocess.run([link, "--help"], capture_output=True, text=True, check=True)
            self.assertIn(says, ran.stdout)

    def test_a_daemon_without_a_configuration_says_where_to_look(self):
        ran = subprocess.run(
            [PROGRAMS / "embargod", "--config", self.office.folder / "absent.toml"],
            capture_output=True,
            text=True,
            timeout=20,
        )
        self.assertEqual(ran.returncode, 78, ran.stderr)
        self.assertIn("absent.toml", ran.stderr)

    # Stopping

    def test_sigterm_stops_it_within_ten_seconds_and_leaves_no_socket(self):
        self.office.start()
        began = time.monotonic()
        self.assertEqual(self.office.stop(within=10), 0)
        self.assertLess(time.monotonic() - began, 10)
        self.assertFalse(self.office.socket.exists())
        self.assertIn("STOPPING=1", "\n".join(self.office.hear(0)))
        self.office.ctl("status", code=69)

    def test_sigterm_with_a_client_that_says_nothing_stops_it_all_the_same(self):
        self.office.start()
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.office.socket))
            client.sendall(b"GET /v1/status HT")
            self.assertEqual(self.office.stop(within=10), 0)

    def test_a_killed_daemon_leaves_a_socket_that_the_next_one_replaces(self):
        self.office.start()
        self.office.kill()
        self.assertTrue(self.office.socket.exists())
        self.office.ctl("status", code=69)
        self.office.start()
        self.office.ctl("status")

    # What is queued stays queued

    def test_a_restart_keeps_the_queue(self):
        self.office.start()
        queued = [self.office.submit(texts.release(f"Item {n}", texts.tomorrow())) for n in "abc"]
        before = self.office.ctl("list", "--json").json
        self.assertEqual(self.office.stop(), 0)
        self.office.start()
        self.assertEqual(self.office.ctl("list", "--json").json, before)
        self.assertEqual({one["id"] for one in before}, {one["id"] for one in queued})
        events = [record["event"] for record in self.office.ctl("audit", "--json").json]
        self.assertEqual(events.count("daemon.started"), 2)
        self.assertEqual(events.count("daemon.stopped"), 1)

    def test_what_fell_due_while_it_was_down_goes_out_at_the_start_and_is_recorded_as_late(self):
        self.office.start()
        queued = self.submit(SOON)
        self.office.stop()
        sleep_until(self.at + 1)
        self.assertEqual(self.published(), [])
        self.office.start()
        shown = self.wait_for_state(queued["id"], "lifted")
        self.assertEqual(self.published(), [f"{queued['slug']}.txt"])
        self.assertGreater(shown["deliveries"][0]["lateness_ns"], 10**9)
        self.office.ctl("audit", "verify")

    def test_what_is_later_than_its_grace_is_held_until_a_person_lets_it_go(self):
        self.office.settings["late"] = {"grace": "2s"}
        self.office.start()
        queued = self.submit(SOON)
        self.office.stop()
        sleep_until(self.at + 2.5)
        self.office.start()
        shown = self.wait_for_state(queued["id"], "held")
        self.assertEqual(shown["held"]["cause"], "late")
        self.assertEqual(self.published(), [])
        why = self.office.ctl("why", queued["id"]).out
        self.assertIn("overdue by", why)
        self.assertIn("resume", why)
        problems = " ".join(self.office.get("/v1/status")["problems"])
        self.assertIn(queued["id"], problems)
        self.office.ctl("resume", queued["slug"])
        self.wait_for_state(queued["id"], "lifted")
        self.assertEqual(self.published(), [f"{queued['slug']}.txt"])

    # Reloading

    def test_sighup_takes_up_a_good_configuration(self):
        self.office.start()
        other = self.office.folder / "other"
        other.mkdir()
        self.office.outputs[0]["directory"] = other
        self.office.add_email()
        self.office.write_config()
        self.office.signal(signal.SIGHUP)
        until(lambda: "was reloaded" in self.office.said, 10, "the reload")
        self.assertTrue(any(notice.startswith("RELOADING=1") for notice in self.heard()))
        names = {one["name"] for one in self.office.ctl("outputs", "--json").json["outputs"]}
        self.assertEqual(names, {"newsroom", "media-list"})
        queued = self.submit(SOON)
        self.wait_for_state(queued["id"], "lifted")
        self.assertEqual([path.name for path in other.iterdir()], [f"{queued['slug']}.txt"])
        self.assertEqual(self.published(), [])
        self.assertEqual(len(self.office.messages()), 1)

    def heard(self):
        return self.office.hear(0) or self.office.notices

    def test_sighup_with_a_wrong_configuration_is_said_and_the_old_one_stays(self):
        self.office.start()
        queued = self.submit(SOON + 1)
        good = self.office.config.read_text()
        self.office.config.write_text(good + "\n[lift]\nfoo = 3\n")
        self.office.signal(signal.SIGHUP)
        until(lambda: "the old one stays" in self.office.said, 10, "the refusal")
        status = self.office.get("/v1/status")
        self.assertIn("configuration", " ".join(status["problems"]))
        self.assertEqual(status["pid"], self.office.pid)
        self.wait_for_state(queued["id"], "lifted")
        self.office.config.write_text(good)
        self.office.signal(signal.SIGHUP)
        until(lambda: "was reloaded" in self.office.said, 10, "the reload")
        self.assertEqual(self.office.get("/v1/status")["problems"], [])

    def test_a_clock_that_forbids_lifts_is_a_problem_also_with_an_empty_queue(self):
        self.office.settings["clock"] = {"trust": "strict", "max_error": "1ms"}
        self.office.start()
        said = " ".join(self.office.ctl("status").out.split())
        self.assertIn("Problem: nothing is lifted:", said)
        self.assertNotIn("All is well.", said)

    def test_a_watchdog_shorter_than_the_rescan_is_fed_all_the_same(self):
        self.office.settings["lift"]["rescan"] = "1m"
        self.office.environment = {"WATCHDOG_USEC": "4000000"}
        self.office.start()
        for _ in range(3):
            until(lambda: "WATCHDOG=1" in self.office.hear(0.2), 4.0, "the watchdog's food")

    def test_a_reload_within_the_arming_time_does_not_lose_or_repeat_a_lift(self):
        self.office.settings["lift"]["arm_ahead"] = "30s"
        self.office.start()
        queued = self.submit(SOON)
        self.office.signal(signal.SIGHUP)
        until(lambda: "was reloaded" in self.office.said, 10, "the reload")
        shown = self.wait_for_state(queued["id"], "lifted")
        self.assertEqual(self.published(), [f"{queued['slug']}.txt"])
        self.assertLess(shown["deliveries"][0]["lateness_ns"], 10**9)

    # Nobody can keep it from its work

    def test_clients_that_ask_all_the_time_do_not_delay_a_lift(self):
        self.office.start()
        queued = self.submit(SOON + 1)
        over = threading.Event()
        self.addCleanup(over.set)

        def ask():
            while not over.is_set():
                self.office.get("/v1/status")
                time.sleep(0.005)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            until(self.published, SOON + 4, "the file")
        finally:
            over.set()
            thread.join()
        shown = self.wait_for_state(queued["id"], "lifted")
        self.assertLess(shown["deliveries"][0]["lateness_ns"], 5 * 10**8)

    def test_the_socket_is_for_its_group_only_and_the_state_for_the_daemon(self):
        self.office.start()
        self.assertEqual(os.stat(self.office.socket).st_mode & 0o777, 0o660)
        self.assertEqual(os.stat(self.office.state).st_mode & 0o007, 0)
        for path in self.office.state.iterdir():
            if path.is_file():
                self.assertEqual(path.stat().st_mode & 0o077, 0, path.name)


if __name__ == "__main__":
    unittest.main()
