"""kill -9 around a lift: nothing is lost, nothing is early, and nothing comes out twice."""

import os
import sys
import threading
import time
import unittest
from collections import Counter, defaultdict
from email import message_from_bytes, policy

from harness import ledgers, texts
from harness.office import Office
from harness.receiver import CLOSE, Receiver
from harness.waiting import sleep_until, until
from harness.watch import CREATE, Watch

COUNT = 50


class Round:
    """Fifty releases of one second, and what was seen of them; the daemon dies and comes back."""

    def __init__(self, test):
        self.test = test
        self.answering = threading.Event()
        self.answering.set()
        self.on_arrival = lambda: None
        self.trigger = None
        self.receiver = Receiver(answer=self.answer)
        test.addCleanup(self.receiver.close)
        test.addCleanup(self.answering.set)
        self.office = Office(test)
        self.office.add_files()
        self.office.add_email()
        self.office.add_webhook(self.receiver.url)
        self.new = self.office.spool / "new"
        self.watch = Watch([self.office.press, self.new], self.react)
        test.addCleanup(self.watch.close)
        self.acknowledged = set()
        # Slugs are sealed in the ledger.
        self.ids = {}
        # How many requests had come when the daemon was started the last time.
        self.arrived = 0
        self.table = []

    # What comes from outside while the daemon runs

    def answer(self, arrival):
        self.on_arrival()
        self.check_trigger()
        self.answering.wait(20)
        return 200 if self.office.process.poll() is None else CLOSE

    def react(self, sighting):
        self.check_trigger()

    def check_trigger(self):
        if self.trigger and self.trigger():
            self.trigger = None
            self.office.process.kill()

    # What the test does

    def text(self, number):
        body = f"OSLO - Paragraph {number} of the release says what it says, and is a sentence."
        return texts.release(f"Fifty Things Happened and This Is Number {number}", self.at, body)

    def submit(self, number):
        slug = f"killed-{number:02}"
        status, _, answer = self.office.ask(
            "POST",
            "/v1/releases",
            {"text": self.text(number), "slug": slug},
            {"Idempotency-Key": f"submission-{number}"},
        )
        self.test.assertEqual(status, 201, answer)
        self.acknowledged.add(slug)
        self.ids[slug] = answer["id"]

    def run(self, moments, ahead):
        """Lets the daemon live through a lift that is interrupted at each of the moments."""
        self.at = texts.instant_ahead(ahead)
        for moment in moments:
            moment(self)
            self.office.process.wait(40)
            self.note(moment.__doc__)
            # The socket is a dead one, so the ledger itself is read.
            self.office.ctl("audit", "verify", "--state", self.office.state)
            self.on_arrival = lambda: None
            self.answering.set()
        self.office.start()
        self.office.ctl("audit", "verify")
        self.check_end()

    def ready(self):
        self.office.start()
        for number in range(COUNT):
            if f"killed-{number:02}" not in self.acknowledged:
                self.submit(number)

    def resume(self):
        """Starts the daemon; does not wait for it where the lift may be under way."""
        if len(self.acknowledged) < COUNT:
            self.ready()
        else:
            self.office.launch()

    def note(self, moment):
        self.arrived = len(self.receiver.arrivals)
        target = self.office.folder / f"after-kill-{len(self.table)}"
        copied = ledgers.copy(self.office.state, target)
        files = {path.stem for path in self.office.press.iterdir()}
        requests = {one.document["data"]["slug"] for one in list(self.receiver.arrivals)}
        visible = {self.ids[slug] for slug in files | requests}
        step = ledgers.durable_step(copied, visible, remote={"wire"})
        seen = f"{len(files)} files, {len(requests)} requests"
        when = time.time() - self.at
        self.table.append((moment, f"{when:+.3f} s", seen, step))

    def kill_when(self, trigger):
        self.trigger = trigger
        self.resume()

    def staged(self):
        """How many files lie unnamed in the folder of the files output."""
        folder = f"/proc/{self.office.pid}/fd"
        count = 0
        for name in os.listdir(folder):
            try:
                target = os.readlink(f"{folder}/{name}")
            except FileNotFoundError:
                continue
            count += target.startswith(f"{self.office.press}/") and target.endswith(" (deleted)")
        return count

    def deliveries(self, output):
        page = self.office.get("/v1/deliveries?limit=1000")
        return [
            one["state"]
            for release in page["releases"]
            for one in release["deliveries"]
            if one["output"] == output
        ]

    # What must hold at the end

    def check_end(self):
        def all_delivered():
            outputs = ("newsroom", "media-list", "wire")
            states = Counter(state for output in outputs for state in self.deliveries(output))
            self.test.assertEqual(states, {"delivered": 3 * COUNT})
            return True

        until(all_delivered, 60, "every delivery", every=0.1)
        lifted = self.office.ctl("list", "lifted", "--json").json
        self.test.assertEqual(len(lifted), COUNT)
        self.office.ctl("audit", "verify")
        self.check_files()
        self.check_messages()
        self.check_requests()
        self.office.stop()

    def check_appeared_once(self, folder):
        seen = [one for one in self.watch.sightings if one.folder == str(folder)]
        self.test.assertEqual({one.mask for one in seen}, {CREATE}, "only ever created")
        self.test.assertEqual(max(Counter(one.name for one in seen).values()), 1)
        self.test.assertGreaterEqual(min(one.at for one in seen), self.at * 10**9)
        for path in folder.iterdir():
            # The kernel takes these times from a clock that ticks; at most 10 ms.
            self.test.assertGreaterEqual(path.stat().st_ctime_ns, self.at * 10**9 - 10**7)

    def check_files(self):
        self.check_appeared_once(self.office.press)
        found = {path.name: path.read_text() for path in self.office.press.iterdir()}
        wanted = {f"killed-{number:02}.txt": self.text(number) for number in range(COUNT)}
        self.test.assertEqual(found, wanted)

    def check_messages(self):
        self.check_appeared_once(self.new)
        messages = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in self.office.messages()
        ]
        wanted = {f"Fifty Things Happened and This Is Number {one}" for one in range(COUNT)}
        self.test.assertEqual(len(messages), COUNT)
        self.test.assertEqual({one["subject"] for one in messages}, wanted)
        self.test.assertEqual(len({one["message-id"] for one in messages}), COUNT)
        envelopes = list((self.office.spool / "envelopes").iterdir())
        self.test.assertEqual(len(envelopes), COUNT)

    def check_requests(self):
        bodies = defaultdict(set)
        for arrival in self.receiver.arrivals:
            self.test.assertGreaterEqual(arrival.at, self.at * 10**9)
            self.test.assertTrue(arrival.is_signed(self.office.key))
            bodies[arrival.id].add(arrival.body)
        self.test.assertGreaterEqual(min(self.receiver.connections), self.at * 10**9)
        self.test.assertEqual(len(bodies), COUNT)
        self.test.assertEqual({len(one) for one in bodies.values()}, {1}, "one body for each id")


