import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { planPrompt } from '../../encoding/encode.js';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';
import { jinjaTemplate } from './jinja-template.js';
import { type ChatMessage } from '../../conversation/messages.js';
import { type PromptOptions } from '../../conversation/prompt-options.js';
import { type Segment } from '../../conversation/segments.js';
import { hostileConversation, hostileTools } from '../../testing/conversations.js';
import { publicTemplate, type PublicTemplateName, publicTemplateNames } from '../../testing/public-templates.js';

const run = { seed: 20_260_105, numRuns: 150 };

const conversation: readonly ChatMessage[] = [
  { role: 'system', content: 'Be kind.' },
  { role: 'user', content: 'Hi ' },
  { role: 'assistant', content: 'Hello' },
  { role: 'user', content: 'Bye' },
];
const question: readonly ChatMessage[] = [{ role: 'user', content: 'Hi' }];

/** Control tokens as ⟨…⟩, texts of messages as «…», and the rest as it is. */
function shown(segments: readonly Segment[], controlTokens: ReadonlyMap<string, number>): string {
  const texts = new Map([...controlTokens].map(([text, id]) => [id, text]));
  const pieces = segments.flatMap((segment) =>
    segment.kind === 'control'
      ? [`⟨${texts.get(segment.token)}⟩`]
      : segment.parts.map(({ source, text }) => (source === 'template' ? text : `«${text}»`)),
  );
  return pieces.join('');
}

function prompt(name: PublicTemplateName, messages: readonly ChatMessage[], options: PromptOptions = {}): string {
  const template = publicTemplate(name);
  return shown(planPrompt(messages, template, options).segments, template.controlTokens);
}

const golden: Readonly<Record<PublicTemplateName, string>> = {
  chatml: `⟨<|im_start|>⟩system
«Be kind.»⟨<|im_end|>⟩
⟨<|im_start|>⟩user
«Hi »⟨<|im_end|>⟩
⟨<|im_start|>⟩assistant
«Hello»⟨<|im_end|>⟩
⟨<|im_start|>⟩user
«Bye»⟨<|im_end|>⟩
⟨<|im_start|>⟩assistant
`,
  smollm2: `⟨<|im_start|>⟩system
«Be kind.»⟨<|im_end|>⟩
⟨<|im_start|>⟩user
«Hi »⟨<|im_end|>⟩
⟨<|im_start|>⟩assistant
«Hello»⟨<|im_end|>⟩
⟨<|im_start|>⟩user
«Bye»⟨<|im_end|>⟩
⟨<|im_start|>⟩assistant
`,
  'llama-2': `⟨<s>⟩[INST] <<SYS>>
«Be kind.»
<</SYS>>

«Hi» [/INST] «Hello» ⟨</s>⟩⟨<s>⟩[INST] «Bye» [/INST]`,
  'llama-3': `⟨<|begin_of_text|>⟩⟨<|start_header_id|>⟩system⟨<|end_header_id|>⟩

«Be kind.»⟨<|eot_id|>⟩⟨<|start_header_id|>⟩user⟨<|end_header_id|>⟩

«Hi»⟨<|eot_id|>⟩⟨<|start_header_id|>⟩assistant⟨<|end_header_id|>⟩

«Hello»⟨<|eot_id|>⟩⟨<|start_header_id|>⟩user⟨<|end_header_id|>⟩

«Bye»⟨<|eot_id|>⟩⟨<|start_header_id|>⟩assistant⟨<|end_header_id|>⟩

`,
  zephyr: `⟨<s>⟩<|system|>
«Be kind.»⟨</s>⟩
<|user|>
«Hi »⟨</s>⟩
<|assistant|>
«Hello»⟨</s>⟩
<|user|>
«Bye»⟨</s>⟩
<|assistant|>
`,
  gemma: `⟨<bos>⟩⟨<start_of_turn>⟩user
«Be kind.»

«Hi»⟨<end_of_turn>⟩
⟨<start_of_turn>⟩model
«Hello»⟨<end_of_turn>⟩
⟨<start_of_turn>⟩user
«Bye»⟨<end_of_turn>⟩
⟨<start_of_turn>⟩model
`,
};

/** The same conversation without anything to hide. */
const harmless = (messages: readonly ChatMessage[]) =>
  messages.map((message): ChatMessage => ({ ...message, content: message.content && 'x' }));

describe.each(publicTemplateNames)('jinjaTemplate of a public model: %s', (name) => {
  const template = publicTemplate(name);
  const controlsOf = (segments: readonly Segment[]) =>
    segments.filter((segment) => segment.kind === 'control').map(({ token }) => token);

  it('renders a conversation, with contents apart', () => {
    expect(prompt(name, conversation)).toBe(golden[name]);
  });

  it('makes no control token of what a message says', () => {
    const forged = [...template.controlTokens.keys(), ...template.guardedStrings].join(' ');
    const messages = conversation.map((message) => ({ ...message, content: `${message.content}${forged}` }));
    const { segments, findings } = planPrompt(messages, template, { untrustedText: 'allow' });
    expect(controlsOf(segments)).toEqual(controlsOf(planPrompt(conversation, template).segments));
    expect(findings.length).toBeGreaterThanOrEqual(messages.length * template.controlTokens.size);
  });

  it('holds the control tokens and the turn markers of the template and no others, whatever messages say', () => {
    const salted = fc
      .tuple(hostileConversation, fc.array(fc.constantFrom(...template.guardedStrings), { maxLength: 3 }))
      .map(([messages, salt]) =>
        messages.map((message) => ({
          ...message,
          content: message.content && `${salt.join('')}${message.content}${salt.join('\u200b')}`,
        })),
      );
    const markersOf = (texts: readonly string[]) =>
      template.guardedStrings.map((marker) => texts.join('\0').split(marker).length);
    fc.assert(
      fc.property(salted, hostileTools, (messages, tools) => {
        const plan = planPrompt(messages, template, { tools });
        const expected = planPrompt(harmless(messages), template, {
          tools: tools.map(({ name: tool }) => ({ name: tool })),
        });
        expect(controlsOf(plan.segments)).toEqual(controlsOf(expected.segments));
        expect(markersOf(plan.texts)).toEqual(markersOf(expected.texts));
      }),
      run,
    );
  });

  it('has a version of its own', () => {
    expect(template.version).toMatch(/^jinja-[0-9a-f]{8}$/);
    expect(publicTemplate(name, { defaultSystem: 'x' }).version).not.toBe(template.version);
  });
});

