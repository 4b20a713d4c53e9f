"""What a case did, what was expected and what was seen, in words; and whether all was as expected."""

import sys
import textwrap

from office import HOUR, SECOND, clock, seconds

SLOW = 5 * SECOND  # what counts as on time in a machine that is 10 to 20 times slower than a real one
GOOD, WRONG = "good", "WRONG"


class Report:
    """The verdicts of one run."""

    def __init__(self, colour):
        self.verdicts, self.case = [], ""
        self.colour = colour

    def begin(self, title):
        self.case = title
        print(f"\n{len({case for case, _ in self.verdicts}) + 1}. {title}", flush=True)

    def did(self, words):
        self._print("step", words)

    def note(self, words):
        self._print("note", words)

    def judge(self, expected, seen, is_good):
        verdict = GOOD if is_good else WRONG
        self.verdicts.append((self.case, bool(is_good)))
        self._print("expected", expected)
        self._print("seen", f"{seen}  -- {verdict}")

    @property
    def wrong(self):
        return [case for case, is_good in self.verdicts if not is_good]

    def _print(self, kind, words):
        text = textwrap.fill(
            words, 100, initial_indent=f"   {kind:<9} ", subsequent_indent=" " * 13
        )
        if self.colour and text.endswith(WRONG):
            text = text[: -len(WRONG)] + f"\x1b[31m{WRONG}\x1b[0m"
        print(text, flush=True)