# The moments at which the daemon is killed; each is chosen by what is seen from outside.


def first_acknowledgement(round):
    """first submission acknowledged"""
    round.office.start()
    round.submit(0)
    round.office.kill()


def all_acknowledged(round):
    """all submissions acknowledged"""
    round.ready()
    round.office.kill()


def first_staged(round):
    """the first few staged"""
    round.ready()
    until(lambda: round.staged() >= 4, 30, "the first staged files", every=0.001)
    round.office.kill()


def just_before(round):
    """0.2 s before the instant"""
    round.ready()
    until(lambda: round.staged() >= COUNT, 30, "all staged files")
    sleep_until(round.at - 0.2)
    round.office.kill()


def first_file(round):
    """first file visible"""
    round.kill_when(lambda: round.watch.created(round.office.press))


def twenty_fifth_file(round):
    """25th file visible"""
    round.kill_when(lambda: len(round.watch.created(round.office.press)) >= 25)


def first_message(round):
    """first message visible"""
    round.kill_when(lambda: round.watch.created(round.new))


def first_request(round):
    """first webhook request, unanswered"""
    round.on_arrival = lambda: round.office.process.kill()
    round.resume()


def twenty_fifth_request(round):
    """25 webhook requests since its start"""
    round.kill_when(lambda: len(round.receiver.arrivals) >= round.arrived + 25)


def unanswered(round):
    """files recorded, webhooks unanswered"""
    round.answering.clear()
    round.ready()

    def is_reached():
        local = round.deliveries("newsroom") + round.deliveries("media-list")
        return all(state == "delivered" for state in local)

    until(is_reached, 40, "the files' outcomes", every=0.05)
    round.office.kill()


def after_all(round):
    """everything delivered"""
    round.ready()
    until(lambda: set(round.deliveries("wire")) == {"delivered"}, 40, "all webhooks", every=0.05)
    round.office.kill()


PLANS = [
    ([first_acknowledgement, all_acknowledged, first_staged, first_file, after_all], 9),
    ([just_before, twenty_fifth_file, unanswered, after_all], 12),
    ([first_request, unanswered], 6),
    ([first_message, twenty_fifth_request, after_all], 6),
]


class KillTests(unittest.TestCase):
    def test_a_daemon_that_is_killed_around_a_lift_loses_nothing_and_repeats_nothing(self):
        interval = sys.getswitchinterval()
        sys.setswitchinterval(0.0002)
        self.addCleanup(sys.setswitchinterval, interval)
        table = []
        # A busy machine may let a moment slip by; then the same plans are gone through again, with
        # more time before the instant.
        for number, (moments, ahead) in enumerate(PLANS * 3):
            steps = {step for *_, step in table}
            if len(table) >= sum(len(plan) for plan, _ in PLANS) and steps >= set(ledgers.STEPS):
                break
            round = Round(self)
            try:
                round.run(moments, ahead * (1 + number // len(PLANS)))
            finally:
                table += round.table
                if sys.exc_info()[0]:
                    self.print_table(table)
        self.print_table(table)
        missed = set(ledgers.STEPS) - {step for *_, step in table}
        self.assertEqual(missed, set(), "durable steps that no kill hit")

    def print_table(self, table):
        print(f"\n{len(table)} kills around lifts of {COUNT} releases:")
        heads = ("killed at", "when", "seen outside", "durable")
        widths = [max(len(row[column]) for row in [heads, *table]) for column in range(4)]
        for row in [heads, *table]:
            cells = (cell.ljust(width) for cell, width in zip(row, widths))
            print("  " + "  ".join(cells).rstrip())
        for step in [*ledgers.STEPS, ledgers.PARTLY_RECORDED]:
            print(f"  {sum(row[-1] == step for row in table):3} x {step}")


if __name__ == "__main__":
    unittest.main()
