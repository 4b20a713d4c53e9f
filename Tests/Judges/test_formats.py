"""The formats of the files output, read by the IPTC's schemas, validators and a browser."""

import re
import unittest
from dataclasses import dataclass

import judging
from harness import texts
from harness.office import Office
from harness.waiting import until
from markdown_it import MarkdownIt

FORMATS = {"text": "txt", "markdown": "md", "html": "html", "json": "json", "newsml-g2": "xml"}
ADDRESS = "https://press.example/releases"
HOUSE = "Institute of Tides & Co"


@dataclass(frozen=True)
class Input:
    """A release as it is written, and what must be found of it."""

    name: str
    headline: str
    subhead: str
    paragraphs: tuple
    contact: tuple  # name, phone, mail
    notes: str = ""
    language: str = ""
    ending: str = "txt"

    def text(self, stamp):
        line = f"EMBARGOED UNTIL {stamp}"
        matter = f'+++\nlanguage = "{self.language}"\n+++\n' if self.language else ""
        mark = "# " if self.ending == "md" else ""
        notes = f"\nNotes to editors\n{self.notes}\n" if self.notes else ""
        person, phone, mail = self.contact
        body = "\n\n".join(self.paragraphs)
        subhead = f"{self.subhead}\n\n" if self.subhead else ""
        return line, (
            f"{matter}{line}\n\n{mark}{self.headline}\n\n{subhead}"
            f"Contact: {person}, {phone}, {mail}\n\n{body}\n\n###\n{notes}"
        )


INPUTS = [
    Input(
        "tides",
        "Tides turn at noon, “institute” says: 5 < 6 & more",
        "",
        (
            "GENEVA, Sept 19 – The tides turn at noon, the institute says in a report that it has "
            "published at https://tides.example/report_1 and that nobody expected, not even here.",
            "“Nobody expected this,” said Ada Example, who has measured tides for thirty years and "
            "who keeps <all> of her *records* in [boxes].",
        ),
        ("Ada Example", "+1 (202) 555-0143", "press@example.org"),
        notes="The report has 12 pages.",
    ),
    Input(
        "mark",
        "Results of the year",
        "",
        (
            "GENEVA - The institute has published its **results** of the year, which are _good_, "
            "and says so in [its report](https://tides.example/results) of this morning.",
            "## What is new\n\n- more water\n- less land",
            "> “We have measured it,” said Ada Example of the institute.",
        ),
        ("Ada Example", "+44 20 7946 0000", "press@example.org"),
        ending="md",
        language="en-GB",
    ),
    Input(
        "rtl",
        "بيان صحفي: المد ينقلب ظهرا",
        "",
        (
            "جنيف - قال المعهد في بيان طويل بما يكفي ليكون فقرة إن المد ينقلب عند الظهر، وإن أحدا "
            "لم يتوقع ذلك من قبل في هذا البلد.",
        ),
        ("Ada Example", "+1 (202) 555-0143", "press@example.org"),
        language="ar",
    ),
]


