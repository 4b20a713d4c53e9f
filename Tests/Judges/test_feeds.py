"""Feeds, read by feedparser and held against what their standards say."""

import json
import re
import time
import unittest
import xml.etree.ElementTree as ElementTree
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser

import feedparser
from harness import texts
from harness.office import Office
from harness.waiting import sleep_until, until

BASE = "https://press.example.org/news"
ATOM = "{http://www.w3.org/2005/Atom}"
FILES = {"atom": "feed.atom", "rss": "feed.rss", "json": "feed.json", "index": "index.html"}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
URN = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


def is_nonchar(scalar):
    return scalar & 0xFFFE == 0xFFFE or 0xFDD0 <= scalar <= 0xFDEF


class Page(HTMLParser):
    """The links and the words of a page."""

    def __init__(self, text):
        super().__init__()
        self.links, self.words, self.tags = [], [], set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        if tag == "a":
            self.links.append(dict(attributes)["href"])

    def handle_data(self, data):
        self.words.append(data)


class FeedTests(unittest.TestCase):
    def office(self, length=50, **more):
        office = Office(self)
        office.settings["publication"] = {"public_url": BASE, "organisation": "Office of Tides"}
        office.add_files(
            formats=["text", "html"], feeds=list(FILES), feed_length=length, **more
        )
        self.press = office.press
        return office

    def read(self, kind):
        path = self.press / FILES[kind]
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def parsed(self, kind):
        """By feedparser, which must find nothing wrong."""
        found = feedparser.parse(self.read(kind).encode(), response_headers={
            "content-type": "application/feed+json" if kind == "json" else "application/xml",
        })
        self.assertFalse(found.bozo, f"{kind}: {found.get('bozo_exception')}")
        return found

    def titles(self, kind="json"):
        text = self.read(kind)
        return [item["title"] for item in json.loads(text)["items"]] if text else []

    def submit(self, office, name, text, *arguments):
        path = office.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return office.ctl("submit", path, *arguments, "--json", code=None)

    def wait_for(self, count, within=15):
        return until(
            lambda: len(self.titles()) == count and self.titles(), within,
            f"a feed of {count}, it has {len(self.titles())}", every=0.05)

    def check_all(self):
        """What the standards want of each; returns ids in order."""
        atom, rss, items = self.parsed("atom"), self.parsed("rss"), json.loads(self.read("json"))
        self.assertEqual(atom.version, "atom10")
        self.assertEqual(rss.version, "rss20")
        root = ElementTree.fromstring(self.read("atom"))
        self.assertEqual(root.tag, ATOM + "feed")
        for element in [root, *root.findall(ATOM + "entry")]:
            for name in ("id", "title", "updated"):
                self.assertEqual(len(element.findall(ATOM + name)), 1, name)
        # A person is named in the feed, so that entries need none (RFC 4287 section 4.2.6).
        self.assertTrue(root.find(f"{ATOM}author/{ATOM}name").text)
        links = {one.get("rel"): one.get("href") for one in root.findall(ATOM + "link")}
        self.assertEqual(links["self"], f"{BASE}/feed.atom")
        for stamp in root.iter():
            if stamp.tag in (ATOM + "updated", ATOM + "published"):
                self.assertRegex(stamp.text, RFC3339)
                datetime.fromisoformat(stamp.text)
        channel = ElementTree.fromstring(self.read("rss")).find("channel")
        for name in ("title", "link", "description"):
            self.assertTrue(channel.find(name).text)
        for date in [*channel.iter("pubDate"), channel.find("lastBuildDate")]:
            self.assertIsNotNone(parsedate_to_datetime(date.text).tzinfo)
        self.check_json_feed(items)
        ids = [item["id"] for item in items["items"]]
        self.assertEqual([one.find(ATOM + "id").text for one in root.findall(ATOM + "entry")], ids)
        self.assertEqual([one.find("guid").text for one in channel.findall("item")], ids)
        self.assertEqual(len(set(ids)), len(ids))
        for one in ids:
            self.assertRegex(one, URN)
        page = Page(self.read("index"))
        self.assertEqual(page.links, [item["url"] for item in items["items"]])
        return ids

    def check_json_feed(self, feed):
        """jsonfeed.org/version/1.1."""
        self.assertEqual(feed["version"], "https://jsonfeed.org/version/1.1")
        self.assertEqual(feed["feed_url"], f"{BASE}/feed.json")
        known = {"version", "title", "home_page_url", "feed_url", "authors", "items"}
        self.assertTrue(all(key in known or key.startswith("_") for key in feed))
        for item in feed["items"]:
            self.assertIsInstance(item["id"], str)
            self.assertTrue(item["url"].startswith(BASE + "/"))
            self.assertTrue("content_text" in item or "content_html" in item)
            for name in ("date_published", "date_modified"):
                self.assertRegex(item[name], RFC3339)

    def test_released_items_are_listed_and_queued_ones_leave_no_trace(self):
        office = self.office().start()
        ran = self.submit(office, "one.txt", texts.release("Tides turn again"))
        self.assertEqual(ran.code, 0, ran.err)
        self.wait_for(1)
        before = {kind: self.read(kind) for kind in FILES}
        instant = texts.instant_ahead(6)
        ran = self.submit(office, "two.txt", texts.release("A secret bridge", instant))
        queued = ran.json
        while time.time() < instant - 1:
            for kind, text in before.items():
                self.assertEqual(self.read(kind), text)
            time.sleep(0.2)
        for path in self.press.rglob("*"):
            self.assertNotIn("bridge", path.name)
            self.assertFalse(path.is_file() and b"bridge" in path.read_bytes())
        sleep_until(instant)
        self.assertEqual(self.wait_for(2), ["A secret bridge", "Tides turn again"])
        until(lambda: "bridge" in self.read("index"), 5, "the index page")
        ids = self.check_all()
        found = queued["id"] if isinstance(queued, dict) else queued[0]["id"]
        self.assertEqual(ids[0], f"urn:uuid:{found}")
        entry = self.parsed("atom").entries[0]
        self.assertEqual(entry.published, texts.rfc3339(instant))
        self.assertTrue((self.press / entry.link.removeprefix(BASE + "/")).is_file())
        self.assertIn("the office said in a statement", entry.summary)

    def test_sixty_releases_fill_a_feed_of_fifty_and_a_restart_changes_nothing(self):
        office = self.office().start()
        instant = texts.instant_ahead(8)
        lines = "".join(
            json.dumps({"text": texts.release(f"Notice {number:02}", instant)}) + "\n"
            for number in range(60)
        )
        (office.folder / "many.jsonl").write_text(lines)
        office.ctl("submit", "--lines", office.folder / "many.jsonl")
        sleep_until(instant)
        self.wait_for(50, 30)
        until(lambda: office.get("/v1/status") and self.settled(), 20, "feeds that rest")
        ids = self.check_all()
        self.assertEqual(len(ids), 50)
        before = {kind: (self.press / name).stat().st_mtime_ns for kind, name in FILES.items()}
        office.stop()
        (self.press / FILES["rss"]).unlink()
        office.start()
        until(lambda: self.read("rss"), 10, "the feed that was missing")
        self.assertEqual(self.check_all(), ids)
        for kind in ("atom", "json", "index"):
            self.assertEqual((self.press / FILES[kind]).stat().st_mtime_ns, before[kind])

    def settled(self):
        """All four say the same, and went on saying it."""
        first = [self.read(kind) for kind in FILES]
        time.sleep(1.5)
        return first == [self.read(kind) for kind in FILES]

    def item(self):
        items = json.loads(self.read("json") or '{"items": []}')["items"]
        return items[0] if items else {"title": "", "content_text": ""}

    def test_a_correction_keeps_its_id_and_a_kill_leaves_none_of_its_words(self):
        office = self.office().start()
        text = texts.release("Tides turn again")
        self.submit(office, "one.txt", text, "--slug", "tides")
        self.wait_for(1)
        first = self.item()
        page = self.press / "tides.html"
        time.sleep(1.1)  # The dates of feeds are whole seconds.
        new = office.write("two.txt", texts.release("Tides turn twice"))
        office.ctl("correct", "tides", new, "--reason", "a wrong hour")
        until(lambda: self.item()["title"] == "Tides turn twice", 10, "the correction")
        until(lambda: "turn twice" in page.read_text(), 10, "the corrected page")
        self.assertNotIn("turn again", page.read_text())
        corrected = self.item()
        self.assertEqual(corrected["id"], first["id"])
        self.assertEqual(corrected["date_published"], first["date_published"])
        self.assertGreater(corrected["date_modified"], first["date_modified"])
        self.assertIn("a wrong hour", corrected["content_text"])
        self.check_all()
        office.ctl("kill", "tides", "--reason", "a hoax")
        until(lambda: "withdrawn" in self.item()["title"], 10, "the kill")
        until(lambda: "Tides turn" not in page.read_text(), 10, "the notice")
        until(self.settled, 20, "feeds that rest")
        self.assertEqual(self.item()["id"], first["id"])
        for kind in FILES:
            self.assertNotIn("Tides turn", self.read(kind))
            self.assertIn("a hoax", self.read(kind))
        self.check_all()

    def test_a_file_that_is_no_feed_is_left_alone_and_announced(self):
        office = self.office()
        (self.press / "index.html").write_text("<!doctype html>\n<title>ours</title>\n")
        office.start()
        self.submit(office, "one.txt", texts.release("Tides turn again"))
        self.wait_for(1)
        until(lambda: "index.html is not a feed" in office.said, 10, "the announcement")
        self.assertIn("ours", self.read("index"))
        (self.press / "index.html").unlink()
        until(lambda: "Tides turn" in self.read("index"), 20, "the page")
        until(lambda: "over: the feeds" in office.said, 10, "the end of the problem")

    def test_a_release_may_not_take_the_name_of_a_feed(self):
        office = self.office().start()
        ran = self.submit(office, "one.txt", texts.release("Tides turn"), "--slug", "index")
        self.assertNotEqual(ran.code, 0)
        self.assertIn("feed", ran.out + ran.err)

    def test_hostile_words_arrive_as_they_are(self):
        try:
            import hostile
        except ImportError:
            self.skipTest("the hostile releases are not there")
        office = self.office(length=500).start()
        wanted = {}
        for case in hostile.cases():
            ran = self.submit(office, "case.txt", case.data(), "--slug", case.slug)
            if case.refused:
                self.assertNotEqual(ran.code, 0, case.name)
            elif ran.code == 0 and case.shown and case.place == hostile.HEADLINE:
                wanted[case.slug] = case.shown
        count = sum(1 for one in self.press.glob("hostile-*.html")) or 1
        self.wait_for(count, 60)
        until(self.settled, 30, "feeds that rest")
        self.check_all()
        page = Page(self.read("index"))
        self.assertFalse({"script", "img", "iframe", "svg"} & page.tags)
        by_link = {one.link: one for one in self.parsed("atom").entries}
        items = {one["url"]: one for one in json.loads(self.read("json"))["items"]}
        for slug, headline in wanted.items():
            address = f"{BASE}/{slug}.html"
            shown = items[address]["title"]
            # In one line, without controls, and no longer than a title may be.
            words = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\s]+", " ", headline).split())
            if len(words) <= 500:
                self.assertEqual(shown, words, slug)
            else:
                self.assertTrue(words.startswith(shown.removesuffix(" …")), slug)
                self.assertLessEqual(len(shown), 502)
            # What is no character of markup is shown as one that says so.
            xml = "".join("\ufffd" if is_nonchar(ord(one)) else one for one in shown)
            self.assertEqual(" ".join(by_link[address].title_detail.value.split()), xml, slug)


if __name__ == "__main__":
    unittest.main()
