import {
  type AnswerPart,
  type Engine,
  type GenerationPart,
  sumChoiceUsage,
  type TokenUsage,
} from '@leeward/mixtral-llm';
import { type InputModeration } from '../../moderation/moderate-input.js';
import { type CompletionKind } from '../completion-kind.js';
import { toSamplingOptions, toStopStrings } from '../sampling-options.js';
import { presentTextChoice, TextDeltas } from './present-text-choice.js';
import { type TextCompletionsRequest, toPrompts } from './text-completions.schema.js';

/** The kind of completion that continues texts. */
export const textCompletion: CompletionKind<TextCompletionsRequest> = {
  idPrefix: 'cmpl',
  operation: 'text_completion',
  object: 'text_completion',
  chunkObject: 'text_completion',
  inputField: 'prompt',
  textField: 'text',
  toMessagePath: (choice) => `choices[${choice}]`,
  async generate({ text, engine }, request, { moderation, signal, queueKey, reserve }) {
    const prompts = await moderatePrompts(request, moderation);
    const sampling = toSamplingOptions(request);
    const maxTokens = await reserve({
      countPrompts: () => countTokens(engine, prompts, signal),
      answers: request.n ?? 1,
      maxTokens: sampling.maxTokens,
      contextSize: engine.model.contextSize,
    });
    const options = {
      ...sampling,
      ...(maxTokens && { maxTokens }),
      stop: toStopStrings(request),
      logprobs: typeof request.logprobs === 'number',
      topLogprobs: request.logprobs ?? undefined,
      signal,
      caller: queueKey,
    };
    const choicesByPrompt = await Promise.all(prompts.map((prompt) => text.streamChoices(prompt, options)));
    const choices = choicesByPrompt.flatMap((promptChoices, index) =>
      promptChoices.map((parts) => (request.echo ? prependPrompt(prompts[index] ?? '', parts) : parts)),
    );
    return {
      choices,
      // An echo holds the prompt itself.
      findPrecedingText: (choice) =>
        request.echo ? undefined : prompts[Math.floor((choice * prompts.length) / choices.length)],
      approvedInput: prompts.map((prompt) => ({ role: 'user', text: prompt })),
      sumUsage: (usages) => sumPromptUsage(usages, prompts.length),
    };
  },
  presentChoice: (choice, index, { logprobs }) => presentTextChoice(choice, index, typeof logprobs === 'number'),
  createDeltas: () => new TextDeltas(),
};

/** Counts the tokens of prompts as the model reads them, each with the token at its beginning. */
async function countTokens(
  engine: Engine,
  prompts: readonly string[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const encoded = await engine.tokenize(prompts, { signal });
  return encoded.map(({ tokens }) => tokens.length + 1);
}

function moderatePrompts({ prompt }: TextCompletionsRequest, moderation: InputModeration): Promise<string[]> {
  const toPath = (index: number) => (typeof prompt === 'string' ? 'prompt' : `prompt[${index}]`);
  return Promise.all(
    toPrompts(prompt).map((text, index) =>
      moderation.text(text, { stage: 'input', role: 'user', path: toPath(index) }),
    ),
  );
}

/** Puts the prompt in front of its continuation. Both are moderated as one text. */
async function* prependPrompt(prompt: string, parts: AsyncIterable<GenerationPart>): AsyncGenerator<AnswerPart> {
  if (prompt !== '') {
    yield { type: 'text-delta', text: prompt, usage: { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 } };
  }
  yield* parts;
}

/** Adds up usage. Each prompt counts once, however many choices it has. */
function sumPromptUsage(usages: readonly TokenUsage[], prompts: number): TokenUsage {
  const choicesPerPrompt = usages.length / prompts;
  const byPrompt = Array.from({ length: prompts }, (_, index) =>
    sumChoiceUsage(usages.slice(index * choicesPerPrompt, (index + 1) * choicesPerPrompt)),
  );
  const sum = (name: keyof TokenUsage) => byPrompt.reduce((total, usage) => total + usage[name], 0);
  return {
    promptTokens: sum('promptTokens'),
    cachedPromptTokens: sum('cachedPromptTokens'),
    completionTokens: sum('completionTokens'),
  };
}
