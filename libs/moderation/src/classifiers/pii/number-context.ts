/** The characters on either side of a number that may hold the word for it ("SSN:", "call me at"). */
export const contextCharacters = 48;

/** Checks whether a pattern matches in the text just before an offset. */
export function isIntroduced(text: string, start: number, introduction: RegExp): boolean {
  return introduction.test(text.slice(Math.max(0, start - contextCharacters), start));
}

/** Checks whether no letter or digit beside a range makes it part of something longer. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return !/[\p{L}\p{N}]/u.test(text.charAt(start - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(end));
}
