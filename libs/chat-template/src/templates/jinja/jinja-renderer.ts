import { Template } from '@huggingface/jinja';
import { TemplateRenderError } from '../../errors/chat-template-errors.js';

/** Describes a message in the form that Jinja templates expect. */
export interface JinjaMessage {
  readonly role: string;
  readonly content: string;
  /** Absent where the author has none: templates may test whether it is defined. */
  readonly name?: string;
}

/** Renders messages as one text, with or without the beginning of an answer. Default: with it. */
export type JinjaRenderer = (messages: readonly JinjaMessage[], addGenerationPrompt?: boolean) => string;

/** Describes the variables of templates, besides the messages. */
interface JinjaVariables {
  readonly bosToken: string;
  readonly eosToken: string;
}

/**
 * Parses the template of a model file.
 *
 * @throws {TemplateRenderError} when it is not valid Jinja; the renderer throws it when the template raises an exception
 */
export function createJinjaRenderer(source: string, { bosToken, eosToken }: JinjaVariables): JinjaRenderer {
  const template = parse(source);
  return (messages, addGenerationPrompt = true) => {
    try {
      return template.render({
        messages,
        add_generation_prompt: addGenerationPrompt,
        bos_token: bosToken,
        eos_token: eosToken,
      });
    } catch (cause) {
      throw new TemplateRenderError(`The model's chat template refuses the conversation: ${describeCause(cause)}`, {
        cause,
      });
    }
  };
}

function parse(source: string): Template {
  try {
    return new Template(source);
  } catch (cause) {
    throw new TemplateRenderError(`The model's chat template is not valid Jinja: ${describeCause(cause)}`, { cause });
  }
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
