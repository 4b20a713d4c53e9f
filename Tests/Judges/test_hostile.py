"""Two hundred hostile releases through every format of the files output."""

import unittest

import hostile
import judging
from harness.office import Office
from harness.waiting import until
from markdown_it import MarkdownIt

FORMATS = {"text": "txt", "markdown": "md", "html": "html", "json": "json", "newsml-g2": "xml"}
# What pages are made of; nothing that a text holds adds to it.
TAGS = set(
    "html head meta title link style script body main article header h1 h2 h3 h4 p br time section"
    " ul ol li a strong em blockquote footer hr span".split()
)
ATTRIBUTES = set(
    "lang dir charset name content rel href type class role datetime aria-labelledby id property"
    " value".split()
)
FORBIDDEN = {*range(0x20), *range(0x7F, 0xA0), *range(0xFDD0, 0xFDF0)} - {0x09, 0x0A}


def shown(text):
    """As markup shows a text: what it cannot hold is U+FFFD."""
    def is_forbidden(code):
        return code in FORBIDDEN or code & 0xFFFE == 0xFFFE

    return "".join("\ufffd" if is_forbidden(ord(sign)) else sign for sign in text)


class HostileTests(unittest.TestCase):
    """All of them go out at once, then each is looked at in each format."""

    @classmethod
    def setUpClass(cls):
        cls.cases = hostile.cases()

    def setUp(self):
        self.office = Office(self)
        self.office.settings["intake"] = {"max_bytes": "4MiB"}
        self.office.settings["publication"] = {
            "public_url": "https://press.example", "organisation": "Office",
        }
        self.office.add_files(formats=list(FORMATS))
        self.office.start()

    def test_every_format(self):
        accepted = []
        for case in self.cases:
            with self.subTest(case.name):
                path = self.office.folder / "case.txt"
                path.write_bytes(case.data())
                ran = self.office.ctl("submit", path, "--slug", case.slug, code=None)
                if case.refused:
                    self.assertEqual(ran.code, 65, ran.out + ran.err)
                    self.assertIn(case.refused, ran.out + ran.err)
                else:
                    self.assertEqual(ran.code, 0, ran.err)
                    accepted.append(case)
        self.assertIsNone(self.office.process.poll(), "the daemon ended")
        for case in accepted:
            last = self.office.press / f"{case.slug}.xml"
            until(last.exists, 60, case.name)
        for case in accepted:
            with self.subTest(case.name):
                self.judge(case)
        names = {path.name for path in self.office.press.iterdir()}
        expected = {f"{case.slug}.{ending}" for case in accepted for ending in FORMATS.values()}
        self.assertEqual(names, expected)

    def judge(self, case):
        data = {
            form: (self.office.press / f"{case.slug}.{ending}").read_bytes()
            for form, ending in FORMATS.items()
        }
        self.assertEqual(data["text"], case.data())
        item = judging.ninjs(data["json"])
        self.judge_page(case, data["html"], item)
        news = judging.newsml(data["newsml-g2"])
        headline = news.xpath("//g2:contentMeta/g2:headline", namespaces=judging.G2)[0].text
        self.assertEqual(headline, shown(item["headlines"][0]["value"]))
        if case.shown is not None:
            self.assertEqual(item["headlines"][0]["value"], case.shown)
        if case.place == hostile.CONTACT:
            people = [one.get("name", "") for one in item.get("people", [])]
            text = "\n".join(people) + data["text"].decode()
            self.assertIn(case.payload, text)
        self.judge_markdown(case, data["markdown"], item)

    def judge_page(self, case, data, item):
        tree = judging.page(data)
        found = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
        self.assertLessEqual(found, TAGS)
        self.assertLessEqual({name for one in tree.iter() for name in one.attrib}, ATTRIBUTES)
        self.assertEqual(len(tree.xpath("//h1")), 1)
        headline = shown(item["headlines"][0]["value"])
        self.assertEqual(judging.words(tree.xpath("string(//h1)")), judging.words(headline))
        for address in tree.xpath("//@href"):
            self.assertRegex(address, r"\A(https?://|mailto:)")
        self.assertEqual(judging.linked_data(tree)["@type"], "NewsArticle")
        if case.place == hostile.BODY:
            body = shown(item["bodies"][0]["value"])
            text = judging.words(tree.xpath("//article")[0].text_content())
            for word in judging.words(body)[:100_000].split():
                self.assertIn(word.strip("-•*0123456789.)"), text)

    def judge_markdown(self, case, data, item):
        if len(data) > 200_000:
            # The judge takes minutes for these; that the words are there is enough.
            self.assertIn(f"Case {case.number:03}", data.decode())
            return
        tree = judging.lxml.html.document_fromstring(
            MarkdownIt("commonmark").render(data.decode())
        )
        found = {one.tag for one in tree.iter() if isinstance(one.tag, str)}
        self.assertLessEqual(found, TAGS | {"div"})
        headline = shown(item["headlines"][0]["value"])
        self.assertEqual(judging.words(tree.xpath("string(//h1)")), judging.words(headline))
        for address in tree.xpath("//@href"):
            self.assertRegex(address, r"\A(https?://|mailto:)")


if __name__ == "__main__":
    unittest.main()
