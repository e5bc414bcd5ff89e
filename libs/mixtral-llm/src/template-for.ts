import { instructV1, jinjaTemplate, type PromptTemplate } from '@leeward/chat-template';
import { type EngineModel } from './engine/engine.js';
import { NoChatTemplateError } from './errors.js';

/**
 * The template of a loaded model: the exact rule for Mistral's first instruct models, whatever Jinja text the file holds
 * for them (those in public files differ from training), and the file's own template for every other model.
 *
 * @throws {NoChatTemplateError} when the file has none, or one that cannot be parsed
 */
export function templateFor(model: EngineModel): PromptTemplate {
  if (isMistralInstructV1(model)) return instructV1;
  const { chatTemplate, vocabulary } = model;
  if (chatTemplate === undefined) {
    throw new NoChatTemplateError(
      `The model file of ${model.id} holds no chat template. Use an "instruct" or "chat" file of the model, or generate from token ids with the engine itself.`,
    );
  }
  const textOf = (token: number | undefined) => [...vocabulary.controlTokens].find(([, id]) => id === token)?.[0];
  return jinjaTemplate({
    source: chatTemplate,
    controlTokens: vocabulary.controlTokens,
    bosToken: textOf(vocabulary.bos),
    eosToken: textOf(vocabulary.eos),
    hasPrefixSpace: vocabulary.kind === 'sentencepiece',
    defaultSystem: model.defaultSystem,
  });
}

/** Other models share the vocabulary, but their templates do not speak of `[INST]`. */
function isMistralInstructV1({ vocabulary, chatTemplate }: EngineModel): boolean {
  return vocabulary.isMistralV1 && (chatTemplate === undefined || chatTemplate.includes('[INST]'));
}
