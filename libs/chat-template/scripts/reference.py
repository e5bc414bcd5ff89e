"""Encodes with mistral-common: its validation, normalisation and encoding, on the model files that it ships."""

from functools import cache
from importlib.resources import files

from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.instruct.messages import AssistantMessage, SystemMessage, ToolMessage, UserMessage
from mistral_common.protocol.instruct.normalize import InstructRequestNormalizer
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.protocol.instruct.tool_calls import Function, FunctionCall, Tool, ToolCall
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import TokenizerVersion
from mistral_common.tokens.tokenizers.instruct import InstructTokenizerV1, InstructTokenizerV2, InstructTokenizerV3
from mistral_common.tokens.tokenizers.sentencepiece import SentencePieceTokenizer
from sentencepiece import SentencePieceProcessor

MODEL_FILES = {
    "v1": "tokenizer.model.v1",
    "v2": "mistral_instruct_tokenizer_240216.model.v2",
    "v3": "mistral_instruct_tokenizer_240323.model.v3",
}
TOKENIZERS = {"v1": InstructTokenizerV1, "v2": InstructTokenizerV2, "v3": InstructTokenizerV3}


@cache
def model_path(version):
    return str(files("mistral_common") / "data" / MODEL_FILES[version])


@cache
def instruct_tokenizer(version):
    return TOKENIZERS[version](SentencePieceTokenizer(model_path(version)))


@cache
def sentence_piece(version):
    return SentencePieceProcessor(model_file=model_path(version))


def encode_text(version, text):
    """Encodes plain text, without BOS and EOS."""
    return sentence_piece(version).encode(text)


def encode_conversation(version, messages, tools=()):
    """Returns {"tokens": ids}, or {"refused": class of the exception}. Takes messages and tools in the form of this library."""
    try:
        request = ChatCompletionRequest(model="any", messages=reference_messages(messages), tools=reference_tools(tools))
        request = get_validator(TokenizerVersion(version), ValidationMode.serving).validate_request(request)
        instruct = InstructRequestNormalizer.normalizer().from_chat_completion_request(request)
        return {"tokens": instruct_tokenizer(version).encode_instruct(instruct).tokens}
    except (MistralCommonException, ValueError) as error:
        return {"refused": type(error).__name__}


def reference_messages(messages):
    names = {}
    result = []
    for message in messages:
        role, content = message["role"], message["content"]
        if role == "system":
            result.append(SystemMessage(content=content))
        elif role == "user":
            result.append(UserMessage(content=content))
        elif role == "assistant":
            calls = message.get("toolCalls", [])
            names.update({call["id"]: call["name"] for call in calls})
            result.append(AssistantMessage(content=content, tool_calls=[reference_call(call) for call in calls] or None))
        else:
            # The second template needs the tool's name, which this library takes from the call.
            call_id = message.get("toolCallId")
            result.append(ToolMessage(content=content, tool_call_id=call_id, name=names.get(call_id)))
    return result


def reference_call(call):
    return ToolCall(id=call["id"], function=FunctionCall(name=call["name"], arguments=call["arguments"]))


def reference_tools(tools):
    return [
        Tool(function=Function(name=tool["name"], description=tool.get("description", ""), parameters=tool.get("parameters", {})))
        for tool in tools
    ] or None
