import unhomoglyph from 'unhomoglyph';

/**
 * Scripts whose letters people borrow to write Latin words.
 *
 * Other scripts have letters that look Latin too, such as Arabic heh, which looks like `o`. They are left alone: such words
 * are far more often words of that script.
 */
const borrowedScripts =
  /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Canadian_Aboriginal}\p{Script=Deseret}]/u;

/** The Unicode blocks that hold these scripts, as first and last code point. */
const blocks: readonly (readonly [number, number])[] = [
  [0x80, 0x58f],
  [0x13a0, 0x167f],
  [0x1c80, 0x1c8f],
  [0x1d00, 0x1dbf],
  [0x1e00, 0x1fff],
  [0x2c60, 0x2cff],
  [0x2d00, 0x2dff],
  [0xa4d0, 0xa4ff],
  [0xa640, 0xa69f],
  [0xa720, 0xa7ff],
  [0xab30, 0xabbf],
  [0x10400, 0x1044f],
];

/**
 * Letters that differ from an ASCII letter by a stroke, a hook, their size or their direction.
 *
 * Unicode's list of confusables leaves them out. Most have the name of the ASCII letter in theirs: `LATIN SMALL LETTER K WITH STROKE`.
 */
const changedLetters: readonly (readonly [string, string])[] = [
  ['ⱥᴀɐᶏ', 'a'],
  ['ƀʙвƃɓᴃᵬᶀꞗ', 'b'],
  ['ᴄƈȼɕↄꜿꞓꞔ', 'c'],
  ['đɖðᴅƌȡɗᵭᶁᶑꝺ', 'd'],
  ['ɇᴇɛєзəǝɘɜɝɞʚᴈᶒᶓᶔⱸⱻꬳꬴ', 'e'],
  ['ƒꜰᵮᶂꝼ', 'f'],
  ['ɢǥɠʛᵷᵹꝿꞡꬶ', 'g'],
  ['ħʜнɥɦʮʯⱨⱶꞕ', 'h'],
  ['ɨɪᴉᵻᶖ', 'i'],
  ['ᴊɉȷɟʄ', 'j'],
  ['ᴋĸƙκкʞᶄⱪꝁꝃꝅꞣ', 'k'],
  ['łƚʟȴɫɬɭᴌᶅⱡꝇꝉꞁꞎꬷꬸꬹ', 'l'],
  ['ᴍʍмɰɱᴟᵯᶆꟺꬺ', 'm'],
  ['ɴпηƞȵɲɳᴎᵰᶇꞑꞥꬻ', 'n'],
  ['øɵᴏɔᴐᴒᴓᶗⱺꝋꝍꬾꬿ', 'o'],
  ['ᴘƥᵱᵽᶈꝑꝓꝕ', 'p'],
  ['ɋʠꝗꝙꞯ', 'q'],
  ['ʀɍɹɺɻɼɽɾɿʁᴙᴚᵲᵳᶉⱹꝛꞃꞧꭆꭉꭋꭌ', 'r'],
  ['ꜱʂʃȿᵴᶊẜꞅꞩ', 's'],
  ['ŧᴛтτƫƭȶʇʈᵵⱦꞇ', 't'],
  ['ʉᴜʊᴝᵾᶙꞹ', 'u'],
  ['ᴠʌⱱⱴꝟ', 'v'],
  ['ᴡщшωⱳ', 'w'],
  ['χᶍꭖꭗꭘꭙ', 'x'],
  ['ʏƴɏʎ', 'y'],
  ['ᴢƶʒȥɀʐʑᵶᶎⱬ', 'z'],
];

/**
 * Maps lower-case letters to the ASCII letter that they look like.
 *
 * The letters come from Unicode's confusable characters (the package `unhomoglyph`), within the borrowed scripts, and from
 * the list of changed letters.
 */
export const homoglyphs: ReadonlyMap<string, string> = buildHomoglyphs();

function buildHomoglyphs(): ReadonlyMap<string, string> {
  const letters: string[] = [];
  for (const [first, last] of blocks) {
    for (let codePoint = first; codePoint <= last; codePoint += 1) {
      const letter = String.fromCodePoint(codePoint);
      if (borrowedScripts.test(letter) && letter.toLowerCase() === letter) letters.push(letter);
    }
  }
  // One call for all letters, because each call scans for every character that the package knows.
  const lowerCase = unhomoglyph(letters.join('\n')).split('\n');
  const upperCase = unhomoglyph(letters.map((letter) => letter.toUpperCase()).join('\n')).split('\n');
  const table = new Map<string, string>();
  for (const [index, letter] of letters.entries()) {
    // A small letter without a look-alike (к) gets that of its capital (К).
    const lookAlike = [lowerCase[index], upperCase[index]].find((candidate) => /^[A-Za-z]$/.test(candidate ?? ''));
    if (lookAlike !== undefined) table.set(letter, lookAlike.toLowerCase());
  }
  for (const [changed, ascii] of changedLetters) {
    for (const letter of changed) table.set(letter, ascii);
  }
  return table;
}
