import { type Script } from '@leeward/mixtral-llm/testing';
import { type Moderator } from '@leeward/moderation';
import { type ResponseCreateParamsNonStreaming } from 'openai/resources/responses/responses';
import { type ScriptedApi, useScriptedApi } from '../fixtures/scripted-api.js';

/** An answer that calls the tool `weather`, as the model writes it. */
export const callText = '<tool_call>\n{"name": "weather", "arguments": {"city": "Oslo"}}\n</tool_call>';

/** Calls the tool, and answers once there is a result. */
export const callAndAnswer: Script = ({ prompt }) => [
  prompt.spans.some(({ source }) => source === 'tool') ? 'It is sunny.' : callText,
];

export const weather = {
  type: 'function' as const,
  name: 'weather',
  description: 'Finds the weather',
  strict: false,
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

type Fields = Omit<Partial<ResponseCreateParamsNonStreaming>, 'stream'>;

/** Serves a scripted model for the tests of one `describe`. @param usual the script of tests that set no other */
export function useResponsesApi(usual: Script, moderator?: Moderator) {
  const api: ScriptedApi = useScriptedApi(usual, {}, moderator);
  return {
    api,
    /** Asks for a response. */
    ask: (input: Fields['input'], fields: Fields = {}) =>
      api.client.responses.create({ model: 'default', input, ...fields }),
    /** Asks in the same way for a stream, and reads it to its end. */
    askStreamed: (input: Fields['input'], fields: Fields = {}) =>
      api.client.responses.stream({ model: 'default', input, ...fields }).finalResponse(),
    /** Reads the latest prompt, as the model gets it. */
    readPrompt: async () => {
      const { prompt } = api.engine.requests.at(-1) ?? {};
      return (await api.engine.detokenize([prompt?.tokens ?? []])).join('');
    },
  };
}
