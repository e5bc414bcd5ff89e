"""OpenAI's client, with the address and the key from its environment."""

import json
from typing import Literal

import openai
from pydantic import BaseModel
from rows import BLOCKED, CUT, MESSAGE, SHORT, expect, raises, row, run_rows

client = openai.OpenAI()
QUESTION = {"role": "user", "content": "How warm is it in Oslo?"}
PARAMETERS = {
    "type": "object",
    "properties": {"city": {"type": "string", "enum": ["Oslo", "Rome"]}},
    "required": ["city"],
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "weather", "description": "Finds the weather", "parameters": PARAMETERS}}
RESPONSE_TOOL = {"type": "function", "name": "weather", "parameters": PARAMETERS, "strict": True}


class Weather(BaseModel):
    sky: Literal["sunny", "cloudy"]
    degrees: Literal[11, 21]


def ask(content, **fields):
    messages = [{"role": "user", "content": content}]
    return client.chat.completions.create(model="default", messages=messages, max_tokens=24, temperature=0, **fields)


@row("chat")
def chat():
    completion = ask("How are you?")
    expect(completion.choices[0].message.content, completion)
    expect(completion.choices[0].finish_reason in ("stop", "length"), completion)
    expect(completion.usage.total_tokens > completion.usage.completion_tokens > 0, completion)
    expect(completion._request_id in completion.id, completion)


@row("stream")
def stream():
    whole = ask("How are you?").choices[0].message.content
    chunks = list(ask("How are you?", stream=True, stream_options={"include_usage": True}))
    text = "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)
    expect(text == whole, chunks)
    expect(chunks[-1].usage.completion_tokens > 0, chunks[-1])


@row("tools")
def tools():
    asked = {"model": "default", "tools": [TOOL], "max_tokens": 48, "temperature": 0}
    first = client.chat.completions.create(messages=[QUESTION], tool_choice="required", **asked).choices[0]
    expect(first.finish_reason == "tool_calls", first)
    (call,) = first.message.tool_calls
    expect(json.loads(call.function.arguments)["city"] in ("Oslo", "Rome"), call)
    result = {"role": "tool", "tool_call_id": call.id, "content": "21 degrees and sunny"}
    answer = client.chat.completions.create(messages=[QUESTION, first.message, result], tool_choice="none", **asked)
    expect(answer.choices[0].message.content, answer)


@row("structured")
def structured():
    completion = client.chat.completions.parse(
        model="default", messages=[QUESTION], response_format=Weather, max_tokens=48, temperature=0
    )
    message = completion.choices[0].message
    expect(isinstance(message.parsed, Weather), completion)
    again = client.chat.completions.create(
        model="default", messages=[QUESTION, message, {"role": "user", "content": "Go on."}], max_tokens=8
    )
    expect(again.choices[0].finish_reason, again)


@row("response")
def response():
    first = client.responses.create(model="default", input="My name is Ann.", max_output_tokens=16)
    expect(first.output_text, first)
    second = client.responses.create(
        model="default", input="And now?", previous_response_id=first.id, max_output_tokens=16
    )
    expect(second.usage.input_tokens > first.usage.input_tokens, second)
    expect(client.responses.retrieve(second.id).output_text == second.output_text, second)


@row("response-stream")
def response_stream():
    with client.responses.stream(model="default", input=SHORT, temperature=0) as events:
        text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
        final = events.get_final_response()
    expect(text and text == final.output_text, final)


@row("response-tools")
def response_tools():
    asked = {"model": "default", "tools": [RESPONSE_TOOL], "max_output_tokens": 48}
    first = client.responses.create(input=[QUESTION], tool_choice="required", **asked)
    (call,) = first.output
    result = {"type": "function_call_output", "call_id": call.call_id, "output": "21 degrees and sunny"}
    answer = client.responses.create(input=[QUESTION, *first.output, result], tool_choice="none", **asked)
    expect(answer.output_text, answer)


@row("response-structured")
def response_structured():
    parsed = client.responses.parse(model="default", input=[QUESTION], text_format=Weather, max_output_tokens=48)
    expect(isinstance(parsed.output_parsed, Weather), parsed)


@row("moderations")
def moderations():
    texts = ["Hello", BLOCKED]
    results = client.moderations.create(model="omni-moderation-latest", input=texts).results
    expect([result.flagged for result in results] == [False, True], results)


@row("embeddings")
def embeddings():
    # The client asks for base64 by default, and decodes it.
    vectors = [item.embedding for item in client.embeddings.create(model="default", input=["A cat", "A dog"]).data]
    expect(len(vectors) == 2 and all(isinstance(number, float) for number in vectors[0]), vectors)


@row("models")
def models():
    expect([model.id for model in client.models.list()] == ["smollm2-135m-instruct"], client.models.list())


@row("blocked")
def blocked():
    error = raises(openai.BadRequestError, lambda: ask(BLOCKED))
    expect((error.code, error.param) == ("content_filter", "messages[0].content"), error)
    error = raises(openai.BadRequestError, lambda: client.responses.create(model="default", input=BLOCKED))
    expect(error.code == "content_filter", error)


@row("cut")
def cut():
    choice = ask(CUT).choices[0]
    expect((choice.finish_reason, choice.message.refusal) == ("content_filter", MESSAGE), choice)
    cut_response = client.responses.create(model="default", input=CUT, temperature=0)
    expect(cut_response.incomplete_details.reason == "content_filter", cut_response)


run_rows()