class FormatTests(unittest.TestCase):
    """One daemon for each test, which publishes all inputs in all formats."""

    def setUp(self):
        self.office = Office(self)
        self.office.settings["publication"] = {"public_url": ADDRESS, "organisation": HOUSE}
        self.office.add_files(formats=list(FORMATS))
        self.bundles = self.office.folder / "bundles"
        self.bundles.mkdir()
        self.office.add_files("bundles", directory=self.bundles, bundle=True, formats=list(FORMATS))
        self.kept = self.office.folder / "kept"
        self.kept.mkdir()
        self.office.add_files(
            "kept", directory=self.kept, release_line="keep", formats=["html", "markdown"]
        )
        self.office.start()
        self.at = texts.instant_ahead(6)
        self.lines = {}
        image = self.office.folder / "Küste & Meer.png"
        image.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(2000))
        for one in INPUTS:
            line, text = one.text(texts.stamp(self.at))
            self.lines[one.name] = line
            path = self.office.write(f"{one.name}.{one.ending}", text)
            self.office.ctl("submit", path, "--slug", one.name, "--attach", image)
        until(lambda: all(self.is_out(one.name) for one in INPUTS), 30, "the lift")

    def is_out(self, slug):
        deliveries = self.office.show(slug)["deliveries"]
        return all(one["state"] == "delivered" for one in deliveries)

    def read(self, one, form, folder=None):
        ending = FORMATS[form]
        return ((folder or self.office.press) / f"{one.name}.{ending}").read_bytes()

    def each(self, form):
        for one in INPUTS:
            with self.subTest(one.name):
                yield one, self.read(one, form)

    def test_ninjs(self):
        for one, data in self.each("json"):
            item = judging.ninjs(data)
            self.assertEqual(item["uri"], f"urn:uuid:{self.office.show(one.name)['id']}")
            self.assertEqual(item["headlines"][0]["value"], one.headline)
            plain, marked = item["bodies"][:2]
            self.assertEqual(plain["contentType"], "text/plain")
            self.assertEqual(plain["value"], "\n\n".join(one.paragraphs))
            self.assertEqual(plain["charCount"], len(plain["value"]))
            self.assertEqual(marked["contentType"], "text/html")
            name, phone, mail = one.contact
            (person,) = item["people"]
            self.assertEqual(person["name"], name)
            self.assertEqual([info["value"] for info in person["contactInfo"]], [phone, mail])
            self.assertEqual(item["edNote"], self.lines[one.name])
            for instant in ("embargoedUntil", "versionCreated", "firstCreated"):
                self.assertEqual(item[instant], texts.rfc3339(self.at))
            self.assertEqual((item["pubStatus"], item["version"]), ("usable", "1"))
            self.assertEqual(item["language"], one.language or "en")
            (file,) = item["associations"]
            address = file["renditions"][0]["href"]
            self.assertEqual(address, f"{ADDRESS}/{one.name}.files/K%C3%BCste%20%26%20Meer.png")

    def test_newsml(self):
        for one, data in self.each("newsml-g2"):
            item = judging.newsml(data)

            def texts_of(path):
                return [found.text for found in item.xpath(path, namespaces=judging.G2)]

            self.assertEqual(item.get("guid"), f"urn:uuid:{self.office.show(one.name)['id']}")
            self.assertEqual(item.get("version"), "1")
            self.assertEqual(texts_of("//g2:contentMeta/g2:headline")[0], one.headline)
            self.assertEqual(texts_of("//g2:itemMeta/g2:edNote"), [self.lines[one.name]])
            for name in ("embargoed", "versionCreated"):
                self.assertEqual(texts_of(f"//g2:itemMeta/g2:{name}"), [texts.rfc3339(self.at)])
            order = [child.tag.split("}")[1] for child in item.find("g2:itemMeta", judging.G2)]
            self.assertEqual(order.index("embargoed") + 1, order.index("pubStatus"))
            person, phone, mail = one.contact
            self.assertEqual(texts_of("//g2:infoSource/g2:name"), [person])
            self.assertEqual(texts_of("//g2:phone") + texts_of("//g2:email"), [phone, mail])
            body = item.xpath("//x:body", namespaces=judging.G2)[0]
            self.assertParagraphs(one, judging.words("".join(body.itertext())))

    def assertParagraphs(self, one, text):
        for paragraph in one.paragraphs:
            if one.ending == "md":
                paragraph = re.sub(r"\]\([^)]*\)|[*_\[>#]|^- ", "", paragraph, flags=re.M)
                for word in paragraph.split():
                    self.assertIn(word, text)
            else:
                self.assertIn(judging.words(paragraph), text)

    def test_markdown(self):
        for one, data in self.each("markdown"):
            tree = judging.lxml.html.document_fromstring(
                MarkdownIt("commonmark").render(data.decode())
            )
            self.assertEqual(tree.xpath("string(//h1)"), one.headline)
            text = judging.words(tree.text_content())
            self.assertParagraphs(one, text)
            for detail in one.contact:
                self.assertIn(detail, text)
            self.assertIn("Released ", text)
            self.assertNotIn("EMBARGOED", text)

    def test_text_is_what_was_accepted(self):
        for one, data in self.each("text"):
            text = one.text(texts.stamp(self.at))[1]
            self.assertEqual(data.decode(), text.split("+++\n")[-1])

    def test_page(self):
        paths = [self.office.press / f"{one.name}.html" for one in INPUTS]
        paths += [self.kept / f"{one.name}.html" for one in INPUTS]
        self.assertEqual(judging.html_faults(paths), [])
        for one, data in self.each("html"):
            tree = judging.page(data)
            self.assertEqual(tree.get("lang"), one.language or "en")
            self.assertEqual(tree.get("dir"), "rtl" if one.language == "ar" else "ltr")
            self.assertEqual(tree.xpath("string(//h1)"), one.headline)
            self.assertEqual(tree.xpath("//time/@datetime"), [texts.rfc3339(self.at)])
            address = f"{ADDRESS}/{one.name}.html"
            self.assertEqual(tree.xpath("//link[@rel='canonical']/@href"), [address])
            graph = {one.get("property"): one.get("content") for one in tree.xpath("//meta")}
            self.assertEqual(graph["og:title"], one.headline)
            self.assertEqual(graph["og:url"], address)
            self.assertEqual(graph["og:type"], "article")
            self.assertEqual(graph["article:published_time"], texts.rfc3339(self.at))
            data = judging.linked_data(tree)
            self.assertEqual((data["@type"], data["headline"]), ("NewsArticle", one.headline))
            self.assertEqual(data["datePublished"], texts.rfc3339(self.at))
            self.assertEqual((data["url"], data["publisher"]["name"]), (address, HOUSE))
            text = judging.words(tree.xpath("//main")[0].text_content())
            self.assertParagraphs(one, text)
            for detail in one.contact:
                self.assertIn(detail, text)
            self.assertNotIn("EMBARGOED", text)
            kept = judging.page(self.read(one, "html", self.kept)).xpath("//main")[0]
            self.assertIn(self.lines[one.name], kept.text_content())

    def test_page_is_accessible(self):
        for one, data in self.each("html"):
            for size in ("--window-size=1280,900", "--window-size=360,800"):
                self.assertEqual(judging.axe_faults(data, size), [])

    def test_bundles(self):
        for one in INPUTS:
            folder = self.bundles / one.name
            names = {path.name for path in folder.iterdir()}
            files = {f"{one.name}.{ending}" for ending in FORMATS.values()}
            self.assertEqual(names, files | {f"{one.name}.files"})
            judging.ninjs((folder / f"{one.name}.json").read_bytes())
        hidden = [path for path in self.office.folder.rglob("*.tmp")]
        self.assertEqual(hidden, [])


class TemplateTests(unittest.TestCase):
    """A page template of one's own."""

    def test_template(self):
        office = Office(self)
        template = office.write("page.mustache", "{{headline}}|{{{body}}}")
        office.add_files(formats=["html"], template=template)
        office.start()
        text = texts.release("First")
        first = office.submit(text)["slug"]
        until(lambda: (office.press / f"{first}.html").exists(), 10)
        self.assertTrue((office.press / f"{first}.html").read_text().startswith("First|<p>"))
        template.write_text("new: {{headline}}{{{body}}}")
        office.signal(1)
        until(lambda: "was reloaded" in office.said, 10, "the reload")
        second = office.submit(texts.release("Second"))["slug"]
        until(lambda: (office.press / f"{second}.html").exists(), 10)
        self.assertTrue((office.press / f"{second}.html").read_text().startswith("new: Second"))
        template.write_text("{{headlne}}")
        office.signal(1)
        until(lambda: "names {{headlne}}" in office.said, 10, "the refusal")


if __name__ == "__main__":
    unittest.main()
