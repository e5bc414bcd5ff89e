import { describe, expect, it } from '@jest/globals';
import { type ChatMessage, type ToolDefinition } from '../conversation/messages.js';
import { type PromptOptions } from '../conversation/prompt-options.js';
import { planPrompt } from '../encoding/encode.js';
import { instructV1 } from './instruct-v1.js';

const tools: readonly ToolDefinition[] = [
  {
    name: 'clock',
    description: 'Tells the time.',
    parameters: { type: 'object', properties: { zone: { type: 'string' } } },
  },
  { name: 'dice' },
];
const question: ChatMessage = { role: 'user', content: 'What time is it?' };
const texts = (messages: readonly ChatMessage[], options: PromptOptions) =>
  planPrompt(messages, instructV1, options).texts;

const several = 'To call several tools, write one such block after the other.';
const description = `You can call tools. Each line describes one tool as JSON:
{"name":"clock","description":"Tells the time.","parameters":{"type":"object","properties":{"zone":{"type":"string"}}}}
{"name":"dice","parameters":{}}

To call a tool, answer with its name and its arguments as JSON, exactly in this form:
<tool_call>
{"name": "the tool", "arguments": {"an argument": "its value"}}
</tool_call>
${several} The results come back between <tool_result name="the tool"> and </tool_result>. When no tool helps, answer in plain words.`;

describe('tools with instructV1', () => {
  it.each<[string, PromptOptions, string]>([
    ['a free choice', { tools }, `[INST] ${description}\n\nWhat time is it? [/INST]`],
    [
      'an explicit free choice',
      { tools, toolChoice: 'auto', parallelToolCalls: true },
      `[INST] ${description}\n\nWhat time is it? [/INST]`,
    ],
    [
      'a call that must be made',
      { tools, toolChoice: 'required' },
      `[INST] ${description}\n\nWhat time is it?\n\nAnswer with a tool call. [/INST]`,
    ],
    [
      'a tool by its name',
      { tools, toolChoice: { name: 'dice' } },
      `[INST] ${description}\n\nWhat time is it?\n\nAnswer with a call of the tool dice. [/INST]`,
    ],
    [
      'one call at a time',
      { tools, parallelToolCalls: false },
      `[INST] ${description.replace(several, 'Call one tool at a time.')}\n\nWhat time is it? [/INST]`,
    ],
    ['no call', { tools, toolChoice: 'none' }, '[INST] What time is it? [/INST]'],
    ['no tools', { tools: [] }, '[INST] What time is it? [/INST]'],
  ])('expresses %s', (_, options, text) => {
    expect(texts([question], options)).toEqual([text]);
  });

  it('describes tools after the system text of the caller', () => {
    expect(texts([{ role: 'system', content: 'Be brief.' }, question], { tools })).toEqual([
      `[INST] Be brief.\n\n${description}\n\nWhat time is it? [/INST]`,
    ]);
    expect(texts([{ role: 'system', content: '' }, question], { tools })).toEqual([
      `[INST] ${description}\n\nWhat time is it? [/INST]`,
    ]);
  });

  const exchange: readonly ChatMessage[] = [
    question,
    {
      role: 'assistant',
      content: 'Let me see.',
      toolCalls: [
        { id: '1', name: 'clock', arguments: '{"zone":"UTC"}' },
        { id: '2', name: 'dice', arguments: '' },
      ],
    },
    { role: 'tool', content: '4', toolCallId: '2' },
    { role: 'tool', content: '12:00', toolCallId: '1' },
  ];

  it('writes calls as the model does, and results in the order of the calls', () => {
    expect(texts(exchange, { tools, toolChoice: 'required' })).toEqual([
      `[INST] ${description}\n\nWhat time is it? [/INST]`,
      'Let me see.\n<tool_call>\n{"name": "clock", "arguments": {"zone":"UTC"}}\n</tool_call>\n<tool_call>\n{"name": "dice", "arguments": {}}\n</tool_call>',
      '[INST] <tool_result name="clock">\n12:00\n</tool_result>\n\n<tool_result name="dice">\n4\n</tool_result>\n\nAnswer with a tool call. [/INST]',
    ]);
  });

  it('gives the origin of each part', () => {
    const parts = planPrompt(exchange, instructV1, { tools }).segments.flatMap((segment) =>
      segment.kind === 'text' ? segment.parts : [],
    );
    const origins = parts
      .filter(({ source }) => source !== 'template')
      .map(({ source, messageIndex, path }) => [source, messageIndex, path]);
    expect(origins).toEqual([
      ['system', -1, 'tools[0]'],
      ['system', -1, 'tools[1]'],
      ['user', 0, 'messages[0].content'],
      ['assistant', 1, 'messages[1].content'],
      ['assistant', 1, 'messages[1].toolCalls[0].arguments'],
      ['assistant', 1, 'messages[1].toolCalls[1].arguments'],
      ['tool', 3, 'messages[3].content'],
      ['tool', 2, 'messages[2].content'],
    ]);
  });
});
