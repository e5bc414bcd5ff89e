import { instructV1, instructV1Card, instructV3, jinjaTemplate, type PromptTemplate } from '@leeward/chat-template';
import { type EngineModel } from '../engine/engine.js';
import { InvalidOptionError, NoChatTemplateError } from '../errors/index.js';

/**
 * Chooses the template of a loaded model. Mistral's instruct models with SentencePiece vocabularies get the exact rules of
 * their training, since the Jinja text in public files differs from it; every other model gets its file's own template.
 *
 * @param form `card`: the form of the model card of Mixtral 8x7B in place of the training's, for a model of that family
 * @throws {InvalidOptionError} for a form that the model does not have
 * @throws {NoChatTemplateError} when the file has no template
 * @throws {TemplateRenderError} of chat-template, when its template is not valid Jinja
 */
export function chooseTemplate(model: EngineModel, form?: 'card'): PromptTemplate {
  if (isMistralInstructV1(model)) {
    if (form === undefined) return instructV1;
    if (form === 'card') return instructV1Card;
  }
  if (form !== undefined) {
    const advice = 'leave it out, or give "card" with an instruct model of Mistral\'s first vocabulary';
    throw new InvalidOptionError(
      'template',
      `is "${String(form).slice(0, 32)}", which ${model.id} does not have`,
      advice,
    );
  }
  if (isMistralInstructV3(model)) return instructV3;
  const { chatTemplate, vocabulary } = model;
  if (chatTemplate === undefined) {
    throw new NoChatTemplateError(
      `The model file of ${model.id} holds no chat template. Use an "instruct" or "chat" file of the model, or generate from token ids with the engine itself.`,
    );
  }
  const findText = (token: number | undefined) => [...vocabulary.controlTokens].find(([, id]) => id === token)?.[0];
  return jinjaTemplate({
    source: chatTemplate,
    controlTokens: vocabulary.controlTokens,
    bosToken: findText(vocabulary.bos),
    eosToken: findText(vocabulary.eos),
    addBosToken: vocabulary.beginsWithBos,
    isSentencePiece: vocabulary.kind === 'sentencepiece',
    defaultSystem: model.defaultSystem,
  });
}

/** Recognises Mistral's v1 models. Other models share their vocabulary, but `[INST]` is not in their templates. */
function isMistralInstructV1({ vocabulary, chatTemplate }: EngineModel): boolean {
  // Older instruct files have no template, so a file without one counts as instruct. A base model cannot be told apart
  // from them.
  return vocabulary.isMistralV1 && (chatTemplate === undefined || chatTemplate.includes('[INST]'));
}

/**
 * Recognises Mistral's v3 models, such as Mixtral 8x22B and Mistral 7B v0.3: a SentencePiece vocabulary with control tokens
 * for turns and tools. Version 2 has the same tokens, but no public weights use it.
 */
function isMistralInstructV3({ vocabulary, chatTemplate }: EngineModel): boolean {
  const { kind, size, controlTokens } = vocabulary;
  const expectedTokens = {
    '[INST]': 3,
    '[/INST]': 4,
    '[TOOL_CALLS]': 5,
    '[AVAILABLE_TOOLS]': 6,
    '[/AVAILABLE_TOOLS]': 7,
    '[TOOL_RESULTS]': 8,
    '[/TOOL_RESULTS]': 9,
  };
  const hasExpectedTokens = Object.entries(expectedTokens).every(([name, token]) => controlTokens.get(name) === token);
  return (
    kind === 'sentencepiece' &&
    size === 32_768 &&
    hasExpectedTokens &&
    (chatTemplate === undefined || chatTemplate.includes('[INST]'))
  );
}
