"""Secrets that systemd hands over, as they are and encrypted for this machine."""

from facts import until
from office import DROP_IN, SECRET, sleep_until

PLACE = "/etc/systemd/system/embargod.service.d/office.conf"
PLAIN = "LoadCredential=wire:/etc/embargod/wire.key"
ENCRYPTED = "LoadCredentialEncrypted=wire:/etc/embargod/wire.cred"


def restart(box, office, drop_in):
    before = office.main_pid()
    box.write(PLACE, drop_in)
    box.run("systemctl", "daemon-reload")
    ran = box.try_run("systemctl", "restart", "embargod")
    return ran.code == 0 and until(lambda: office.is_renewed(before), 30, 0.1)


def holds_secret(box, folder):
    return box.try_run("grep", "-rl", SECRET, folder).out.split()


def check_credentials(facts, box, office):
    slug, instant, _ = office.submit(4)
    sleep_until(instant)
    office.delivered(slug)
    facts.equal("with LoadCredential= the request is signed by the secret of root's file",
                [one["verified"] for one in office.requests(slug)], [True])
    # The host's key; where the machine has a TPM, systemd-creds takes it, too.
    box.run("systemd-creds", "setup")
    box.run("systemd-creds", "encrypt", "--with-key=host", "--name=wire",
            "/etc/embargod/wire.key", "/etc/embargod/wire.cred")
    box.run("rm", "/etc/embargod/wire.key")
    facts.equal("encrypted, no file in /etc has the secret any more", holds_secret(box, "/etc"), [])
    facts.say("the service starts with LoadCredentialEncrypted=",
              restart(box, office, DROP_IN.replace(PLAIN, ENCRYPTED)),
              box.try_run("systemctl", "status", "embargod").said)
    handed = "/run/credentials/embargod.service/wire"
    facts.equal("systemd hands it over decrypted, to the service alone",
                [box.run("cat", handed).strip(), box.run("stat", "-c", "%a", handed).strip()],
                [SECRET, "400"])
    slug, instant, _ = office.submit(4)
    sleep_until(instant)
    office.delivered(slug)
    facts.equal("and the request is signed by it",
                [one["verified"] for one in office.requests(slug)], [True])
    report = office.ctl("doctor", "--json").out
    facts.say("doctor has no complaint about the secret", '"webhook-secret"' not in report, report)
    box.write("/etc/embargod/wire.key", SECRET + "\n", 0o600)
    facts.say("back with LoadCredential= it starts as before", restart(box, office, DROP_IN))
