import { type EncodedPrompt, type PromptSpan } from '../conversation/messages.js';
import { type Tokenizer } from '../tokenizer/tokenizer.js';

/** Holds the decoded ids of a prompt, for example from an engine in another process. */
export interface PromptPieces {
  /** One text for each id of the prompt. */
  readonly pieces: readonly string[];
  /** Control tokens by their text. Without them, control tokens are shown like other text of the template. */
  readonly controlTokens?: ReadonlyMap<string, number> | undefined;
}

/**
 * Formats a prompt for people: a heading, then one line for each span with its range of ids, its origin and its text.
 *
 *     mistral-instruct-v1, 9 ids
 *     0..4 template   <s> " [INST]"
 *     4..5 user #0    " a"
 *     5..9 template   " [/INST]"
 *
 * Text is quoted and escaped as in JSON, with invisible characters as `\u…`; control tokens have no quotes. So no text of a
 * message can look like a control token or a further line. The result shows text of callers: keep it out of logs.
 *
 * @param source a tokenizer, or the texts of the ids
 * @throws {RangeError} when there are not as many pieces as ids
 */
export function explain(
  prompt: EncodedPrompt,
  source: Pick<Tokenizer, 'decode' | 'controlTokens'> | PromptPieces,
): string {
  if (!('decode' in source) && source.pieces.length !== prompt.tokens.length) {
    throw new RangeError(
      `The prompt has ${prompt.tokens.length} ids, but ${source.pieces.length} pieces were given: give one for each id.`,
    );
  }
  const controlTexts = new Map([...(source.controlTokens ?? [])].map(([text, id]) => [id, text]));
  const decodeRange =
    'decode' in source
      ? (start: number, end: number) => source.decode(prompt.tokens.slice(start, end))
      : (start: number, end: number) => source.pieces.slice(start, end).join('');
  const rows = prompt.spans.map((span) => ({
    range: `${span.start}..${span.end}`,
    owner: span.messageIndex < 0 ? span.source : `${span.source} #${span.messageIndex}`,
    text: formatSpanText(span, prompt.tokens, controlTexts, decodeRange),
  }));
  const rangeWidth = Math.max(0, ...rows.map(({ range }) => range.length));
  const ownerWidth = Math.max(0, ...rows.map(({ owner }) => owner.length));
  const lines = rows.map(({ range, owner, text }) => `${range.padEnd(rangeWidth)} ${owner.padEnd(ownerWidth)} ${text}`);
  return [`${prompt.templateVersion}, ${prompt.tokens.length} ids`, ...lines].join('\n');
}

/** Formats the text of a span. Runs of text are decoded as one, since a character may take several ids. */
function formatSpanText(
  { source, start, end }: PromptSpan,
  tokens: readonly number[],
  controlTexts: ReadonlyMap<number, string>,
  decodeRange: (start: number, end: number) => string,
): string {
  const shown: string[] = [];
  let runStart = start;
  const endRun = (runEnd: number) => {
    if (runStart < runEnd) shown.push(quoteText(decodeRange(runStart, runEnd)));
  };
  for (let index = start; index < end; index++) {
    const control = source === 'template' ? controlTexts.get(tokens[index] as number) : undefined;
    if (control === undefined) continue;
    endRun(index);
    shown.push(control);
    runStart = index + 1;
  }
  endRun(end);
  return shown.join(' ');
}

/** Matches control and format characters, and white space other than U+0020. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Other}]|(?! )\p{White_Space}/gu;

function quoteText(text: string): string {
  return JSON.stringify(text).replace(invisible, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
