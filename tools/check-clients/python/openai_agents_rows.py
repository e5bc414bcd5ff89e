"""The OpenAI Agents SDK: the Responses API, which it calls by default, and chat completions."""

from typing import Literal

from agents import (
    Agent,
    AgentsException,
    ModelSettings,
    OpenAIChatCompletionsModel,
    Runner,
    SQLiteSession,
    function_tool,
)
from openai import AsyncOpenAI, BadRequestError
from pydantic import BaseModel
from rows import BLOCKED, CUT, MESSAGE, NEXT, SHORT, expect, row, run_rows

calls = []


@function_tool
def weather(city: Literal["Oslo", "Rome"]) -> str:
    """Finds the weather of a city."""
    calls.append(city)
    return "21 degrees and sunny"


class Weather(BaseModel):
    sky: Literal["sunny", "cloudy"]


def create_agent(api, **fields):
    model = OpenAIChatCompletionsModel("default", AsyncOpenAI()) if api == "chat" else "default"
    return Agent(name="Guide", model=model, instructions="Answer in one sentence.", **fields)


async def chat(api):
    result = await Runner.run(create_agent(api), SHORT)
    expect(result.final_output, result)


async def stream(api):
    result = Runner.run_streamed(create_agent(api), SHORT)
    text = ""
    async for event in result.stream_events():
        if event.type == "raw_response_event" and event.data.type == "response.output_text.delta":
            text += event.data.delta
    expect(text and text == result.final_output, (text, result.final_output))


async def tools(api):
    # A small model does not call by itself.
    settings = ModelSettings(tool_choice="required", max_tokens=48)
    calls.clear()
    result = await Runner.run(create_agent(api, tools=[weather], model_settings=settings), "How warm is it in Oslo?")
    expect(calls and result.final_output, (calls, result))
    kinds = [item.type for item in result.new_items]
    expect(kinds[:2] == ["tool_call_item", "tool_call_output_item"] and kinds[-1] == "message_output_item", kinds)


async def structured(api):
    result = await Runner.run(create_agent(api, output_type=Weather), "How is the sky?")
    expect(isinstance(result.final_output, Weather), result)


async def session(api):
    memory = SQLiteSession("rows")
    for question in (SHORT, NEXT):
        result = await Runner.run(create_agent(api), question, session=memory)
    expect(len(await memory.get_items()) == 4 and result.final_output, await memory.get_items())


async def blocked(api):
    try:
        await Runner.run(create_agent(api), BLOCKED)
    except BadRequestError as error:
        expect(error.code == "content_filter", error)
    else:
        raise AssertionError("There is no error.")


async def cut(api):
    settings = ModelSettings(temperature=0)
    agent = Agent(name="Guide", model=create_agent(api).model, model_settings=settings)
    try:
        result = await Runner.run(agent, CUT)
    except AgentsException as error:
        expect("content_filter" in str(error) or MESSAGE in str(error), error)
    else:
        raise AssertionError(f"The fragment is taken for an answer: {result.final_output!r}.")


for api in ("responses", "chat"):
    for test in (chat, stream, tools, structured, session, blocked, cut):
        row(f"{api}-{test.__name__}")(lambda test=test, api=api: test(api))


@row("previous-response")
async def previous_response():
    agent = create_agent("responses")
    first = await Runner.run(agent, SHORT)
    second = await Runner.run(agent, NEXT, previous_response_id=first.last_response_id)
    used = [result.raw_responses[0].usage.input_tokens for result in (first, second)]
    expect(used[1] > used[0], used)


run_rows()
