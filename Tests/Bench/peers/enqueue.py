"""Queues what BENCH_RELEASES lists through the control API; prints how many, and the seconds.

Each line of the file is JSON: `id` (the slug), `due_ns`, `mode` (file or post). Ends early after
BENCH_BUDGET seconds. The bench wants each post at a path of its own. Where urls of webhooks may
not hold {slug} yet, a webhook output is configured for every release that is posted, before the
time is taken; that is more than an office would ever have.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import texts  # noqa: E402
from office import Connection  # noqa: E402

BATCH = 100
RELOADED_WITHIN = 60


def releases():
    with open(os.environ["BENCH_RELEASES"], encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def output_of(release):
    """The name of the output that publishes it."""
    if release["mode"] == "file":
        return "files"
    return "post" if os.environ["EMBARGOD_POSTS"] == "template" else f"post-{release['id']}"


def add_outputs(connection, posts):
    """Configures an output for each post, by a reload of the daemon."""
    path = Path(os.environ["EMBARGOD_CONFIG"])
    tables = [path.read_text(encoding="utf-8")]
    for release in posts:
        tables.append(f"""
[[output]]
name = "{output_of(release)}"
kind = "webhook"
url = "{os.environ['BENCH_URL']}/{release['id']}"
secret = {{ file = "{os.environ['BENCH_WORKDIR']}/webhook.key" }}
allow_private = true
""")
    path.write_text("".join(tables), encoding="utf-8")
    os.kill(connection.get("/v1/status")["pid"], signal.SIGHUP)
    wanted = {output_of(release) for release in posts}
    end = time.monotonic() + RELOADED_WITHIN
    while not wanted <= {one["name"] for one in connection.get("/v1/outputs")["outputs"]}:
        if time.monotonic() > end:
            raise RuntimeError(f"the outputs were not taken up within {RELOADED_WITHIN} s")
        time.sleep(0.1)


def main():
    wanted = releases()
    with Connection(os.environ["EMBARGOD_SOCKET"]) as connection:
        posts = [one for one in wanted if one["mode"] == "post"]
        if posts and os.environ["EMBARGOD_POSTS"] != "template":
            add_outputs(connection, posts)
        begun = time.monotonic()
        end = begun + float(os.environ.get("BENCH_BUDGET", "3600"))
        count = 0
        while count < len(wanted) and time.monotonic() < end:
            part = wanted[count : count + BATCH]
            bodies = [
                texts.submission(one["id"], one["due_ns"], outputs=[output_of(one)])
                for one in part]
            connection.submit(b"[" + b",".join(bodies) + b"]")
            count += len(part)
        print(json.dumps({"n": count, "seconds": time.monotonic() - begun}), flush=True)


if __name__ == "__main__":
    main()
