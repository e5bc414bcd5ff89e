import { drawOne } from '../../../injection-training/random.js';
import { type Slots } from '../frames/frame-section.js';

/** Puts the marks of forums around a post: a quotation, a link, an edit, names, a score line. */
export function dressPost(text: string, slots: Slots, random: () => number): string {
  const draw = (name: string): string => drawOne(slots.get(name) ?? [], random) ?? '';
  let post = text;
  const share = random();
  if (share < 0.1) post = `> ${draw('quoted')}\n\n${post}`;
  else if (share < 0.15) post = `> [removed]\n\n${post}`;
  else if (share < 0.2) post = `**${draw('title')}**\n\n${post}`;
  else if (share < 0.25) post = `${draw('header')}\n${post}`;
  const end = random();
  if (end < 0.08) post = `${post}\n\n${draw('edit')}`;
  else if (end < 0.13) post = `${post} ${draw('link')}`;
  else if (end < 0.17) post = `${post}\n${draw('footer')}`;
  if (random() < 0.5)
    post = post.replaceAll(/\b(?:Anna|Ben|Carla|David|Elena|Farid|Kevin|Tom|Lucy|Julia)\b/g, '<Person>');
  return post;
}
