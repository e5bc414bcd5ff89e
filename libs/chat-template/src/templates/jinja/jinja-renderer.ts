import { Template } from '@huggingface/jinja';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';

/** A message as Jinja templates know it. */
export interface JinjaMessage {
  readonly role: string;
  readonly content: string;
}

/** Renders messages, with the beginning of the answer, as one text. */
export type JinjaRenderer = (messages: readonly JinjaMessage[]) => string;

/** Texts that templates may ask for. */
export interface JinjaVariables {
  readonly bosToken: string;
  readonly eosToken: string;
}

/**
 * Prepares a template of a model file.
 *
 * @throws {TemplateRenderError} when it is not valid Jinja; the renderer throws it when the template raises an exception
 */
export function jinjaRenderer(source: string, { bosToken, eosToken }: JinjaVariables): JinjaRenderer {
  const template = parse(source);
  return (messages) => {
    try {
      return template.render({ messages, add_generation_prompt: true, bos_token: bosToken, eos_token: eosToken });
    } catch (cause) {
      throw new TemplateRenderError(`The model's chat template refuses the conversation: ${messageOf(cause)}`, {
        cause,
      });
    }
  };
}

function parse(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw new TemplateRenderError(`The model's chat template is not valid Jinja: ${messageOf(cause)}`, { cause });
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
