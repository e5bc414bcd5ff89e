import { mulberry32 } from '../random.js';
import { type WrittenText } from '../written-text.js';
import { codeScenes } from './code.js';
import { dialogueScenes } from './dialogues.js';
import { germanTalkScenes } from './german-talk.js';
import { germanScenes } from './german.js';
import { letterScenes } from './letters.js';
import { proseScenes } from './prose.js';
import { requestScenes } from './requests.js';
import { storyScenes } from './stories.js';
import { taleScenes } from './tales.js';
import { talkScenes } from './talk.js';

const scenes: readonly (readonly [name: string, sentences: readonly string[], separator: string])[] = [
  ...storyScenes.map((scene, index) => [`story ${index}`, scene, ' '] as const),
  ...taleScenes.map((scene, index) => [`tale ${index}`, scene, ' '] as const),
  ...dialogueScenes.map((scene, index) => [`dialogue ${index}`, scene, index % 2 === 0 ? '\n' : ' '] as const),
  ...talkScenes.map((scene, index) => [`talk ${index}`, scene, index % 2 === 0 ? ' ' : '\n'] as const),
  ...requestScenes.map((scene, index) => [`request ${index}`, scene, ' '] as const),
  ...proseScenes.map((scene, index) => [`prose ${index}`, scene, ' '] as const),
  ...letterScenes.map((scene, index) => [`letter ${index}`, scene, '\n'] as const),
  ...germanScenes.map((scene, index) => [`german ${index}`, scene, ' '] as const),
  ...germanTalkScenes.map((scene, index) => [`german talk ${index}`, scene, index % 3 === 0 ? '\n' : ' '] as const),
  ...codeScenes.map((scene, index) => [`code ${index}`, scene, '\n'] as const),
];

const textsPerScene = 24;
const seed = 37;

/** Cuts texts out of scenes, from two sentences up to a whole scene. The seed draws the position. */
export function harmlessScenes(): readonly WrittenText[] {
  const random = mulberry32(seed);
  return scenes.flatMap(([family, sentences, separator]) =>
    Array.from({ length: textsPerScene }, (_, index) => {
      const length = index === 0 ? sentences.length : 2 + Math.floor(random() * (sentences.length - 2));
      const start = Math.floor(random() * (sentences.length - length + 1));
      return { text: sentences.slice(start, start + length).join(separator), family };
    }),
  );
}

/** The lengths of joined texts, those of a conversation or a page. */
const minimumCharacters = 400;
const maximumCharacters = 2_400;

/**
 * Joins short harmless texts into long ones. Most long texts of the public rows are jailbreaks, and a model without other long
 * texts classifies every long one as a jailbreak. Each family uses its own tenth of the short texts, so that families share
 * none. The same texts give the same result.
 */
export function joinTexts(short: readonly string[], count: number): readonly WrittenText[] {
  const parts = 10;
  return Array.from({ length: parts }, (_, part) => {
    const own = short.filter((_text, index) => index % parts === part);
    let next = 0;
    return own.length === 0
      ? []
      : Array.from({ length: Math.floor(count / parts) }, (_text, index) => {
          const wanted = minimumCharacters + ((index * 7_919) % (maximumCharacters - minimumCharacters));
          let text = '';
          while (text.length < wanted) {
            text += `${own[next % own.length] ?? ''}${index % 3 === 0 ? '\n\n' : ' '}`;
            // The step is a prime, so that neighbours in the source are not joined.
            next += 101;
          }
          return { text: text.trim(), family: `joined ${part}` };
        });
  }).flat();
}
