import { describe, expect, it } from '@jest/globals';

import { isCategory } from '../../../../libs/moderation/src/contract/category.js';
import { parseFrames } from '../frames/parse-frames.js';
import { measureLengthLeak } from '../length-leak.js';
import { makePosts, readTopics } from './make-posts.js';
import { referBack } from './refer-back.js';
import { toTopic } from './topic.js';

describe('forum posts', () => {
  const { sections } = parseFrames(
    'paint',
    '== colours kind=paint harmful=1 categories=hate role=text n=4\n= Shared.\n+ Bad.\n- Good.\n* Bad post.\n/ Good post.\n/ Alone.',
  );

  it('sets labels by side and ties twins', () => {
    const rows = makePosts(sections.map(toTopic));
    expect(rows.find(({ text }) => text === 'Bad post.')).toMatchObject({ harmful: 1, categories: ['hate'] });
    const twin = rows.find(({ text }) => text === 'Good post.');
    expect(twin).toMatchObject({ harmful: 0, categories: [], pair: 'paint/colours/post-0-0' });
    expect(rows.find(({ text }) => text === 'Alone.')?.pair).toBeUndefined();
  });

  it('refuses a line without a sign', () => {
    const [section] = parseFrames('x', '== a\nNo sign.').sections;
    expect(() => toTopic(section!)).toThrow('begins with none of');
  });

  it('refers back to a group', () => {
    expect(referBack('{Group} sing. I hear that {group} are fine. I like {group}. {Group} eat.', () => 0)).toBe(
      '{Group} sing. I hear that they are fine. I like them. They eat.',
    );
  });
});

describe('the material of forum posts', () => {
  it('has known categories, no unfilled slot, and lengths that tell no label', async () => {
    const topics = await readTopics();
    const rows = makePosts(
      topics.map(({ section, ...topic }) => ({
        ...topic,
        section: { ...section, rowsPerFrame: Math.ceil(section.rowsPerFrame / 10) },
      })),
    );
    expect(rows.flatMap(({ categories }) => categories).filter((category) => !isCategory(category))).toEqual([]);
    expect(rows.filter(({ text }) => /\{[a-z_]+\d?\}|<</i.test(text))).toEqual([]);
    const auc = measureLengthLeak(rows.map(({ text, harmful }) => ({ text, isPositive: harmful === 1 })));
    expect(Math.abs(auc - 0.5)).toBeLessThan(0.06);
  });
});
