"""LangChain's ChatOpenAI and OpenAIEmbeddings, with the address and the key from their environment."""

from typing import Literal

from langchain_core.messages import HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from openai import BadRequestError
from pydantic import BaseModel
from rows import BLOCKED, CUT, MESSAGE, SHORT, expect, raises, row, run_rows


@tool
def weather(city: Literal["Oslo", "Rome"]) -> str:
    """Finds the weather of a city."""
    return "21 degrees and sunny"


class Weather(BaseModel):
    """The weather of a city."""

    sky: Literal["sunny", "cloudy"]


def create_model(**fields):
    return ChatOpenAI(model="default", temperature=0, max_tokens=48, **fields)


@row("chat")
def chat():
    message = create_model().invoke(SHORT)
    expect(message.text and message.usage_metadata["total_tokens"] > 0, message)


@row("stream")
def stream():
    whole = create_model().invoke(SHORT)
    chunks = list(create_model().stream(SHORT))
    expect("".join(chunk.text for chunk in chunks) == whole.text, chunks)
    # LangChain leaves the usage of streams out for other addresses than OpenAI's, unless it is asked for.
    counted = list(create_model(stream_usage=True).stream(SHORT))
    expect(any(chunk.usage_metadata for chunk in counted), counted)


def run_tool(model):
    question = HumanMessage("How warm is it in Oslo?", name="ann")
    first = model.bind_tools([weather], tool_choice="required").invoke([question])
    (call,) = first.tool_calls
    expect(call["args"]["city"] in ("Oslo", "Rome"), first)
    result = weather.invoke(call)
    expect(isinstance(result, ToolMessage) and result.name == "weather", result)
    answer = model.bind_tools([weather], tool_choice="none").invoke([question, first, result])
    expect(answer.text, answer)


@row("tools")
def tools():
    run_tool(create_model())


@row("responses-tools")
def responses_tools():
    run_tool(create_model(use_responses_api=True))


@row("structured")
def structured():
    for method in ("json_schema", "function_calling"):
        value = create_model().with_structured_output(Weather, method=method).invoke("How is the sky?")
        expect(isinstance(value, Weather), (method, value))


@row("responses")
def responses():
    message = create_model(use_responses_api=True).invoke(SHORT)
    streamed = "".join(chunk.text for chunk in create_model(use_responses_api=True).stream(SHORT))
    expect(message.text and streamed == message.text, (message, streamed))


@row("embeddings")
def embeddings():
    # By default it counts tokens with a file that it fetches from OpenAI, and sends their ids.
    vectors = OpenAIEmbeddings(model="default", check_embedding_ctx_length=False).embed_documents(["A cat", "A dog"])
    expect(len(vectors) == 2 and vectors[0] != vectors[1], vectors)


@row("blocked")
def blocked():
    error = raises(BadRequestError, lambda: create_model().invoke(BLOCKED))
    expect(error.code == "content_filter", error)


@row("cut")
def cut():
    message = create_model().invoke(CUT)
    expect(message.response_metadata["finish_reason"] == "content_filter", message)
    expect(message.additional_kwargs["refusal"] == MESSAGE, message)


run_rows()
