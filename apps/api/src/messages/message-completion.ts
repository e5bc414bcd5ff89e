import { type AnswerPart, type TokenUsage } from '@leeward/mixtral-llm';
import { type ChatCompletionsRequest } from '../completions/chat/schema/chat-completions.schema.js';
import { chatCompletion } from '../completions/chat/chat-completion.js';
import { type CompletionKind } from '../completions/completion-kind.js';
import { type MessageSource, toSourcePath } from './request/source-paths.js';

/** The state of a generation that moderated events do not have. */
export interface GenerationProgress {
  /** The usage so far. Absent before the first part of the answer. */
  usage?: TokenUsage;
  /** The stop string that ended the answer. */
  stopString?: string | undefined;
}

/** The kind of completion that answers one request in Anthropic's form: a chat, whose messages come from other places. */
export function createMessageCompletion(
  sources: readonly MessageSource[],
  progress: GenerationProgress,
): CompletionKind<ChatCompletionsRequest> {
  const toBodyPath = (path: string): string => toSourcePath(path, sources);
  return {
    ...chatCompletion,
    idPrefix: 'msg',
    toMessagePath: () => 'message',
    toBodyPath,
    findRepairs: (model, request) => chatCompletion.findRepairs(model, request).map(toBodyPath),
    async generate(model, request, context) {
      const generation = await chatCompletion.generate(model, request, context);
      return {
        ...generation,
        choices: generation.choices.map((parts) => trackProgress(parts, progress)),
        truncated: generation.truncated?.map(toBodyPath),
      };
    },
  };
}

async function* trackProgress(
  parts: AsyncIterable<AnswerPart>,
  progress: GenerationProgress,
): AsyncGenerator<AnswerPart> {
  for await (const part of parts) {
    progress.usage = part.usage;
    if (part.type === 'finish') progress.stopString = part.stopString;
    yield part;
  }
}
