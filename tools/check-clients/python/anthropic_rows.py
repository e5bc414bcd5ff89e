"""Anthropic's client, with the address and the key from its environment."""

from typing import Literal

import anthropic
from anthropic import beta_tool
from pydantic import BaseModel
from rows import BLOCKED, CUT, SHORT, expect, raises, row, run_rows

client = anthropic.Anthropic()
QUESTION = {"role": "user", "content": "How warm is it in Oslo?"}
TOOL = {
    "name": "weather",
    "description": "Finds the weather",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Oslo", "Rome"]}},
        "required": ["city"],
    },
}


class Weather(BaseModel):
    sky: Literal["sunny", "cloudy"]


def to_body(content, **fields):
    return {"model": "default", "max_tokens": 32, "messages": [{"role": "user", "content": content}], **fields}


@row("chat")
def chat():
    message = client.messages.create(**to_body(SHORT, system="Be brief."))
    expect(message.content[0].text and message.stop_reason in ("end_turn", "max_tokens"), message)
    expect(message.usage.input_tokens > 0 and message.usage.output_tokens > 0, message)


@row("stream")
def stream():
    with client.messages.stream(**to_body(SHORT)) as events:
        text = "".join(events.text_stream)
        message = events.get_final_message()
    expect(text and text == message.content[0].text, message)


@row("tools")
def tools():
    asked = {"model": "default", "max_tokens": 48, "tools": [TOOL]}
    first = client.messages.create(messages=[QUESTION], tool_choice={"type": "any"}, **asked)
    (call,) = first.content
    expect(first.stop_reason == "tool_use" and call.input["city"] in ("Oslo", "Rome"), first)
    result = {"type": "tool_result", "tool_use_id": call.id, "content": "21 degrees and sunny"}
    history = [QUESTION, {"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    answer = client.messages.create(messages=history, tool_choice={"type": "none"}, **asked)
    expect(answer.content[0].text, answer)


@row("tool-runner")
def tool_runner():
    cities = []

    @beta_tool
    def weather(city: Literal["Oslo", "Rome"]) -> str:
        """Finds the weather of a city"""
        cities.append(city)
        return "21 degrees and sunny"

    runner = client.beta.messages.tool_runner(
        model="default", max_tokens=48, messages=[QUESTION], tools=[weather], tool_choice={"type": "any"}, max_iterations=2
    )
    last = runner.until_done()
    expect(cities and cities[0] in ("Oslo", "Rome"), last)


@row("structured")
def structured():
    message = client.messages.parse(**to_body("How is the sky?"), output_format=Weather)
    expect(isinstance(message.parsed_output, Weather), message)


@row("count")
def count():
    counted = client.messages.count_tokens(model="default", messages=[QUESTION])
    message = client.messages.create(model="default", max_tokens=1, messages=[QUESTION])
    read = message.usage.input_tokens + message.usage.cache_read_input_tokens
    expect(counted.input_tokens == read, (counted, message))


@row("blocked")
def blocked():
    error = raises(anthropic.BadRequestError, lambda: client.messages.create(**to_body(BLOCKED)))
    expect(error.body["error"]["type"] == "invalid_request_error", error.body)


@row("cut")
def cut():
    message = client.messages.create(**to_body(CUT, extra_body={"temperature": 0}))
    expect(message.stop_reason == "refusal" and "Paris" not in str(message.content), message)


run_rows()
