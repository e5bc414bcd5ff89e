"""The program `llm`, with models from its file extra-openai-models.yaml."""

import json
import os
import subprocess
import sys
from pathlib import Path

import yaml
from rows import BLOCKED, CUT, MESSAGE, SHORT, expect, row, run_rows

FOLDER = Path(os.environ["LLM_USER_PATH"])
MODEL = {"model_name": "default", "api_base": os.environ["OPENAI_BASE_URL"]}
FEATURES = {"supports_tools": True, "supports_schema": True}
MODELS = [
    {"model_id": "chat", **MODEL, **FEATURES},
    {"model_id": "responses", "responses": True, **MODEL, **FEATURES},
    {"model_id": "text", "completion": True, **MODEL},
]


def llm(*arguments):
    """Runs the program, and returns its status and what it printed."""
    command = [sys.executable, "-m", "llm", *arguments]
    ended = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return ended.returncode, ended.stdout.strip(), ended.stderr.strip()


def answer(*arguments):
    """Runs the program, which must succeed, and returns its answer."""
    status, text, error = llm("-o", "temperature", "0", *arguments)
    expect(status == 0 and text, (status, text, error))
    return text


@row("chat")
def chat():
    streamed = answer("-m", "chat", "-o", "max_tokens", "32", SHORT)
    whole = answer("-m", "chat", "-o", "max_tokens", "32", "--no-stream", SHORT)
    expect(streamed == whole, (streamed, whole))


@row("conversation")
def conversation():
    answer("-m", "chat", "-o", "max_tokens", "32", "-s", "Be brief.", "How are you?")
    answer("-c", "-o", "max_tokens", "16", SHORT)


@row("structured")
def structured():
    schema = {"type": "object", "properties": {"sky": {"enum": ["sunny", "cloudy"]}}, "required": ["sky"]}
    text = answer("-m", "chat", "--schema", json.dumps(schema), "How is the sky?")
    expect(json.loads(text)["sky"] in ("sunny", "cloudy"), text)


@row("tools")
def tools():
    code = "def weather(city: str) -> str:\n    'Finds the weather'\n    return '21 degrees and sunny'"
    answer("-m", "chat", "-o", "max_tokens", "48", "--functions", code, "--td", "What is the weather in Oslo?")


@row("responses")
def responses():
    streamed = answer("-m", "responses", SHORT)
    whole = answer("-m", "responses", "--no-stream", SHORT)
    expect(streamed == whole, (streamed, whole))


@row("text")
def text():
    answer("-m", "text", "-o", "max_tokens", "8", "The capital of Italy is")


@row("blocked")
def blocked():
    status, text, error = llm("-m", "chat", BLOCKED)
    expect(status == 1 and MESSAGE in error, (status, text, error))


@row("cut")
def cut():
    status, text, error = llm("-m", "chat", "-o", "temperature", "0", CUT)
    expect(status == 0 and "Paris" not in text, (status, text, error))


FOLDER.mkdir(parents=True, exist_ok=True)
(FOLDER / "extra-openai-models.yaml").write_text(yaml.safe_dump(MODELS))
run_rows()
