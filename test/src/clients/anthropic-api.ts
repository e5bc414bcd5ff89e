import Anthropic from '@anthropic-ai/sdk';
import { type Script } from '@leeward/mixtral-llm/testing';
import { type Moderator } from '@leeward/moderation';
import { useScriptedApi } from '../fixtures/scripted-api.js';

/** An answer that calls the tool `weather`, as the model writes it. */
export const callText = '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>';

/** Calls the tool, and answers once there is a result. */
const callAndAnswer: Script = ({ prompt }) => [
  prompt.spans.some(({ source }) => source === 'tool') ? 'It is sunny.' : callText,
];

export const question: Anthropic.MessageParam = { role: 'user', content: 'How is Oslo?' };

export const weather = {
  name: 'weather',
  description: 'Finds the weather',
  input_schema: { type: 'object' as const, properties: { city: { type: 'string' as const } }, required: ['city'] },
};

type MessageFields = Partial<Anthropic.MessageCreateParamsNonStreaming>;

/** Serves a scripted model with Anthropic's own client for the tests of one `describe`. @param moderator as `useScriptedApi` */
export function useAnthropicApi(moderator?: Moderator) {
  const api = useScriptedApi(callAndAnswer, {}, moderator);
  const createClient = (options: object = {}) =>
    new Anthropic({ baseURL: api.url, apiKey: 'none', maxRetries: 0, ...options });
  const toBody = (fields: MessageFields) => ({ model: 'default', max_tokens: 64, messages: [question], ...fields });
  return {
    api,
    createClient,
    /** Asks the question, unless the fields say otherwise. */
    ask: (fields: MessageFields = {}) => createClient().messages.create(toBody(fields)),
    /** Asks in the same way for a stream, and reads it to its end. */
    askStreamed: (fields: MessageFields = {}) => createClient().messages.stream(toBody(fields)).finalMessage(),
    /** Reads the latest prompt, as the model gets it. */
    readPrompt: async () => {
      const { prompt } = api.engine.requests.at(-1) ?? {};
      return (await api.engine.detokenize([prompt?.tokens ?? []])).join('');
    },
  };
}
