import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { drawOne, mulberry32 } from '../../../injection-training/random.js';
import { fillFrame } from '../frames/expand-frames.js';
import { type Slots } from '../frames/frame-section.js';
import { parseFrames } from '../frames/parse-frames.js';
import { varyStyle } from '../frames/vary-style.js';
import { type WrittenRow } from '../rows/written-row.js';
import { dressPost } from './dress-post.js';
import { planPost, writePlan } from './plan-post.js';
import { referBack } from './refer-back.js';
import { toTopic, type Topic } from './topic.js';

const seed = 2_015;
const twinShare = 0.5;
const copiesOfWholePosts = 3;
const commonFile = 'common.txt';
const materialFolder = fileURLToPath(new URL('material', import.meta.url));
const sharedFile = fileURLToPath(new URL('../material/shared.txt', import.meta.url));

/** A post with labels. A harmful post and its harmless twin have the same `pair`. */
export interface PostRow extends WrittenRow {
  readonly pair?: string;
}

/** Reads all topics of the material. */
export async function readTopics(folder = materialFolder): Promise<readonly Topic[]> {
  const shared = parseFrames('shared', await readFile(sharedFile, 'utf8')).slots;
  const { slots } = parseFrames('common', await readFile(join(folder, commonFile), 'utf8'), shared);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.txt') && name !== commonFile).sort();
  const files = await Promise.all(
    names.map(async (name) =>
      parseFrames(`forum/${name.slice(0, -4)}`, await readFile(join(folder, name), 'utf8'), slots),
    ),
  );
  return files.flatMap(({ sections }) => sections.map(toTopic));
}

/** Makes the posts of all topics: whole ones with a few variants, and ones put together from sentences. */
export function makePosts(topics: readonly Topic[]): readonly PostRow[] {
  const rows = topics.flatMap((topic) => {
    const random = mulberry32(seed + sumCodes(topic.section.name));
    return [...makeWholePosts(topic, random), ...assemblePosts(topic, random)];
  });
  const unique = new Map<string, PostRow>();
  for (const row of rows) if (!unique.has(row.text.toLowerCase())) unique.set(row.text.toLowerCase(), row);
  const kept = [...unique.values()];
  const sizes = new Map<string, number>();
  for (const { pair } of kept) if (pair !== undefined) sizes.set(pair, (sizes.get(pair) ?? 0) + 1);
  return kept.map(({ pair, ...row }) => (pair !== undefined && sizes.get(pair) === 2 ? { ...row, pair } : row));
}

function makeWholePosts(topic: Topic, random: () => number): readonly PostRow[] {
  let place = -1;
  return topic.posts.flatMap(({ text, isHarmful, isTwin }, index) => {
    if (!isTwin) place += 1;
    const family = `${topic.section.name}/post-${place}`;
    const hasTwin = isTwin || topic.posts[index + 1]?.isTwin === true;
    return Array.from({ length: copiesOfWholePosts }, (_, copy) => {
      const finish = createFinish(topic, random, copy > 0);
      const pair = hasTwin ? `${family}-${copy}` : undefined;
      return toRow(
        topic,
        finish(copy > 0 ? surround(text, topic.section.slots, random) : text),
        isHarmful,
        family,
        pair,
      );
    });
  });
}

function assemblePosts(topic: Topic, random: () => number): readonly PostRow[] {
  const family = topic.section.name;
  const canHarm = topic.harmful.length > 0;
  return Array.from({ length: topic.section.rowsPerFrame }, (_, index) => index).flatMap((index) => {
    const plan = planPost(topic, random);
    const finish = createFinish(topic, random, true);
    const write = (isHarmful: boolean, pair?: string): PostRow =>
      toRow(
        topic,
        finish(writePlan(plan, isHarmful ? topic.harmful : topic.harmless, random)),
        isHarmful,
        family,
        pair,
      );
    if (!canHarm) return [write(false)];
    if (topic.harmless.length === 0 || random() > twinShare) return [write(true)];
    return [write(true, `${family}-${index}`), write(false, `${family}-${index}`)];
  });
}

function surround(text: string, slots: Slots, random: () => number): string {
  const draw = (name: string): string => drawOne(slots.get(name) ?? [], random) ?? '';
  const before = random() < 0.5 ? `${draw('opening')} ` : random() < 0.4 ? `${draw('chat')} ` : '';
  const after = random() < 0.5 ? ` ${draw('closing')}` : random() < 0.4 ? ` ${draw('chat')}` : '';
  return `${before}${text}${after}`;
}

/** Fixes the words of all slots and the marks of a post, so that a twin gets the same. */
function createFinish({ section }: Topic, random: () => number, isDressed: boolean): (text: string) => string {
  const slots = new Map<string, readonly string[]>();
  const draw = (options: readonly string[]): readonly string[] => [drawOne(options, random) ?? ''];
  for (const [name, options] of section.slots) {
    slots.set(name, draw(options));
    if (!section.slots.has(`${name}2`)) slots.set(`${name}2`, draw(options));
  }
  const ownSeed = Math.floor(random() * 2 ** 31);
  return (text) => {
    const own = mulberry32(ownSeed);
    const dressed = isDressed ? dressPost(text, section.slots, own) : text;
    const filled = fillFrame(referBack(dressed, own), { ...section, slots }, own);
    return isDressed && section.isTyped ? varyStyle(filled, mulberry32(ownSeed + 1)) : filled;
  };
}

function toRow({ section }: Topic, text: string, isHarmful: boolean, family: string, pair?: string): PostRow {
  return {
    text,
    ...section.labels,
    role: 'text',
    harmful: isHarmful ? 1 : 0,
    categories: isHarmful ? section.labels.categories : [],
    kind: section.kind,
    family,
    ...(pair !== undefined && { pair }),
  };
}

/** Turns a name into a number, so that a new topic changes no row of the others. */
function sumCodes(name: string): number {
  return [...name].reduce((sum, sign) => (sum * 31 + sign.charCodeAt(0)) % 1_000_003, 0);
}
