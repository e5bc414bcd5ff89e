/** A card number with a valid check digit, published for tests. */
export const card = '4111 1111 1111 1111';

/** Matches four of its digits as a word of their own: random ids and times may hold the same digits. */
export const ofCard = /(?<![\w.-])(?:4111|1111)(?![\w.-])/;
