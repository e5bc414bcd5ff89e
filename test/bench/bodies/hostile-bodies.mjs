/** The default limit for a body, in bytes. */
const maxBytes = 2 * 1024 * 1024;

const chat = '/v1/chat/completions';
const hello = '"messages":[{"role":"user","content":"Hello"}],"max_tokens":1';
const message = (fields) => `{"messages":[{"role":"user",${fields}}],"max_tokens":1}`;
const schema = (fields) =>
  `{${hello},"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{${fields}}}}}`;

/** Fills a body with as many units as fit between two ends. A `#` in a unit becomes its number. */
function filled(open, unit, close, maxCount = Infinity) {
  const parts = [];
  let bytes = open.length + close.length;
  for (let index = 0; index < maxCount; index++) {
    const part = unit.replaceAll('#', index);
    if ((bytes += part.length + 1) > maxBytes) break;
    parts.push(part);
  }
  return `${open}${parts.join(',')}${close}`;
}

const repeated = (open, unit, close) =>
  `${open}${unit.repeat(Math.floor((maxBytes - open.length - close.length) / unit.length))}${close}`;

function calling(argumentsText) {
  const call = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'a', type: 'function', function: { name: 'a', arguments: argumentsText } }],
  };
  return `{"messages":[{"role":"user","content":"a"},${JSON.stringify(call)},{"role":"tool","tool_call_id":"a","content":"b"}],"max_tokens":1}`;
}

/** Bodies that cost a server most: of the largest size, or with the most values. */
export const hostileBodies = [
  ['lists in lists', chat, repeated('', '[', '')],
  ['lists in lists, closed', chat, '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ['objects in objects', chat, repeated('', '{"a":', '')],
  ['a content of lists in lists', chat, message(`"content":${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`)],
  ['arguments of lists in lists', chat, calling('['.repeat(1_000_000) + ']'.repeat(1_000_000))],
  ['a text of escapes', chat, repeated('{"messages":[{"role":"user","content":"', '\\u0000', '"}]}')],
  ['a text of quotes', chat, repeated('{"messages":[{"role":"user","content":"', '\\"', '"}]}')],
  ['one long text', chat, repeated('{"messages":[{"role":"user","content":"', 'word ', '"}]}')],
  ['messages that are empty objects', chat, filled('{"messages":[', '{}', ']}')],
  ['messages of a wrong type', chat, filled('{"messages":[', '0', ']}')],
  ['messages', chat, filled('{"messages":[', '{"role":"user","content":"a"}', ']}')],
  ['2,048 messages', chat, filled('{"max_tokens":1,"messages":[', '{"role":"user","content":"a"}', ']}', 2048)],
  [
    '2,048 messages of wrong parts',
    chat,
    filled('{"messages":[', `{"role":"user","content":[${Array(20).fill(0)}]}`, ']}', 2048),
  ],
  ['parts of a wrong type', chat, filled('{"messages":[{"role":"user","content":[', '0', ']}]}')],
  ['calls that are empty objects', chat, filled('{"messages":[{"role":"assistant","tool_calls":[', '{}', ']}]}')],
  ['annotations', chat, filled('{"messages":[{"role":"assistant","content":"a","annotations":[', '0', ']}]}')],
  ['functions', chat, filled(`{${hello},"functions":[`, '0', ']}')],
  ['unknown fields', chat, filled(`{${hello},`, '"u#":0', '}')],
  ['49,000 unknown fields', chat, filled(`{${hello},`, '"u#":0', '}', 49_000)],
  [
    '49,000 unknown fields of a message',
    chat,
    filled('{"messages":[{"role":"user","content":"a",', '"u#":0', '}]}', 49_000),
  ],
  ['stop strings', chat, filled(`{${hello},"stop":[`, '"s#"', ']}')],
  ['a long stop string', chat, repeated(`{${hello},"stop":"`, 'a', '"}')],
  ['49,000 biases', chat, filled(`{${hello},"logit_bias":{`, '"#":1', '}}', 49_000)],
  ['1,024 biases', chat, filled(`{${hello},"logit_bias":{`, '"#":1', '}}', 1024)],
  ['tools that are empty objects', chat, filled(`{${hello},"tools":[`, '{}', ']}')],
  [
    '16,000 properties',
    chat,
    filled(schema('"type":"object","properties":{').slice(0, -4), '"p#":{}', '}}}}}', 16_000),
  ],
  ['49,000 allowed values', chat, filled(schema('"enum":[').slice(0, -4), '"e#"', ']}}}}', 49_000)],
  ['49,000 values of arguments', chat, calling(`{"a":[${Array(49_000).fill(0)}]}`)],
  ['49,000 names of arguments', chat, calling(filled('{', '"k#":0', '}', 49_000))],
  ['prompts of a wrong type', '/v1/completions', filled('{"prompt":[', '0', ']}')],
  ['64 long prompts', '/v1/completions', filled('{"max_tokens":1,"prompt":[', `"${'word '.repeat(6000)}"`, ']}', 64)],
  ['inputs', '/v1/embeddings', filled('{"input":[', '"a"', ']}')],
  ['256 long inputs', '/v1/moderations', filled('{"input":[', `"${'word '.repeat(1600)}"`, ']}', 256)],
].map(([name, path, body]) => ({ name, path, body }));