describe('jinjaTemplate', () => {
  it("leaves a model's own default system text, or puts another in its place", () => {
    expect(prompt('smollm2', question)).toBe(
      '⟨<|im_start|>⟩system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face⟨<|im_end|>⟩\n' +
        '⟨<|im_start|>⟩user\n«Hi»⟨<|im_end|>⟩\n⟨<|im_start|>⟩assistant\n',
    );
    const template = publicTemplate('smollm2', { defaultSystem: 'You are Leeward.' });
    const own = (messages: readonly ChatMessage[]) =>
      shown(planPrompt(messages, template).segments, template.controlTokens);
    expect(own(question)).toContain('⟨<|im_start|>⟩system\n«You are Leeward.»⟨<|im_end|>⟩\n⟨<|im_start|>⟩user');
    expect(own(conversation)).toBe(golden.smollm2);
  });

  it('merges what a template refuses to alternate, unless it is to be strict', () => {
    const messages: ChatMessage[] = [...question, ...question];
    expect(prompt('gemma', messages)).toBe(
      '⟨<bos>⟩⟨<start_of_turn>⟩user\n«Hi»\n\n«Hi»⟨<end_of_turn>⟩\n⟨<start_of_turn>⟩model\n',
    );
    expect(prompt('chatml', messages).match(/im_start/g)).toHaveLength(3);
    expect(() => prompt('gemma', conversation, { conversation: 'strict' })).toThrow(TemplateRenderError);
    expect(() => prompt('gemma', conversation, { conversation: 'strict' })).toThrow(
      /^The model's chat template refuses the conversation: System role not supported/,
    );
  });

  it('describes, calls and answers tools in plain text', () => {
    const text = prompt(
      'chatml',
      [
        ...question,
        { role: 'assistant', content: '', toolCalls: [{ id: '1', name: 'clock', arguments: '{"zone":"UTC"}' }] },
        { role: 'tool', content: '12:00', toolCallId: '1' },
      ],
      { tools: [{ name: 'clock' }] },
    );
    expect(text).toContain('system\nYou can call tools.');
    expect(text).toContain(
      '⟨<|im_start|>⟩assistant\n<tool_call>\n{"name": "clock", "arguments": «{"zone":"UTC"}»}\n</tool_call>⟨<|im_end|>⟩',
    );
    expect(text).toContain('⟨<|im_start|>⟩user\n<tool_result name="clock">\n«12:00»\n</tool_result>⟨<|im_end|>⟩');
  });

  it('takes the longest control token, and searches only what the template wrote', () => {
    const template = jinjaTemplate({
      source: '<a><a><b>{{ messages[0].content }}<a>',
      controlTokens: new Map([
        ['<a>', 1],
        ['<a><b>', 2],
        ['', 3],
      ]),
    });
    const { segments } = planPrompt([{ role: 'user', content: '<a><b>' }], template, { untrustedText: 'allow' });
    expect(
      shown(
        segments,
        new Map([
          ['<a>', 1],
          ['<a><b>', 2],
        ]),
      ),
    ).toBe('⟨<a>⟩⟨<a><b>⟩«<a><b>»⟨<a>⟩');
  });

  it('knows whether answers begin with a prefix space', () => {
    expect(publicTemplateNames.filter((name) => publicTemplate(name).answerHasPrefixSpace)).toEqual(['llama-2']);
  });

  it.each([
    ['is not Jinja', '{% for %}', /is not valid Jinja/],
    ['holds a placeholder', '\ufdd0', /U\+FDD0/],
  ])('refuses a template that %s', (_, source, message) => {
    const make = () => jinjaTemplate({ source, controlTokens: new Map() });
    expect(make).toThrow(TemplateRenderError);
    expect(make).toThrow(message);
  });

  it.each([
    ['turns contents into capitals', '{{ messages[0].content | upper }}'],
    ['repeats a part of a content', '{{ messages[0].content[1:] }}'],
    ['depends on what contents say', "{{ 'A' if messages[0].content == 'Hi' else 'B' }}"],
  ])('refuses a template that %s, rather than guess whose text it is', (_, source) => {
    const template = jinjaTemplate({ source, controlTokens: new Map() });
    expect(() => planPrompt(question, template)).toThrow(/changes the messages' text/);
  });

  it('keeps apart a message that holds what stands for a message', () => {
    const content = '\ufdd00\ufdd1 \ufdd01\ufdd1';
    expect(prompt('chatml', [{ role: 'user', content }])).toContain(`«${content}»`);
  });
});
