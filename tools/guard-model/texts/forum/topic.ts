import { type FrameSection } from '../frames/frame-section.js';

/** The lines of a section of posts, by their sign. */
export interface Topic {
  readonly section: FrameSection;
  /** `=`: harmless sentences, used on both sides. */
  readonly shared: readonly string[];
  /** `+`: sentences that make a post harmful. */
  readonly harmful: readonly string[];
  /** `-`: sentences of a harmless post. */
  readonly harmless: readonly string[];
  /** `*` and `/`: whole posts. A `/` after a `*` is the harmless twin of it. */
  readonly posts: readonly WholePost[];
}

/** A post that was written as a whole. */
export interface WholePost {
  readonly text: string;
  readonly isHarmful: boolean;
  readonly isTwin: boolean;
}

/**
 * Sorts the frames of a section by the sign at their beginning.
 *
 * @throws Error for a line without a sign.
 */
export function toTopic(section: FrameSection): Topic {
  const lines = section.frames.map((frame) => {
    const match = /^([=+\-*/]) (.*)$/s.exec(frame);
    if (match === null) throw new Error(`${section.name}: "${frame}" begins with none of "= + - * /" and a space.`);
    return { sign: match[1] ?? '', text: match[2] ?? '' };
  });
  const pick = (sign: string): readonly string[] => lines.filter((line) => line.sign === sign).map(({ text }) => text);
  const posts = lines.flatMap(({ sign, text }, index) =>
    sign === '*' || sign === '/'
      ? [{ text, isHarmful: sign === '*', isTwin: sign === '/' && lines[index - 1]?.sign === '*' }]
      : [],
  );
  return { section, shared: pick('='), harmful: pick('+'), harmless: pick('-'), posts };
}
