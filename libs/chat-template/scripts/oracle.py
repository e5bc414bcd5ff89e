"""Prints random conversations and their ids, one JSON object a line: `oracle.py <count> <seed>`. Started by `npm run oracle`."""

import json
import sys
from random import Random

from conversations import conversation
from reference import encode_conversation, encode_text
from texts import text

VERSIONS = ("v1", "v2", "v3")


def main(count, seed):
    random = Random(seed)
    for index in range(count):
        # Half of them use the first template, that of Mixtral-8x7B-Instruct.
        version = VERSIONS[random.choice([0, 0, 1, 2])]
        row = {"version": version, **conversation(random, version)}
        row.update(encode_conversation(version, row["messages"], row["tools"]))
        content = text(random)
        separate = [1, *(token for part in ("[INST]", content, "[/INST]") for token in encode_text("v1", part))]
        row["card"] = {"text": content, "tokens": separate}
        print(json.dumps(row))


main(int(sys.argv[1]), int(sys.argv[2]))
