import { chatCompletion } from '../completions/chat/chat-completion.js';
import { type ChatCompletionsRequest } from '../completions/chat/schema/chat-completions.schema.js';
import { type ChatContent } from '../completions/chat/moderation/moderate-chat-content.js';
import { type CompletionKind } from '../completions/completion-kind.js';
import { type ResponsePaths } from './request/response-paths.js';

/**
 * The kind of completion that answers one request of `POST /v1/responses`: a chat, whose messages come from other places.
 *
 * @param onContent called with the moderated parts of the request
 */
export function createResponseCompletion(
  paths: ResponsePaths,
  onContent: (content: ChatContent) => void,
): CompletionKind<ChatCompletionsRequest> {
  return {
    ...chatCompletion,
    idPrefix: 'resp_',
    toMessagePath: () => 'output',
    toBodyPath: paths.toBodyPath,
    findRepairs: (model, request) => chatCompletion.findRepairs(model, request).map(paths.toBodyPath),
    async generate(model, request, context) {
      const generation = await chatCompletion.generate(model, request, context);
      onContent(generation.content);
      return { ...generation, truncated: generation.truncated.map(paths.toBodyPath) };
    },
  };
}
