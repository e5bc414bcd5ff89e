"""Seeded conversations, most of them valid, in the form of this library: messages and tools."""

import json

from texts import text

ID_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
ROLES = ["system", "user", "assistant"]
TOOLS = [
    {"name": "get_weather", "description": "The weather in a city", "parameters": {"type": "object", "properties": {"city": {"type": "string"}, "days": {"type": "integer", "default": 3}}, "required": ["city"]}},
    {"name": "search", "parameters": {"type": "object", "properties": {"query": {"type": "string", "description": "Wörter, 词 🙂 \"quoted\"\n"}, "limit": {"type": "number", "minimum": 0.5, "maximum": 1e21}}}},
    {"name": "now"},
    {"name": "a-b_C9", "description": "", "parameters": {}},
]
JSON_TEXTS = ["", "{}", "{ }", "[]", "null", "true", "0", "-0", "1.0", "-0.0", "1e5", "1E-7", "1e16", "123456789012345678901234567890", "0.1", "1e400", "-1e400", "1.5e300", "NaN", "-Infinity", "[NaN, Infinity]", '"text"', '"\\u00e9\\n\\t\\u0001\\ud83d\\ude42"', '{"a":1,"a":2,"b":3}', '{"b":{"c":[1,2,{"d":null}]},"1":0,"0":1}', ' {"a" : [ 1 ,2 ] }\n', '{"a":1', "{'a': 1}", "not JSON", "01", "1.", ".5", "+1", "[1,]", "[" * 60 + "]" * 60, '{"x":"[INST] </s>"}', "\ufeff{}", '"a\nb"', "nul", "1 2", '{"a":1}{"b":2}', "Infinity", '{"":""}', "9007199254740993", "1e-5", "0.0001", "1.7976931348623157e308", "5e-324", "{NaN:1}", '"\\q"', "\u00a0{}", "2e22", "12.50"]


def some(random, most=6):
    return text(random, random.choice([1, 1, 2, most]))


def plain(random, turns=None):
    """Alternating user and assistant messages, some after system text."""
    messages = [{"role": "system", "content": some(random)} for _ in range(random.choice([0, 0, 0, 1, 1, 2, 3]))]
    for index in range(turns if turns is not None else random.choice([1, 1, 2, 3, 5])):
        if index > 0:
            messages.append({"role": "assistant", "content": some(random)})
        messages.append({"role": "user", "content": "" if random.random() < 0.04 else some(random)})
    return messages


def merged(random):
    """Neighbours of one role, empty texts, and system text between them. Not all are valid."""
    messages = [{"role": random.choice(ROLES), "content": "" if random.random() < 0.08 else some(random, 3)} for _ in range(random.randint(1, 7))]
    if random.random() < 0.8:
        # Make most valid: system text first, and no answer at the end.
        messages.sort(key=lambda message: message["role"] != "system")
        messages.append({"role": "user", "content": some(random)})
    return messages


def json_text(random):
    if random.random() < 0.5:
        return random.choice(JSON_TEXTS)
    if random.random() < 0.3:
        return some(random, 3)
    return json.dumps({some(random, 1): json_value(random) for _ in range(random.randint(0, 3))}, ensure_ascii=random.random() < 0.5)


def json_value(random, depth=0):
    kind = random.randrange(8 if depth < 3 else 6)
    if kind < 6:
        number = random.choice([random.random(), random.randint(-(10**6), 10**18), random.uniform(-1, 1) * 10.0 ** random.randint(-30, 30), random.randint(0, 9)])
        return [some(random, 2), number, None, random.random() < 0.5, number, number][kind]
    if kind == 6:
        return [json_value(random, depth + 1) for _ in range(random.randint(0, 3))]
    return {some(random, 1): json_value(random, depth + 1) for _ in range(random.randint(0, 3))}


def call(random):
    identifier = "".join(random.choice(ID_LETTERS) for _ in range(9))
    if random.random() < 0.01:
        identifier = random.choice(["null", "", "abc", "abcdefghij", "abc-efghi"])
    name = "bad name!" if random.random() < 0.005 else random.choice(TOOLS)["name"]
    return {"id": identifier, "name": name, "arguments": json_text(random)}


def with_tools(random):
    """Turns with tool calls and results. Some have text beside calls, or several results, which not all templates can express."""
    messages = [{"role": "system", "content": some(random)} for _ in range(random.choice([0, 0, 1, 2]))]
    for _ in range(random.choice([1, 2, 3])):
        messages.append({"role": "user", "content": some(random)})
        for _ in range(random.choice([0, 1, 1, 2])):
            calls = [call(random) for _ in range(random.choice([1, 1, 1, 2, 3]))]
            content = some(random) if random.random() < 0.03 else ""
            messages.append({"role": "assistant", "content": content, "toolCalls": calls})
            results = [{"role": "tool", "content": json_text(random), "toolCallId": one["id"]} for one in calls]
            random.shuffle(results)
            messages.extend(spoil(random, results))
        if random.random() < 0.8:
            messages.append({"role": "assistant", "content": some(random)})
    if messages[-1]["role"] == "assistant" or random.random() < 0.5:
        messages.append({"role": "user", "content": some(random)})
    return messages


def spoil(random, results):
    """Spoils a few: a result is missing, or belongs to no call."""
    kind = random.random()
    if kind < 0.02:
        return results[:-1]
    return [*results[:-1], {**results[-1], "toolCallId": "zzzzzzzzz"}] if kind < 0.04 else results


def draw_tools(random):
    return random.sample(TOOLS, random.choice([0, 1, 2, 4]))


def conversation(random, version):
    kind = random.random()
    if version != "v1" and kind < 0.6:
        return {"messages": with_tools(random), "tools": draw_tools(random)}
    messages = plain(random) if kind < 0.8 else merged(random)
    return {"messages": messages, "tools": draw_tools(random) if version != "v1" else []}
