import { instructV1, instructV3, jinjaTemplate, type PromptTemplate } from '@leeward/chat-template';
import { type EngineModel } from '../engine/engine.js';
import { NoChatTemplateError } from '../errors/index.js';

/**
 * The template of a loaded model: the exact rules for Mistral's instruct models with SentencePiece vocabularies, whatever Jinja text the file holds
 * for them (those in public files differ from training), and the file's own template for every other model.
 *
 * @throws {NoChatTemplateError} when the file has none, or one that cannot be parsed
 */
export function chooseTemplate(model: EngineModel): PromptTemplate {
  if (isMistralInstructV1(model)) return instructV1;
  if (isMistralInstructV3(model)) return instructV3;
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

/**
 * Mixtral 8x22B, Mistral 7B v0.3 and their kind: a SentencePiece vocabulary with control tokens for turns and tools. The second
 * version has the same tokens; no public weights use it.
 */
function isMistralInstructV3({ vocabulary, chatTemplate }: EngineModel): boolean {
  const { kind, size, controlTokens } = vocabulary;
  const marks = {
    '[INST]': 3,
    '[/INST]': 4,
    '[TOOL_CALLS]': 5,
    '[AVAILABLE_TOOLS]': 6,
    '[/AVAILABLE_TOOLS]': 7,
    '[TOOL_RESULTS]': 8,
    '[/TOOL_RESULTS]': 9,
  };
  const hasMarks = Object.entries(marks).every(([name, token]) => controlTokens.get(name) === token);
  return (
    kind === 'sentencepiece' &&
    size === 32_768 &&
    hasMarks &&
    (chatTemplate === undefined || chatTemplate.includes('[INST]'))
  );
}
