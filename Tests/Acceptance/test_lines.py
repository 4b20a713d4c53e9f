"""Many releases at once: a file with one a line, over a running daemon."""

import json
import subprocess
import unittest

from harness import texts
from harness.office import PROGRAMS, Office
from harness.waiting import until

DONE, REFUSED, UNREACHABLE = 0, 65, 69
MANY = 1000


class LineTests(unittest.TestCase):
    def setUp(self):
        self.office = Office(self)
        self.office.add_files()
        self.office.start()
        self.ctl = self.office.ctl
        self.tomorrow = texts.tomorrow()

    def lines(self, count, bad=()):
        """A file with so many lines, the first one 1; those in `bad` have no stamp."""
        path = self.office.folder / "releases.jsonl"
        with open(path, "w") as file:
            for number in range(1, count + 1):
                headline = f"Park Number {number} Is Given Back"
                text = texts.release(headline, self.tomorrow + number)
                if number in bad:
                    text = f"{headline}\n\nOSLO - There is no stamp in this one.\n"
                file.write(json.dumps({"text": text, "slug": f"park-{number}"}) + "\n")
        return path

    def queued(self):
        """The numbers of the parks in the queue, in order of their lift."""
        return [int(one["slug"].removeprefix("park-")) for one in self.ctl("list", "--json").json]

    def test_a_refused_line_stops_and_the_rest_follows_from_there(self):
        path = self.lines(MANY, bad=[700])
        stopped = self.ctl("submit", "--lines", path, code=REFUSED)
        said = " ".join(stopped.err.split())
        self.assertIn(f"line 700 of {path}:", said)
        self.assertIn("(no-stamp", said)
        self.assertIn("Queued: 699 releases from the lines before line 700.", said)
        self.assertIn("--from 700", said)
        self.assertEqual(self.queued(), list(range(1, 700)))
        rest = self.ctl("submit", "--lines", path, "--from", "701")
        self.assertIn("Queued 300 releases in", rest.out)
        self.assertIn("Nearest lift", rest.out)
        expected = [number for number in range(1, MANY + 1) if number != 700]
        self.assertEqual(self.queued(), expected)
        # The whole file once more, mended: nothing twice, and the one that was missing.
        path = self.lines(MANY)
        again = self.ctl("submit", "--lines", path, "--skip-refused", code=REFUSED)
        self.assertIn("99 lines refused", again.out)
        self.assertIn("900 releases had been queued by an earlier run", again.out)
        self.assertEqual(self.queued(), list(range(1, MANY + 1)))

    def test_refused_lines_can_be_left_out(self):
        bad = [1, 2, 99, 100, 101, 555, 600]
        path = self.lines(600, bad)
        ran = self.ctl("submit", "--lines", path, "--skip-refused", "--json", code=REFUSED)
        answers = [json.loads(line) for line in ran.out.splitlines()]
        refused = [answer["line"] for answer in answers if "line" in answer]
        self.assertEqual(sorted(refused), bad)
        for answer in answers:
            if "line" in answer:
                self.assertEqual(answer["problem"]["stamp"]["reason"], "no-stamp")
            else:
                self.assertEqual(answer["state"], "scheduled")
        expected = [number for number in range(1, 601) if number not in bad]
        self.assertEqual(self.queued(), expected)
        self.assertIn("Queued 593 releases in", ran.err)

    def test_a_run_that_broke_off_is_repeated_and_nothing_is_queued_twice(self):
        path = self.lines(MANY)
        text = path.read_text().splitlines(keepends=True)
        command = [PROGRAMS / "embargoctl", "submit", "--lines", "-", "--batch", "50"]
        command += ["--socket", self.office.socket]
        pipe = subprocess.PIPE
        run = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        self.addCleanup(run.kill)
        run.stdin.write("".join(text[:520]))
        run.stdin.flush()
        until(lambda: len(self.queued()) == 500, 30, "ten batches in the queue")
        self.office.kill()
        _, said = run.communicate("".join(text[520:]), timeout=30)
        self.assertEqual(run.returncode, UNREACHABLE, said)
        self.assertIn("--lines - --from 501", " ".join(said.split()))
        self.office.start()
        self.assertEqual(self.queued(), list(range(1, 501)))
        again = self.ctl("submit", "--lines", path, "--batch", "50")
        self.assertIn("500 releases had been queued by an earlier run", again.out)
        self.assertEqual(self.queued(), list(range(1, MANY + 1)))

    def test_more_than_one_request_takes_is_refused_with_what_to_do_instead(self):
        body = "x" * 70 + "\n"
        files = []
        for number in range(5):
            text = texts.release(f"Park {number} Is Large", self.tomorrow, body * 30_000)
            files.append(self.office.write(f"large-{number}.txt", text))
        refused = self.ctl("submit", *files, code=REFUSED)
        self.assertIn("may have", refused.err)
        self.assertIn("--lines", refused.err)
        self.assertEqual(self.queued(), [])

    def test_a_list_goes_on_where_it_was_cut_off(self):
        self.ctl("submit", "--lines", self.lines(250))
        first = self.ctl("list")
        self.assertEqual(len(first.out.splitlines()), 101)
        words = first.err.split()
        cursor = words[words.index("--after") + 1].rstrip(",")
        rest = self.ctl("list", "scheduled", "--after", cursor, "--limit", "200")
        self.assertEqual(len(rest.out.splitlines()), 151)
        self.assertEqual(rest.err, "")
        self.assertEqual(len(self.ctl("list", "--all").out.splitlines()), 251)


if __name__ == "__main__":
    unittest.main()
