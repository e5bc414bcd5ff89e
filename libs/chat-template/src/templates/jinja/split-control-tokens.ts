import { controlSegment, type Segment, templateText, type TextPart, textSegment } from '../../conversation/segments.js';
import { escapePattern } from '../../text/control-strings.js';

/** Splits parts into segments: control tokens that the template's text spells, and the runs of text between them. */
type ControlTokenSplitter = (parts: readonly TextPart[]) => Segment[];

/**
 * Creates a splitter for a vocabulary. It searches the template's own text only, at each position for the longest control
 * token. Text between two control tokens is one run, whether of the template or of messages, as in training.
 *
 * @param controlTokens ids by their text
 */
export function createControlTokenSplitter(controlTokens: ReadonlyMap<string, number>): ControlTokenSplitter {
  const texts = [...controlTokens.keys()].filter((text) => text !== '').sort((a, b) => b.length - a.length);
  const pattern = texts.length > 0 ? new RegExp(`(${texts.map(escapePattern).join('|')})`) : undefined;
  return (parts) => {
    const segments: Segment[] = [];
    let run: TextPart[] = [];
    const endRun = () => {
      if (run.length > 0) segments.push(textSegment(run));
      run = [];
    };
    for (const part of parts) {
      const pieces = part.source === 'template' && pattern ? part.text.split(pattern) : [part.text];
      for (const [index, piece] of pieces.entries()) {
        if (index % 2 === 1) {
          endRun();
          segments.push(controlSegment(controlTokens.get(piece) as number));
        } else if (piece !== '') run.push(part.source === 'template' ? templateText(piece) : part);
      }
    }
    endRun();
    return segments;
  };
}
