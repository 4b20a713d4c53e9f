"""Releases that go out from the hardened service, and what the outputs get."""

from facts import TICK, until
from office import BODY, SECRETS, sleep_until

def check_lift(facts, box, office):
    """One release to a directory, a webhook and a spool, looked at before and after."""
    slug, instant, ran = office.submit(8)
    facts.say("a release for a directory, a webhook and a spool is queued", ran.code == 0, ran.said)
    sleep_until(instant - 1)
    places = ["/srv/press", "/var/spool/embargod", "/run/embargod", "/srv/requests"]
    found = box.try_run("grep", "-rlE", "|".join(SECRETS), *places).out.split()
    facts.equal("a second before its instant no output has a byte of it", found, [])
    states = office.delivered(slug)
    facts.say("all three outputs get it", states,
              office.ctl("show", slug).said)
    published = office.file(slug)
    late = published[0] - instant if published else None
    facts.say("the file appears at its instant, within a second of it",
              late is not None and -TICK <= late < 1, f"{late} s after it")
    facts.say("it is the accepted text", published and BODY in published[1], published)
    requests = office.requests(slug)
    facts.equal("the webhook comes once, and its signature is good by the secret that systemd "
                "handed over (LoadCredential=)", [one["verified"] for one in requests], [True])
    credential = box.shell("stat -c %a /run/credentials/embargod.service/wire").strip()
    facts.equal("nobody but the service reads that secret", credential, "400")
    records = [one["event"] for one in office.answer("audit")]
    facts.say("the lift is on record",
              "release.lifted" in records or "release.lift-began" in records, records)


def check_network(facts, box, office):
    """What the drop-in does not name is not reached."""
    box.run("ip", "address", "add", "192.0.2.1/32", "dev", "lo")
    probe = ("import socket; s = socket.socket(); s.settimeout(3); "
             "s.connect(('{}', 8099)); print('reached')")
    words = ["systemd-run", "--quiet", "--wait", "--pipe", "-pIPAddressDeny=any",
             "-pIPAddressAllow=localhost", "python3", "-c"]
    near = box.try_run(*words, probe.format("127.0.0.1")).said
    box.run("systemd-run", "--quiet", "--unit=far", "python3", "-m", "http.server", "8098",
            "--bind", "192.0.2.1")
    until(lambda: "8098" in box.run("ss", "-ltn"))
    far = box.try_run(*words, probe.format("192.0.2.1").replace("8099", "8098"))
    free = box.try_run("python3", "-c", probe.format("192.0.2.1").replace("8099", "8098"))
    box.run("systemctl", "stop", "far")
    facts.say("here an address that a unit does not allow is out of its reach",
              near == "reached" and far.code != 0 and free.code == 0,
              f"localhost: {near}; other: {far.said}; without a unit: {free.said}")
    denied = box.show("embargod", "IPAddressDeny", "IPAddressAllow")
    facts.say("the service is allowed what the drop-in names and nothing else",
              denied[0] and "127.0.0.0/8" in denied[1], denied)


def check_mail(facts, box, office):
    """The hand-over to a real mail server, down to a mailbox."""
    settings = ["inet_interfaces=loopback-only", "inet_protocols=ipv4", "home_mailbox=Maildir/",
                "mydestination=mail.test, localhost", "myhostname=mail.test"]
    box.run("postconf", "-e", *settings)
    box.run("systemctl", "restart", "postfix")
    units = ["embargod-mail@media-list.path", "embargod-mail@media-list.timer"]
    box.run("systemctl", "enable", "--now", *units)
    slug, instant, _ = office.submit(6, headline="Zephyrine by mail")
    sleep_until(instant)
    came = until(lambda: office.mailbox("Zephyrine by mail"), 30, 0.3)
    facts.say("embargod-mail@ hands the message to Postfix, and the reader has it", came,
              box.try_run("journalctl", "-n20", "-u", "embargod-mail@media-list").said)
    # The release of the case before waited in the spool, and is there too.
    is_empty = until(lambda: not office.answer("mail", "list", "media-list")["messages"], 15, 0.3)
    facts.say("nothing waits in the spool any more", is_empty,
              office.ctl("mail", "list", "media-list").said)
    box.run("systemctl", "start", "embargod-mail@media-list.service")
    facts.equal("another run of the hand-over sends nothing twice",
                office.mailbox(f"Zephyrine by mail for the {office.count}th time"), came)
    records = [one["event"] for one in office.answer("audit")]
    facts.say("the hand-over is on record", "mail.handed-over" in records, records)
    return slug
