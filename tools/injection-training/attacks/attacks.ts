import { mulberry32 } from '../random.js';
import { type WrittenText } from '../written-text.js';
import { forcedAnswerAttacks } from './forced-answers.js';
import { hiddenNoteAttacks } from './hidden-notes.js';
import { newTaskAttacks } from './new-tasks.js';
import { overrideAttacks } from './overrides.js';
import { personaAttacks } from './personas.js';

const seed = 71;

/** Makes all attacks. Half of them follow a harmless text or stand inside one, as in questions, documents and tool results. */
export function writtenAttacks(covers: readonly string[]): readonly WrittenText[] {
  const random = mulberry32(seed);
  const attacks = [
    ...overrideAttacks(),
    ...newTaskAttacks(),
    ...personaAttacks(),
    ...forcedAnswerAttacks(),
    ...hiddenNoteAttacks(),
  ];
  return attacks.map(({ text, family }) => {
    const draw = random();
    const cover = covers[Math.floor(random() * covers.length)];
    if (cover === undefined || draw < 0.5) return { text, family };
    if (draw < 0.9) return { text: `${cover} ${text}`, family };
    const middle = cover.indexOf(' ', Math.floor(cover.length * 0.4)) + 1;
    return { text: `${cover.slice(0, middle)}${text} ${cover.slice(middle)}`, family };
  });
}
