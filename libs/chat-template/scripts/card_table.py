"""Prints where the model card's form differs from the rule, by classes of input, as Markdown. Started by `npm run card-table`."""

from random import Random

from reference import encode_text, sentence_piece
from texts import COMBINING, EMOJI, ODD, OTHER_SCRIPTS, RIGHT_TO_LEFT, SPECIALS, WHITE_SPACE, text

SEED = 5
RUNS = range(1, 65)


def rule(content):
    return encode_text("v1", f"[INST] {content} [/INST]")


def card(content):
    return [token for part in ("[INST]", content, "[/INST]") for token in encode_text("v1", part)]


def pieces():
    model = sentence_piece("v1")
    return [model.id_to_piece(token).replace("\u2581", " ") for token in range(259, model.vocab_size())]


def classes(random):
    scripts = [*OTHER_SCRIPTS, *RIGHT_TO_LEFT, *COMBINING, *EMOJI]
    yield "empty", [""]
    yield "spaces only, 1 to 64", [" " * run for run in RUNS]
    yield "line feeds only, 1 to 64", ["\n" * run for run in RUNS]
    yield "1 to 64 spaces in front", [" " * run + "a" for run in RUNS]
    yield "1 to 64 spaces at the end", ["a" + " " * run for run in RUNS]
    yield "1 to 64 line feeds in front", ["\n" * run + "a" for run in RUNS]
    yield "1 to 64 line feeds at the end", ["a" + "\n" * run for run in RUNS]
    yield "other white space, alone, in front, at the end", [form for one in WHITE_SPACE for form in (one, f"{one}a", f"a{one}")]
    yield "mixed white space at both edges", [f"{left}{middle}{right}" for left in WHITE_SPACE for right in WHITE_SPACE for middle in ("", "a", "[", "]")]
    yield "control strings, alone, in front, at the end", [form for one in SPECIALS for form in (one, f"{one}a", f"a{one}", f" {one} ")]
    yield "other scripts, combining marks, emoji, odd code points", [form for one in [*scripts, *ODD] for form in (one, f" {one}", f"{one} ")]
    yield "each piece of the vocabulary, alone", pieces()
    yield "each piece of the vocabulary, a space around it", [f" {piece} " for piece in pieces()]
    yield "random text (seeded)", [text(random) for _ in range(30_000)]


def main():
    print("| the user's text | texts compared | that differ | the rule's ids between the marks | the card's |")
    print("| --- | ---: | ---: | --- | --- |")
    for name, contents in classes(Random(SEED)):
        different = [content for content in contents if rule(content) != card(content)]
        shown = different[0] if different else None
        between = ["" if shown is None else " ".join(map(str, form(shown)[3:-4])) or "none" for form in (rule, card)]
        print(f"| {name} | {len(contents):,} | {len(different):,} | {between[0]} | {between[1]} |")


main()
