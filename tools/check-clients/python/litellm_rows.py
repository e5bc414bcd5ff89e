"""LiteLLM, with the prefixes of OpenAI and of Anthropic, and addresses and keys from its environment."""

import json
from typing import Literal

import litellm
from pydantic import BaseModel
from rows import BLOCKED, CUT, SHORT, expect, raises, row, run_rows

QUESTION = {"role": "user", "content": "How warm is it in Oslo?"}
TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "Finds the weather",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["Oslo", "Rome"]}},
            "required": ["city"],
        },
    },
}


class Weather(BaseModel):
    sky: Literal["sunny", "cloudy"]


def ask(prefix, content, **fields):
    messages = [{"role": "user", "content": content}]
    return litellm.completion(model=f"{prefix}/default", messages=messages, max_tokens=32, temperature=0, **fields)


def chat(prefix):
    answer = ask(prefix, SHORT)
    expect(answer.choices[0].message.content and answer.usage.total_tokens > 0, answer)


def stream(prefix):
    whole = ask(prefix, SHORT).choices[0].message.content
    text = "".join(chunk.choices[0].delta.content or "" for chunk in ask(prefix, SHORT, stream=True))
    expect(text and text == whole, (text, whole))


def tools(prefix):
    asked = {"model": f"{prefix}/default", "tools": [TOOL], "max_tokens": 48}
    first = litellm.completion(messages=[QUESTION], tool_choice="required", **asked)
    (call,) = first.choices[0].message.tool_calls
    expect(json.loads(call.function.arguments)["city"] in ("Oslo", "Rome"), first)
    result = {"role": "tool", "tool_call_id": call.id, "content": "21 degrees and sunny"}
    answer = litellm.completion(messages=[QUESTION, first.choices[0].message, result], tool_choice="none", **asked)
    expect(answer.choices[0].message.content, answer)


def structured(prefix):
    answer = ask(prefix, "How is the sky?", response_format=Weather)
    Weather.model_validate_json(answer.choices[0].message.content)


def blocked(prefix):
    error = raises(litellm.BadRequestError, lambda: ask(prefix, BLOCKED))
    expect(error.status_code == 400, error)


def cut(prefix):
    answer = ask(prefix, CUT)
    expect(answer.choices[0].finish_reason == "content_filter", answer)
    expect("Paris" not in (answer.choices[0].message.content or ""), answer)


for prefix in ("openai", "anthropic"):
    for test in (chat, stream, tools, structured, blocked, cut):
        row(f"{prefix}-{test.__name__}")(lambda test=test, prefix=prefix: test(prefix))


@row("responses")
def responses():
    answer = litellm.responses(model="openai/default", input=SHORT, max_output_tokens=32)
    expect(answer.output_text, answer)


@row("embeddings")
def embeddings():
    answer = litellm.embedding(model="openai/default", input=["A cat", "A dog"])
    expect(len(answer.data) == 2 and answer.data[0]["embedding"], answer)


@row("moderations")
def moderations():
    answer = litellm.moderation(model="omni-moderation-latest", input=BLOCKED)
    expect(answer.results[0].flagged, answer)


run_rows()
