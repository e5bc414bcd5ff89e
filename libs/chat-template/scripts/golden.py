"""Writes the golden files into the given folder. Started by `npm run golden -w @leeward/chat-template`."""

import gzip
import json
import sys
from pathlib import Path
from random import Random

from cases import REFERENCE, SHAPES, TOOL_SHAPES, long_conversations, lone_texts
from conversations import TOOLS, draw_tools, merged, plain, with_tools
from reference import encode_conversation, encode_text
from texts import text

SEED = 20_240_111


def write(folder, name, rows):
    lines = "\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    path = Path(folder) / f"{name}.jsonl.gz"
    # mtime=0 leaves the time out of the header, so the same rows give the same bytes.
    path.write_bytes(gzip.compress(lines.encode(), compresslevel=9, mtime=0))
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def row(version, messages, tools=()):
    return {"messages": messages, **({"tools": list(tools)} if tools else {}), **encode_conversation(version, messages, tools)}


def v1_rows(random):
    conversations = [*REFERENCE, *SHAPES, *lone_texts(), *long_conversations(random)]
    conversations += [plain(random) for _ in range(300)] + [merged(random) for _ in range(150)]
    return [row("v1", messages) for messages in conversations]


def tool_rows(version, random):
    rows = [row(version, messages) for messages in [*REFERENCE, *SHAPES, *TOOL_SHAPES]]
    rows += [row(version, messages, TOOLS) for messages in [*REFERENCE, *TOOL_SHAPES]]
    rows += [row(version, plain(random), draw_tools(random)) for _ in range(60)]
    rows += [row(version, merged(random), draw_tools(random)) for _ in range(40)]
    rows += [row(version, with_tools(random), draw_tools(random)) for _ in range(140)]
    return rows


def text_rows(random):
    texts = ["", *(text(random) for _ in range(300))]
    return [{"text": one, **{version: encode_text(version, one) for version in ("v1", "v2", "v3")}} for one in texts]


def card_rows(random):
    """Encodes the marks and the user's text separately, as the model card does."""
    rows = []
    for content in ["", *(text(random) for _ in range(300))]:
        separate = [1, *(token for part in ("[INST]", content, "[/INST]") for token in encode_text("v1", part))]
        rows.append({"text": content, "tokens": separate})
    return rows


def main(folder):
    random = Random(SEED)
    write(folder, "instruct-v1", v1_rows(random))
    write(folder, "instruct-v2", tool_rows("v2", random))
    write(folder, "instruct-v3", tool_rows("v3", random))
    write(folder, "texts", text_rows(random))
    write(folder, "card", card_rows(random))


main(sys.argv[1])
