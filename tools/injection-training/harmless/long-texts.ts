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
  ...storyScenes.map((scene, index) => [`story ${String(index)}`, scene, ' '] as const),
  ...taleScenes.map((scene, index) => [`tale ${String(index)}`, scene, ' '] as const),
  ...dialogueScenes.map((scene, index) => [`dialogue ${String(index)}`, scene, index % 2 === 0 ? '\n' : ' '] as const),
  ...talkScenes.map((scene, index) => [`talk ${String(index)}`, scene, index % 2 === 0 ? ' ' : '\n'] as const),
  ...requestScenes.map((scene, index) => [`request ${String(index)}`, scene, ' '] as const),
  ...proseScenes.map((scene, index) => [`prose ${String(index)}`, scene, ' '] as const),
  ...letterScenes.map((scene, index) => [`letter ${String(index)}`, scene, '\n'] as const),
  ...germanScenes.map((scene, index) => [`german ${String(index)}`, scene, ' '] as const),
  ...germanTalkScenes.map(
    (scene, index) => [`german talk ${String(index)}`, scene, index % 3 === 0 ? '\n' : ' '] as const,
  ),
  ...codeScenes.map((scene, index) => [`code ${String(index)}`, scene, '\n'] as const),
];

const textsPerScene = 24;
const seed = 37;

/** Texts of two sentences up to a whole scene, each of one scene: in its order, from a place that is drawn. */
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

/** Texts of a conversation or a page are this long. */
const leastCharacters = 400;
const mostCharacters = 2_400;

/**
 * Long harmless texts, put together from short ones that tell and argue: a model that has seen few long texts but jailbreaks takes
 * every long one for one of them. Each is put together from one tenth of the short ones, so that a family of them shares none with
 * another. The lengths come from the order of the texts: the same texts give the same result.
 */
export function joinedTexts(short: readonly string[], count: number): readonly WrittenText[] {
  const parts = 10;
  return Array.from({ length: parts }, (_, part) => {
    const own = short.filter((_text, index) => index % parts === part);
    let next = 0;
    return own.length === 0
      ? []
      : Array.from({ length: Math.floor(count / parts) }, (_text, index) => {
          const wanted = leastCharacters + ((index * 7_919) % (mostCharacters - leastCharacters));
          let text = '';
          while (text.length < wanted) {
            text += `${own[next % own.length] ?? ''}${index % 3 === 0 ? '\n\n' : ' '}`;
            // A step that shares no factor with most lengths: neighbours of a source do not stand together.
            next += 101;
          }
          return { text: text.trim(), family: `joined ${String(part)}` };
        });
  }).flat();
}
