import { readFileSync } from 'node:fs';
import { jinjaTemplate, type JinjaTemplateOptions } from '../templates/jinja/jinja-template.js';
import { type PromptTemplate } from '../templates/prompt-template.js';

type Vocabulary = Pick<
  JinjaTemplateOptions,
  'controlTokens' | 'bosToken' | 'eosToken' | 'isSentencePiece' | 'addBosToken'
>;

const chatMl: Vocabulary = {
  controlTokens: new Map([
    ['<|endoftext|>', 0],
    ['<|im_start|>', 1],
    ['<|im_end|>', 2],
  ]),
  bosToken: '<|im_start|>',
  eosToken: '<|im_end|>',
};
const llama: Vocabulary = {
  controlTokens: new Map([
    ['<unk>', 0],
    ['<s>', 1],
    ['</s>', 2],
  ]),
  bosToken: '<s>',
  eosToken: '</s>',
  isSentencePiece: true,
};

/** Control tokens with the ids of the models' own vocabularies. */
const vocabularies = {
  chatml: chatMl,
  smollm2: chatMl,
  'llama-2': llama,
  'llama-3': {
    controlTokens: new Map([
      ['<|begin_of_text|>', 128000],
      ['<|start_header_id|>', 128006],
      ['<|end_header_id|>', 128007],
      ['<|eot_id|>', 128009],
    ]),
    bosToken: '<|begin_of_text|>',
    eosToken: '<|eot_id|>',
  },
  // The turn markers of Zephyr are plain text.
  zephyr: { ...llama, addBosToken: true },
  gemma: {
    controlTokens: new Map([
      ['<eos>', 1],
      ['<bos>', 2],
      ['<start_of_turn>', 106],
      ['<end_of_turn>', 107],
    ]),
    bosToken: '<bos>',
    eosToken: '<eos>',
  },
} satisfies Record<string, Vocabulary>;

export type PublicTemplateName = keyof typeof vocabularies;

export const publicTemplateNames = Object.keys(vocabularies) as PublicTemplateName[];

/** Loads a public model's template, with its control tokens. */
export function publicTemplate(
  name: PublicTemplateName,
  options: Partial<JinjaTemplateOptions> = {},
): PromptTemplate & Vocabulary {
  const source = readFileSync(new URL(`../../golden/templates/${name}.jinja`, import.meta.url), 'utf8');
  return { ...vocabularies[name], ...jinjaTemplate({ source, ...vocabularies[name], ...options }) };
}
