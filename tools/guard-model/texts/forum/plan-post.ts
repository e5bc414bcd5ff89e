import { type Topic } from './topic.js';

const coreShare = 0.62;
/** Few, so that a plan has places enough for short sentences. */
const wordsPerCore = 12;
const ownShare = 0.65;
const openingShare = 0.45;
const closingShare = 0.4;
const paragraphShare = 0.35;

/** One place of a post: a fixed sentence, or a core sentence that each side fills with its own. */
type Place = string | undefined;

/** The order of the sentences of a post. A harmful post and its twin share it. */
export interface PostPlan {
  readonly places: readonly Place[];
  readonly targetWords: number;
  /** The sign between two sentences, by place. */
  readonly joints: readonly string[];
}

/** Draws the words that a post should have: 10 to 250, mostly 40 to 150. */
export function drawTarget(random: () => number): number {
  const share = random();
  if (share < 0.2) return 10 + 30 * random();
  if (share < 0.82) return 40 + 110 * random();
  return 150 + 100 * random();
}

/** Plans a post: where core sentences stand, and which harmless sentences stand around them. */
export function planPost(topic: Topic, random: () => number): PostPlan {
  const targetWords = drawTarget(random);
  const places: Place[] = [undefined];
  const own = drawAll(topic.shared, random);
  const everyday = drawAll(topic.section.slots.get('chat') ?? [], random);
  let words = wordsPerCore;
  while (words < targetWords) {
    const line =
      random() < coreShare ? undefined : random() < ownShare ? (own.pop() ?? everyday.pop()) : everyday.pop();
    places.splice(Math.floor(random() * (places.length + 1)), 0, line);
    words += line === undefined ? wordsPerCore : countWords(line);
  }
  const [opening] = drawAll(topic.section.slots.get('opening') ?? [], random);
  const [closing] = drawAll(topic.section.slots.get('closing') ?? [], random);
  if (targetWords > 30 && random() < openingShare) places.unshift(opening);
  if (targetWords > 30 && random() < closingShare) places.push(closing);
  const isInParagraphs = random() < paragraphShare;
  const joints = places.map(() => (isInParagraphs && random() < 0.4 ? '\n\n' : ' '));
  return { places, targetWords, joints };
}

/** Writes the post of a plan with core sentences of one side. */
export function writePlan(
  { places, joints, targetWords }: PostPlan,
  core: readonly string[],
  random: () => number,
): string {
  const sentences = drawAll(core, random);
  let text = '';
  let hasCore = false;
  for (const [index, place] of places.entries()) {
    const line = place ?? sentences.pop();
    if (line === undefined || (hasCore && countWords(text) > targetWords)) continue;
    hasCore ||= place === undefined;
    text += text === '' ? line : `${joints[index] ?? ' '}${line}`;
  }
  return text;
}

/** Counts the words between spaces. */
export function countWords(text: string): number {
  return text.split(/\s+/).length;
}

function drawAll<Value>(values: readonly Value[], random: () => number): Value[] {
  return values
    .map((value) => ({ value, order: random() }))
    .sort((one, other) => one.order - other.order)
    .map(({ value }) => value);
}
