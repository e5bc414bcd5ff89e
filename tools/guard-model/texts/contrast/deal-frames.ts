import { type Frame, frames } from './action-frames.js';
import { replies, replyOpenings, reports } from './stances.js';
import { closings, greetings, openings, signatures } from './surroundings.js';

/** Forms of frames. A wrapped one has a sentence before or after it, and a long one has several. */
export type FrameForm = keyof typeof frames | 'wrapped';

/** A share of the long frames was written as a whole, the others are joined from sentences. */
const wholeShare = 0.3;

/** Deals frames of each form from shuffled hands, so that all wordings are used about equally often. */
export function frameDealer(random: () => number): (form: FrameForm) => Frame {
  const dealAnswer = dealer(frames.other, random);
  const deal = {
    short: dealer(frames.short, random),
    medium: dealer(frames.medium, random),
    long: dealer(frames.long, random),
  };
  const opening = dealer(openings, random);
  const closing = dealer(closings, random);
  const greeting = dealer(greetings, random);
  const signature = dealer(signatures, random);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  const wrap = (before: number, after: number): Frame => {
    const parts = [
      times(random() < 0.3 ? 1 : 0, greeting),
      times(before, opening),
      deal.medium().text,
      times(after, closing),
      times(random() < 0.3 ? 1 : 0, signature),
    ].flat();
    return { text: parts.join(random() < 0.1 ? '\n' : ' '), role: 'user' };
  };
  return (form) => {
    if (form === 'other') return dealAnswer();
    if (form === 'wrapped') return random() < 0.5 ? wrap(1, between(0, 1)) : wrap(0, between(1, 2));
    if (form === 'long' && random() >= wholeShare) return wrap(between(2, 5), between(1, 4));
    return deal[form]();
  };
}

/** Deals reports and replies. Some have a sentence before or after them, so that their first and last words vary. */
export function stanceDealer(random: () => number): { readonly report: () => string; readonly reply: () => string } {
  const report = dealer(reports, random);
  const reply = dealer(replies, random);
  const opening = dealer(openings, random);
  const closing = dealer(closings, random);
  const replyOpening = dealer(replyOpenings, random);
  const sometimes = (share: number, deal: () => string): readonly string[] => times(random() < share ? 1 : 0, deal);
  return {
    report: () => [...sometimes(0.5, opening), report(), ...sometimes(0.3, closing)].join(' '),
    reply: () => [...sometimes(0.6, replyOpening), reply()].join(' '),
  };
}

/** Deals values from a shuffled hand, so that all are used about equally often. */
function dealer<Value>(values: readonly Value[], random: () => number): () => Value {
  let hand: Value[] = [];
  return () => {
    if (hand.length === 0) hand = [...values];
    const [value] = hand.splice(Math.floor(random() * hand.length), 1);
    if (value === undefined)
      throw new Error('A form has no frames: add one to action-frames.ts, stances.ts or surroundings.ts.');
    return value;
  };
}

function times<Value>(count: number, deal: () => Value): readonly Value[] {
  return Array.from({ length: count }, deal);
}
