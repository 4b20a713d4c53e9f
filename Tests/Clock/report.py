"""What was done, what was expected and what was seen, in words; and whether all was as expected."""

import textwrap

WIDTH = 100


class Report:
    """Prints as it goes; knows the verdicts of the run."""

    def __init__(self, colour):
        self.verdicts, self.case, self.number = [], "", 0
        self.colour = colour

    def begin(self, title):
        self.case = title
        self.number += 1
        print(f"\n{self.number}. {title}", flush=True)

    def did(self, words):
        self._print("step", words)

    def note(self, words):
        self._print("note", words)

    def judge(self, expected, seen, is_good):
        self.verdicts.append((self.case, bool(is_good)))
        self._print("expected", expected)
        self._print("good" if is_good else "WRONG", seen, marked=not is_good)

    @property
    def wrong(self):
        """The case of each judgement that was not as expected."""
        return [case for case, is_good in self.verdicts if not is_good]

    def _print(self, kind, words, marked=False):
        text = textwrap.fill(
            " ".join(words.split()),
            WIDTH,
            initial_indent=f"   {kind:<9} ",
            subsequent_indent=" " * 13,
        )
        print(f"\x1b[31m{text}\x1b[0m" if marked and self.colour else text, flush=True)
