import { expect, it } from '@jest/globals';
import { AIMessage, AIMessageChunk, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { MessagesAnnotation, StateGraph } from '@langchain/langgraph';
import { collect, type Subject } from './subject.js';

const question = 'What is the capital of France?';

/** Checks one answer, whole or in pieces: messages, usage, metadata, callbacks. */
export function answerChecks(subject: () => Subject): void {
  it('invoke gives an AIMessage with usage and metadata', async () => {
    subject().setAnswers('The capital of France is Paris.');
    const answer = await subject().model().invoke(question);
    expect(AIMessage.isInstance(answer)).toBe(true);
    expect(AIMessageChunk.isInstance(answer)).toBe(false);
    expect(answer.text).toContain('Paris');
    const usage = answer.usage_metadata;
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? NaN) + (usage?.output_tokens ?? NaN));
    expect(usage?.input_token_details?.cache_read).toEqual(expect.any(Number));
    const { id } = subject().engine.model;
    expect(answer.response_metadata).toMatchObject({
      model: id,
      model_name: id,
      model_provider: 'leeward',
      finish_reason: 'stop',
    });
  });

  it('stream gives the same text in chunks, usage exactly once, and each token to callbacks', async () => {
    const callbackTokens: string[] = [];
    const callbacks = [{ handleLLMNewToken: (token: string) => void callbackTokens.push(token) }];
    const chunks = await collect(await subject().model().stream(question, { callbacks }));
    expect(chunks.length).toBeGreaterThan(3);
    for (const chunk of chunks) expect(AIMessageChunk.isInstance(chunk)).toBe(true);
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    const invoked = await subject().model().invoke(question);
    expect(whole.text).toBe(invoked.text);
    expect(callbackTokens.join('')).toBe(invoked.text);
    expect(chunks.filter(({ usage_metadata }) => usage_metadata)).toHaveLength(1);
    expect(whole.usage_metadata?.output_tokens).toBe(invoked.usage_metadata?.output_tokens);
    expect(invoked.response_metadata).toMatchObject(whole.response_metadata);
  });

  it('batch gives answers in order, each with its own usage', async () => {
    const answers = await subject().model().batch([question, 'Hello', question]);
    expect(answers.map((answer) => AIMessage.isInstance(answer) && answer.text !== '')).toEqual([true, true, true]);
    expect(answers[0]?.text).toBe(answers[2]?.text);
    expect(answers[0]?.usage_metadata?.input_tokens).toBe(answers[2]?.usage_metadata?.input_tokens);
  });

  it('takes conversations, and two messages of one role in a row', async () => {
    const conversation = [
      new SystemMessage('Be kind.'),
      new SystemMessage('Be short.'),
      new HumanMessage('Hello.'),
      new HumanMessage(question),
      new AIMessage('Hello.'),
      new AIMessage('It is Paris.'),
      new HumanMessage('Thank you. And of Italy?'),
    ];
    const answer = await subject().model().invoke(conversation);
    expect(answer.text).not.toBe('');
    const { tokens } = await subject().model().renderPrompt(conversation);
    const [prompt] = await subject().engine.detokenize([tokens]);
    for (const message of conversation) expect(prompt).toContain(message.text);
  });

  it.each([
    { what: 'v0', block: { type: 'text', source_type: 'text', text: question } },
    { what: 'v1', block: { type: 'text', text: question } },
  ])('takes content blocks of $what as the text that they are', async ({ block }) => {
    const answer = await subject()
      .model()
      .invoke([new HumanMessage({ content: [block] })]);
    expect(answer.text).toBe((await subject().model().invoke(question)).text);
    expect(answer.contentBlocks).toEqual([{ type: 'text', text: answer.text }]);
  });

  it('refuses a picture with the index of its message', async () => {
    const picture = new HumanMessage({
      content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,' } }],
    });
    await expect(
      subject()
        .model()
        .invoke([new SystemMessage('Hi'), picture]),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED_MESSAGE', messageIndex: 1 });
  });

  it('counts the tokens that were read from the cache', async () => {
    const model = subject().model();
    const long = `${'The sea is wide. '.repeat(20)}${question}`;
    await model.invoke(long);
    const { input_tokens: input = 0, input_token_details: details } = (await model.invoke(long)).usage_metadata ?? {};
    expect(details?.cache_read).toBeLessThan(input);
    if (subject().engine.model.architecture !== 'scripted') expect(details?.cache_read).toBeGreaterThan(input / 2);
  });

  it('streams the tokens of invoke inside a graph', async () => {
    const model = subject().model();
    const graph = new StateGraph(MessagesAnnotation)
      .addNode('answer', async ({ messages }) => ({ messages: [await model.invoke(messages)] }))
      .addEdge('__start__', 'answer')
      .compile();
    const input = { messages: [new HumanMessage(question)] };
    const streamed = await collect(await graph.stream(input, { streamMode: 'messages' }));
    const texts = streamed.map(([message]) => (message as AIMessageChunk).text);
    expect(texts.length).toBeGreaterThan(3);
    const result = await graph.invoke(input);
    const last = result.messages.at(-1) as AIMessage;
    expect(texts.join('')).toBe(last.text);
    expect(last.usage_metadata).toBeDefined();
  });
}
