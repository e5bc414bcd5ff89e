import { drawOne } from '../../../injection-training/random.js';
import { type WrittenRow } from '../rows/written-row.js';
import { type FrameSection } from './frame-section.js';

const triesPerRow = 6;
const maximumDepth = 6;
const choice = /<<([^<>]*)>>/g;
const slot = /\{([a-z][a-z_]*)(\d?)\}/gi;

/** A row before it is lengthened and typed. */
export interface FrameRow {
  readonly row: WrittenRow;
  readonly section: FrameSection;
  /** Set when another row has the same text: only fillers will tell them apart. */
  readonly isCopy: boolean;
}

/**
 * Fills the slots of all frames of a section. The generator draws, so the same seed gives the same rows. A frame with few
 * slots is repeated where fillers will tell the copies apart.
 */
export function expandSection(section: FrameSection, random: () => number): readonly FrameRow[] {
  return section.frames.flatMap((frame, index) => {
    const texts = new Set<string>();
    for (let count = 0; count < section.rowsPerFrame * triesPerRow && texts.size < section.rowsPerFrame; count += 1) {
      texts.add(fillFrame(wrapFrame(frame, section, random), section, random));
    }
    const copies = section.filler === undefined ? [] : [...texts].slice(0, section.rowsPerFrame - texts.size);
    return [...texts, ...copies].map((filled, place) => {
      const [before = '', answer] = filled.split(' ||| ');
      return {
        section,
        isCopy: place >= texts.size,
        row: {
          text: answer ?? before,
          ...(answer !== undefined && { context: before }),
          ...section.labels,
          kind: section.kind,
          family: `${section.name}/${index}`,
        },
      };
    });
  });
}

/** Puts a frame into a document of the section's list, at the place `{frame}`, or `{frame_json}` inside a JSON string. */
function wrapFrame(frame: string, { within, slots }: FrameSection, random: () => number): string {
  const documents = within === undefined ? undefined : slots.get(within);
  const document = documents && drawOne(documents, random);
  if (document === undefined) return frame;
  return document.replace('{frame}', () => frame).replace('{frame_json}', () => JSON.stringify(frame).slice(1, -1));
}

/**
 * Fills one frame. The same slot name draws the same words; `{name2}` draws from the list `name` again, if no list
 * `name2` exists.
 */
export function fillFrame(frame: string, { slots, aliases }: FrameSection, random: () => number): string {
  const drawn = new Map<string, string>();
  const draw = (options: readonly string[]): string => drawOne(options, random) ?? '';
  let text = frame;
  for (let depth = 0; depth < maximumDepth; depth += 1) {
    const before = text;
    text = text
      .replace(choice, (_whole, options: string) => draw(options.split('|')))
      .replace(slot, (whole, name: string, number: string) => {
        const isCapital = name[0] !== name[0]?.toLowerCase();
        const key = name.toLowerCase();
        const options = slots.get(key + number) ?? slots.get(aliases.get(key) ?? key);
        if (options === undefined) return whole;
        const value = drawn.get(key + number) ?? draw(options);
        drawn.set(key + number, value);
        return isCapital ? value.charAt(0).toUpperCase() + value.slice(1) : value;
      });
    if (text === before) break;
  }
  return text.replaceAll(/ {2,}(?=\S)/g, (spaces, offset: number) => (text[offset - 1] === '\n' ? spaces : ' ')).trim();
}
