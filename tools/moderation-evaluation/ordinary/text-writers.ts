import { type Random } from '../seeded/random.js';

/** Writes random texts of one kind each, by the name of the kind. */
export type TextWriters = Readonly<Record<string, (random: Random) => string>>;
