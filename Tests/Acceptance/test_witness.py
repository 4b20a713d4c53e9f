"""The witness beside a real daemon: quiet while all is well, and heard before it is too late."""

import http.server
import json
import signal
import subprocess
import threading
import time
import unittest

from harness import texts
from harness.office import PROGRAMS, Office
from harness.waiting import sleep_until, until


class WitnessTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.meeting = self.office.folder / "witness"
        self.own = self.office.folder / "own"
        for folder in (self.meeting, self.own):
            folder.mkdir()
        self.office.settings["witness"] = {
            "directory": self.meeting,
            "limit": "3s",
            "silence": "3s",
        }
        self.witness = None

    def start(self, **output):
        self.office.add_files(**output)
        self.office.start()
        until((self.meeting / "word.json").exists, 10, "the daemon's word")
        self.start_witness()

    def start_witness(self):
        with open(self.office.folder / "witness.log", "ab") as log:
            self.witness = subprocess.Popen(
                [
                    *(PROGRAMS / "embargod-witness", "--watch", self.meeting),
                    *("--state", self.own, "--interval", "100"),
                ],
                stdin=subprocess.DEVNULL,
                stderr=log,
            )
        self.addCleanup(self.witness.wait, 10)
        self.addCleanup(self.witness.kill)
        until(self.status, 10, "a first look")

    def status(self):
        path = self.own / "status.json"
        self.assertTrue(path.exists())
        return json.loads(path.read_text())

    def said(self):
        path = self.own / "announcements.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]

    def codes(self):
        return [one["code"] + (".over" if one["over"] else "") for one in self.said()]

    def submit(self, seconds, slug="central-asia-letter"):
        self.at = texts.instant_ahead(seconds)
        answer = self.office.submit(texts.release("A Letter", self.at), slug=slug)
        until(lambda: self.status()["watched"] == 1, 5, "what the witness was told")
        return answer["id"]

    def check_quiet(self):
        self.assertEqual(self.said(), [])
        self.assertIsNone(self.witness.poll())

    def test_a_lift_on_time_is_nothing_to_speak_of(self):
        for name in ("{slug}.{ext}", "{year}/{id}.{ext}"):
            with self.subTest(name):
                self.setUp()
                self.start(file_name=name, formats=["text", "html"])
                self.submit(6)
                word = (self.meeting / "word.json").read_text()
                self.assertNotIn("central-asia-letter", word)
                self.assertNotIn("Letter", word)
                mode = (self.meeting / "word.json").stat().st_mode
                self.assertEqual(mode & 0o777, 0o640)
                sleep_until(self.at)
                until(lambda: self.status()["watched"] == 0, 10, "a lift that was seen")
                self.assertTrue(any(self.office.press.rglob("*.txt")))
                sleep_until(self.at + 5)
                self.check_quiet()
                self.office.stop()
                self.witness.kill()

    def test_what_people_stop_and_lift_early_is_nothing_to_speak_of(self):
        self.start()
        release = self.submit(7)
        self.office.ctl("hold", release, "--reason", "wait")
        until(lambda: self.status()["watched"] == 0, 5, "the hold")
        sleep_until(self.at + 4)
        self.office.ctl("resume", release)
        self.submit(600, slug="another")
        self.office.ctl("lift", "another", "--reason", "it was broken")
        until(lambda: len(list(self.office.press.iterdir())) == 2, 10, "both releases")
        time.sleep(5)
        self.check_quiet()

    def test_a_daemon_that_is_killed_is_announced_before_the_lift_is_missed(self):
        self.start()
        self.submit(9)
        self.office.kill()
        said = until(self.said, 8, "an announcement")
        self.assertLess(time.time(), self.at, "announced after the instant")
        self.assertEqual(self.codes(), ["daemon-silent"])
        self.assertIn("the next lift is due in", said[0]["text"])
        until(lambda: self.status()["daemon"] == "silent", 5, "the status")
        self.assertIn("no sign of life", (self.office.folder / "witness.log").read_text())
        until(lambda: "missing" in self.codes(), 15, "the missed lift")
        self.assertGreaterEqual(time.time(), self.at + 3)
        self.office.start()
        until(lambda: self.status()["open"] == [], 10, "the end of it")
        self.assertEqual(
            sorted(self.codes()),
            ["daemon-silent", "daemon-silent.over", "missing", "missing.over"],
        )

    def test_a_file_that_appears_early_is_announced(self):
        for name in ("{slug}.{ext}", "{id}.{ext}"):
            with self.subTest(name):
                self.setUp()
                self.start(file_name=name)
                release = self.submit(60)
                leak = self.office.press / ("leak.txt" if "slug" in name else f"{release}.txt")
                leak.write_text("too early")
                until(self.said, 10, "an announcement")
                self.assertLess(time.time(), self.at)
                self.assertEqual(self.codes(), ["early"])
                self.assertEqual(self.said()[0]["output"], "newsroom")
                told = json.dumps(self.said()) + (self.office.folder / "witness.log").read_text()
                self.assertNotIn(leak.name, told)
                self.office.kill()
                self.witness.kill()

    def test_a_file_that_is_missing_after_the_limit_is_announced(self):
        self.start()
        self.submit(6)
        # The daemon lives and says so, and cannot publish.
        self.office.ctl("outputs", "test", "newsroom")
        moved = self.office.folder / "moved"
        self.office.press.rename(moved)
        self.office.press.write_text("in the way")
        until(lambda: "missing" in self.codes(), 20, "an announcement")
        self.assertGreaterEqual(time.time(), self.at + 3)
        self.assertEqual(self.codes(), ["blind", "missing"])
        self.assertEqual(self.status()["daemon"], "alive")

    def serve(self):
        """A web server over the directory; what it was asked for, with when."""
        asked = []
        press = str(self.office.press)

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=press)

            def log_message(self, _format, *_arguments):
                asked.append((time.time(), self.path))

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_address[1], asked

    def test_a_page_is_asked_for_when_it_is_out_and_not_before(self):
        port, asked = self.serve()
        self.office.settings["witness"]["addresses"] = True
        self.office.settings["publication"] = {"public_url": f"http://127.0.0.1:{port}"}
        self.start(formats=["html"])
        self.submit(6)
        until(lambda: asked, 15, "a question")
        self.assertEqual(asked[0][1], "/central-asia-letter.html")
        self.assertGreaterEqual(asked[0][0], self.at)
        sleep_until(self.at + 5)
        self.assertEqual(len(asked), 1)
        self.check_quiet()

    def test_a_page_that_is_out_and_does_not_answer_is_announced(self):
        self.office.settings["witness"]["addresses"] = True
        self.office.settings["publication"] = {"public_url": "http://127.0.0.1:9"}
        self.start(formats=["html"])
        self.submit(6)
        until(lambda: self.codes() == ["unreachable"], 20, "an announcement")
        self.assertGreaterEqual(time.time(), self.at + 3)

    def test_a_witness_that_was_away_goes_on_where_it_was(self):
        self.start()
        self.submit(6)
        self.office.signal(signal.SIGSTOP)
        self.addCleanup(self.office.signal, signal.SIGCONT)
        until(lambda: self.status()["open"], 10, "an announcement that is kept")
        self.witness.kill()
        self.witness.wait()
        self.start_witness()
        time.sleep(4)
        self.assertEqual(self.codes().count("daemon-silent"), 1)
        self.office.signal(signal.SIGCONT)
        until(lambda: "daemon-silent.over" in self.codes(), 10, "the end of it")


if __name__ == "__main__":
    unittest.main()
