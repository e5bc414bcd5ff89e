import { type BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type Runnable } from '@langchain/core/runnables';

import { createModerator } from '../moderator/create-moderator.js';
import { Moderator } from '../moderator/moderator.js';
import { type ModeratedChatModel, moderatedChatModel } from './chat-model/moderated-chat-model.js';
import { isChatModel } from './chat-model/replace-model.js';
import { moderate, type ModerateRunnableOptions } from './runnable/moderated-runnable.js';

/** Changes how a model or a runnable is moderated. All fields have defaults. */
export interface WithModerationOptions extends Partial<ModerateRunnableOptions> {
  /** Default: one moderator for the whole process, with the local classifiers and the preset policy `balanced`. */
  readonly moderator?: Moderator | undefined;
}

/**
 * Wraps a chat model so that its input and its output are moderated. See `ModeratedChatModel`.
 *
 * Any other runnable is moderated as by `moderate`: its input before it runs, and its output before the caller gets
 * it.
 * @param model a chat model, or any runnable
 * @param moderatorOrOptions a moderator, or options. Default: see `WithModerationOptions`.
 * @example
 * ```ts
 * const model = withModeration(new ChatOpenAI({ model: 'gpt-4.1-mini' }));
 * const { text } = await model.invoke('How do I bake bread?');
 * ```
 */
export function withModeration<Model extends BaseChatModel>(
  model: Model,
  moderatorOrOptions?: Moderator | WithModerationOptions,
): ModeratedChatModel;
export function withModeration<Input, Output>(
  runnable: Runnable<Input, Output>,
  moderatorOrOptions?: Moderator | WithModerationOptions,
): Runnable<Input, Output>;
export function withModeration(
  model: BaseChatModel | Runnable,
  moderatorOrOptions: Moderator | WithModerationOptions = {},
): Runnable {
  const options = moderatorOrOptions instanceof Moderator ? { moderator: moderatorOrOptions } : moderatorOrOptions;
  const { moderator = defaultModerator(), conversationId, vault } = options;
  return isChatModel(model)
    ? moderatedChatModel({ model, moderator, conversationId, vault })
    : moderate(model, { ...options, moderator });
}

let sharedModerator: Moderator | undefined;

function defaultModerator(): Moderator {
  sharedModerator ??= createModerator();
  return sharedModerator;
}
