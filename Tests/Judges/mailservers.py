"""A mail server of Debian's, started by hand in a root of its own.

The root is this machine's with the package laid over it (overlayfs), in namespaces of its own:
nothing is installed, no user is made, and no file is changed outside of it but in the folder that
it shares with the test. What is written there is in memory and gone with the process. Devices,
/tmp, /run and the network are its own. Needs root.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from harness.office import PROGRAMS, ROOT
from harness.waiting import until

PACKAGES = ROOT / ".build" / "judges-mail"
USER = "daemon"  # an ordinary user of every Debian system
READERS = ("reader", "second", "third")
DOMAIN = "mail.test"

COMMON = f"""
set -eu
mount -t tmpfs tmpfs /mnt
mkdir /mnt/package /mnt/upper /mnt/work /mnt/root
for deb in "$DEBS"/*.deb; do dpkg -x "$deb" /mnt/package; done
# The unit files; as a folder it would hide the link /lib.
rm -rf /mnt/package/lib
mount -t overlay overlay -o lowerdir=/mnt/package:/,upperdir=/mnt/upper,workdir=/mnt/work /mnt/root
mount -t proc proc /mnt/root/proc
mount -t tmpfs -o mode=755 tmpfs /mnt/root/dev
for device in null zero full random urandom tty; do cp -a /dev/$device /mnt/root/dev/; done
mount -t tmpfs -o mode=755 tmpfs /mnt/root/run
mount -t tmpfs -o mode=1777 tmpfs /mnt/root/tmp
mkdir -p "/mnt/root$SHARE"
mount --bind "$SHARE" "/mnt/root$SHARE"
ip link set lo up
mkdir -p /mnt/root/usr/local/programs
mount --bind "$PROGRAMS" /mnt/root/usr/local/programs
cat >/mnt/root/usr/local/prepare <<'INNER'
set -eu
# Names are looked up in files alone.
printf 'passwd: files\\ngroup: files\\nhosts: files\\n' >/etc/nsswitch.conf
printf '127.0.0.1 localhost mx.{DOMAIN}\\n' >/etc/hosts
for reader in {" ".join(READERS)}; do useradd -m "$reader"; done
"""

POSTFIX = f"""
groupadd -r postfix
groupadd -r postdrop
useradd -r -g postfix -d /var/spool/postfix -M postfix
echo /usr/lib/postfix >/etc/ld.so.conf.d/postfix.conf
ldconfig
cp /usr/share/postfix/dynamicmaps.cf /usr/share/postfix/makedefs.out /etc/postfix/
cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
cat >/etc/postfix/main.cf <<MAIN
compatibility_level = 3.6
queue_directory = /var/spool/postfix
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
data_directory = /var/lib/postfix
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{DOMAIN}
mydestination = {DOMAIN}, localhost
inet_interfaces = loopback-only
inet_protocols = ipv4
home_mailbox = Maildir/
alias_maps =
alias_database =
message_size_limit = 104857600
mailbox_size_limit = 0
maillog_file = /var/log/mail.log
default_transport = error:nothing leaves this machine
MAIN
touch /etc/postfix/main.cf.proto /etc/postfix/master.cf.proto
# Nothing listens on a port, and nothing runs in a chroot, which would want files copied into it.
sed -i -E 's/^(smtp +inet .*)/#\\1/; s/^([a-z]+ +(unix|fifo) +[-yn]+ +[-yn]+ +)y/\\1n/' \\
  /etc/postfix/master.cf
grep -q ^postlog /etc/postfix/master.cf \\
  || echo 'postlog unix-dgram n - n - 1 postlogd' >>/etc/postfix/master.cf
postfix set-permissions
chgrp postdrop /usr/sbin/postdrop /usr/sbin/postqueue
chmod 2555 /usr/sbin/postdrop /usr/sbin/postqueue
postfix start
touch /run/ready
while :; do sleep 60; done
INNER
exec chroot /mnt/root sh /usr/local/prepare
"""

OPENSMTPD = f"""
groupadd -r opensmtpd
groupadd -r opensmtpq
useradd -r -g opensmtpd -d /var/lib/opensmtpd/empty -M opensmtpd
useradd -r -g opensmtpq -d /nonexistent -M opensmtpq
mkdir -p /var/lib/opensmtpd/empty
chmod 711 /var/lib/opensmtpd/empty
chgrp opensmtpq /usr/sbin/smtpctl
chmod 2555 /usr/sbin/smtpctl
echo mx.{DOMAIN} >/etc/mailname
cat >/etc/smtpd.conf <<MAIN
smtp max-message-size "100M"
listen on socket
action "local" maildir "~/Maildir"
match for domain "{DOMAIN}" action "local"
match for local action "local"
MAIN
/usr/sbin/smtpd -d >/var/log/mail.log 2>&1 &
until [ -S /run/smtpd.sock ]; do sleep 0.05; done
touch /run/ready
wait
INNER
exec chroot /mnt/root sh /usr/local/prepare
"""

SETUPS = {"postfix": COMMON + POSTFIX, "opensmtpd": COMMON + OPENSMTPD}


class MailServer:
    """Runs until the test is over."""

    def __init__(self, test, package):
        self.package = package
        folder = self._fetched()
        # Seen at the same path there.
        self.share = Path(tempfile.mkdtemp(prefix="embargo-mail-"))
        self.share.chmod(0o755)
        test.addClassCleanup(shutil.rmtree, self.share, ignore_errors=True)
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--ipc", "--uts", "--net", "--fork", "--kill-child",
             "sh", "-c", SETUPS[package]],
            env={
                "PATH": os.environ["PATH"], "DEBS": str(folder), "PROGRAMS": str(PROGRAMS),
                "SHARE": str(self.share),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        test.addClassCleanup(self.close)
        self.inner = None
        until(self._is_ready, 30, f"{package} ready")

    def _fetched(self):
        """The folder with the package, as Debian's mirrors have it."""
        folder = PACKAGES / self.package
        if not list(folder.glob("*.deb")):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            subprocess.run(
                ["apt-get", "download", self.package], cwd=folder, check=True, capture_output=True
            )
        return folder

    def _is_ready(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.package} ended:\n{self.process.stdout.read().decode()}")
        if self.inner is None:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            pids = children.read_text().split()
            self.inner = int(pids[0]) if pids else None
        return self.inner and (self.root / "run" / "ready").exists()

    @property
    def root(self):
        """Its root, as it is seen from here."""
        return Path(f"/proc/{self.inner}/root")

    def maildir(self, reader="reader"):
        return self.root / "home" / reader / "Maildir"

    def run(self, *words, user=USER, **more):
        """Runs a program in its root as an ordinary user."""
        return subprocess.Popen(
            ["nsenter", "-t", str(self.inner), "-m", "-p", "-n", "-r", "-w", "--",
             "setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", "--",
             *map(str, words)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            **more)

    @property
    def log(self):
        with contextlib.suppress(OSError):
            return (self.root / "var/log/mail.log").read_text(errors="replace")
        return ""

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            # The first process of the namespace dies with it, and all others with that.
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()
