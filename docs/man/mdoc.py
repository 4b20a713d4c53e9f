"""Text as lines of mdoc(7), for scripts/manual."""

import re
import textwrap


def roff(text):
    """Text for a line of mdoc; options and quotes as they are typed."""
    text = text.replace("\\", "\\e")
    text = re.sub(r"(?<![\w-])--?(?=[a-z ])", lambda found: found[0].replace("-", "\\-"), text)
    text = re.sub(r"(\.\.\.|\b[ap]\.m\.)(?= )", r"\1\\&", text)
    # Paths and names are not hyphenated.
    text = re.sub(r"(?<!\S)(?=\S*(\w[/_]|/|\w\w\.)\w\w)", r"\\%", text)
    return shielded(text)


def literal(text):
    """A line of a literal display: every character as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    for character, name in (("'", "aq"), ("`", "ga"), ("^", "ha"), ("~", "ti")):
        text = text.replace(character, f"\\({name}")
    return shielded(text)


def shielded(line):
    return "\\&" + line if line.startswith((".", "'")) else line


def argument(text):
    """One argument of a macro, in quotes."""
    return '"' + roff(text).replace('"', "\\(dq") + '"'


def sentences(text):
    """A paragraph in source lines: each sentence begins a new one (mandoc's style)."""
    text = " ".join(text.split())
    for sentence in re.split(r'(?<=[A-Za-z0-9")\]][.!?:])(?<!\b[ap]\.m\.) +(?=[A-Z"(])', text):
        yield from textwrap.wrap(
            sentence, 76, break_long_words=False, break_on_hyphens=False
        )


def prose(text):
    return [roff(line) for line in sentences(text)]


def display(lines, indent="offset indent"):
    return [f".Bd -literal -{indent}", *[literal(line) for line in lines], ".Ed"]


def discussion(text):
    """Paragraphs, and examples where lines are indented."""
    lines = []
    for block in re.split(r"\n\s*\n", text.rstrip()):
        if not block.strip():
            continue
        if block.startswith("  "):
            lines += display(folded(textwrap.dedent(block).splitlines()))
        else:
            lines += [".Pp", *prose(block)]
    return lines


def folded(commands):
    """Commands in lines that fit a page of 80 columns, broken between words of the shell."""
    for command in commands:
        words = re.findall(r"(?:\"[^\"]*\"|'[^']*'|[^\s\"'])+", command)
        lines = [[]]
        for number, word in enumerate(words):
            # An option stays with its value, and a pipe with its command.
            unit = word
            if word.startswith("--") or word == "|":
                unit = " ".join(words[number : number + 2])
            length = len(" ".join([*lines[-1], unit])) + 2 * (len(lines) > 1)
            if lines[-1] and length > 66:
                lines.append([])
            lines[-1].append(word)
        for number, line in enumerate(lines):
            end = " \\" if number < len(lines) - 1 else ""
            yield ("  " if number else "") + " ".join(line) + end
