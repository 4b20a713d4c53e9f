"""A real release on its way: nothing of it is to be seen before its instant, all of it after."""

import os
import re
import time
import unittest
from email import message_from_bytes, policy

from harness import texts
from harness.office import ROOT, Office
from harness.receiver import Receiver
from harness.waiting import until
from harness.watch import Watch

SEEDS = ROOT.parent / "shared" / "seed"
STAMP = "September 19, 2023, 5:00 p.m. EDT"
SECONDS_AHEAD = 90 if os.environ.get("EMBARGO_SLOW") else 40


class SeedTests(unittest.TestCase):
    def setUp(self):
        seeds = sorted(SEEDS.glob("*.txt"))
        if not seeds:
            self.skipTest(f"the sample release is not at {SEEDS}")
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.office = Office(self)
        self.office.settings["lift"]["arm_ahead"] = "30s"
        self.office.add_files(formats=["text", "html"])
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.folders = [self.office.press] + [
            self.office.spool / name for name in ("new", "cur", "tmp", "envelopes")
        ]
        self.office.start()
        self.at = texts.instant_ahead(SECONDS_AHEAD)
        seed = seeds[0].read_text()
        self.assertIn(STAMP, seed)
        self.text = seed.replace(STAMP, texts.stamp_with_am(self.at))
        self.headline = self.text.splitlines()[0]
        path = self.office.write("release.txt", self.text)
        self.watch = Watch(self.folders)
        self.addCleanup(self.watch.close)
        self.before = (self.office.said + self.process_text()).lower()
        self.submitted = self.office.ctl("submit", path, "--json").json
        path.unlink()
        self.words = self.secret_words()

    def secret_words(self):
        """What must not be seen: slug, headline, and every long word of the text."""
        long = {word.lower() for word in re.findall(r"\w{7,}", self.text)}
        # Words that are there already, of the daemon itself or of the kernel.
        long -= {word for word in long if word in self.before}
        self.assertGreater(len(long), 50)
        return long | {self.headline.lower(), self.submitted["slug"]}

    def assertSilent(self, text, place):
        text = text.lower()
        shown = sorted(word for word in self.words if word in text)
        self.assertEqual(shown, [], f"words of a sealed release are in {place}")

    def process_text(self):
        """What every user of the machine, or root, can read of the process."""
        folder = f"/proc/{self.office.pid}"
        shown = []
        for name in ("cmdline", "environ", "comm", "status", "maps"):
            with open(f"{folder}/{name}", "rb") as file:
                shown.append(file.read().decode(errors="replace"))
        for thread in os.listdir(f"{folder}/task"):
            with open(f"{folder}/task/{thread}/comm") as file:
                shown.append(file.read())
        for name in os.listdir(f"{folder}/fd"):
            try:
                shown.append(os.readlink(f"{folder}/fd/{name}"))
            except FileNotFoundError:
                pass
        return "\n".join(shown)

    def look_around(self):
        """One look at everything that is open to see; True at the first after the instant."""
        names = [name for folder in self.folders for name in os.listdir(folder)]
        process = self.process_text()
        everywhere = [name for _, _, files in os.walk(self.office.folder) for name in files]
        contacts = len(self.receiver.connections)
        self.office.hear(0)
        if time.time() >= self.at:
            return True
        self.assertEqual(names, [], "something is in an output before the instant")
        self.assertEqual(contacts, 0, "somebody was contacted before the instant")
        self.assertSilent(process, "/proc")
        self.assertSilent("\n".join(everywhere), "a file's name")
        self.assertSilent(self.office.said, "the log")
        self.assertSilent("\n".join(self.office.notices), "what the service manager is told")
        return False

    def test_a_release_is_nowhere_before_its_instant_and_everywhere_after(self):
        self.assertEqual(self.submitted["reading"]["instant"], texts.rfc3339(self.at))
        looks = 0
        while not self.look_around():
            looks += 1
            time.sleep(0.05)
        self.assertGreater(looks, 100)

        def deliveries():
            shown = self.office.show(self.submitted["id"])["deliveries"]
            self.assertEqual({one["state"] for one in shown}, {"delivered"})
            return shown

        shown = until(deliveries, 10, "the deliveries", every=0.05)
        first = min(sighting.at for sighting in self.watch.sightings)
        self.assertGreaterEqual(first, self.at * 10**9, "an output changed before the instant")
        self.check_files()
        self.check_message()
        self.check_request()
        for one in shown:
            lateness = one["lateness_ns"]
            print(f"\n  {one['output']}: {lateness / 1e6:.3f} ms after the instant", end="")
            self.assertGreaterEqual(lateness, 0)
            self.assertLess(lateness, 50_000_000, one)
        print()

    def check_files(self):
        slug = self.submitted["slug"]
        names = sorted(path.name for path in self.office.press.iterdir())
        self.assertEqual(names, [f"{slug}.html", f"{slug}.txt"])
        self.assertEqual((self.office.press / f"{slug}.txt").read_text(), self.text)
        self.assertIn(f"<title>{self.headline}", (self.office.press / f"{slug}.html").read_text())

    def check_message(self):
        (path,) = self.office.messages()
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        self.assertEqual(message["subject"], self.headline)
        plain = message.get_body(("plain",)).get_content()
        self.assertEqual(plain.rstrip("\n"), self.text.rstrip("\n"))

    def check_request(self):
        (arrival,) = self.receiver.arrivals
        self.assertGreaterEqual(min(self.receiver.connections), self.at * 10**9)
        self.assertTrue(arrival.is_signed(self.office.key))
        document = arrival.document
        self.assertEqual(document["type"], "release.published")
        self.assertEqual(document["data"]["headline"], self.headline)
        self.assertEqual(document["data"]["text"], self.text)


if __name__ == "__main__":
    unittest.main()
