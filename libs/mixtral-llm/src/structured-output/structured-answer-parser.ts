import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { BaseLLMOutputParser, OutputParserException } from '@langchain/core/output_parsers';
import { type ChatGeneration, type Generation } from '@langchain/core/outputs';
import { type StructuredTarget } from './structured-target.js';

/**
 * Reads and validates the value of an answer: its text, or the arguments of its tool call. LangChain's own parsers look for
 * Markdown in the text, and so misread JSON that has some in a string.
 */
export class StructuredAnswerParser<Output extends Record<string, unknown>> extends BaseLLMOutputParser<Output> {
  static override lc_name(): string {
    return 'StructuredAnswerParser';
  }

  override lc_namespace = ['leeward', 'output_parsers'];

  readonly #target: StructuredTarget<Output>;
  readonly #tool: string | undefined;

  /** @param tool name of the tool whose arguments are the value; undefined if the answer's text is the value */
  constructor(target: StructuredTarget<Output>, tool?: string) {
    super();
    this.#target = target;
    this.#tool = tool;
  }

  /** Reads the value. @throws {OutputParserException} that explains why there is none; its `llmOutput` is the text */
  override async parseResult(generations: (Generation | ChatGeneration)[]): Promise<Output> {
    const [generation] = generations;
    const message = generation && 'message' in generation ? generation.message : undefined;
    const text = message?.text ?? generation?.text ?? '';
    const validation = await this.#target.validate(
      this.#tool === undefined ? this.#readText(text, message) : this.#readCall(this.#tool, text, message),
    );
    if ('value' in validation) return validation.value;
    throw new OutputParserException(
      `The answer does not match the schema "${this.#target.name}": ${validation.problem}.`,
      text,
    );
  }

  #readText(text: string, message: BaseMessage | undefined): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new OutputParserException(`The answer is not JSON${explainCutOff(message)}.`, text);
    }
  }

  #readCall(tool: string, text: string, message: BaseMessage | undefined): unknown {
    const call = AIMessage.isInstance(message) ? message.tool_calls?.find(({ name }) => name === tool) : undefined;
    if (call) return call.args;
    throw new OutputParserException(`The answer does not call "${tool}"${explainCutOff(message)}.`, text);
  }
}

/** Says that the answer was cut off, if it was. */
function explainCutOff(message: BaseMessage | undefined): string {
  const metadata: Readonly<Record<string, unknown>> = message?.response_metadata ?? {};
  const isCutOff = metadata['finish_reason'] === 'length';
  return isCutOff ? ': it was cut off at its maximum length. Raise maxTokens, or send a shorter prompt' : '';
}
