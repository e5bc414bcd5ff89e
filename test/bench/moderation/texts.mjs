/**
 * Lists the texts whose cost is compared: each is a piece that is repeated. Many are chosen to make a search start again at
 * every character: one sign, two signs in turn, and forms that end just before they are complete.
 */
const prose =
  'The ferry leaves the harbour at nine and returns in the evening, unless the wind is strong; call the office to be sure. ' +
  'Tickets cost 12.50 for adults, and children travel for free. On board there is coffee, tea and a small library. ';

const oneSign = Object.fromEntries(
  [...'@=4-.()[]{}<>&%#/\\_~:;,"\'`!?*+|^$aAf09'].map((sign) => [`one sign: ${sign}`, sign]),
);

const invisible = {
  spaces: ' ',
  'line feeds': '\n',
  tabs: '\t',
  'no-break spaces': '\u00a0',
  'zero-width spaces': '\u200b',
  'zero-width joiners': '\u200d',
  'soft hyphens': '\u00ad',
  'combining accents': '\u0301',
  'tag characters': '\u{e0041}',
  'bidi overrides': '\u202e',
  'null characters': '\u0000',
  'zero-width between letters': 'a\u200b',
  'accents on letters': 'f\u0336',
};

const inTurn = Object.fromEntries(
  [
    'a@',
    '@.',
    'a.',
    'a-',
    '4-',
    '4.',
    '4 ',
    '4,',
    'a ',
    '= ',
    'a=',
    '()',
    '[]',
    '<>',
    '&#',
    '%4',
    ':/',
    '4:',
    'a\n',
    '4\n',
    '\\u',
    '"a',
    '**',
    '_a',
    '-a1',
    '{"',
    '+4',
    '(4',
  ].map((signs) => [`in turn: ${signs.replace('\n', '\\n')}`, signs]),
);

const nearMisses = {
  'almost e-mails': 'jan.de.vries@mail ',
  'almost e-mails, joined': 'a@b.',
  'local parts without end': 'jan.de.vries.',
  'almost IBANs': 'NL91 ABNA 0417 1643 01 ',
  'almost IBANs, joined': 'NL91ABNA0417164301',
  'starts of IBANs': 'NL91',
  'almost cards': '4111 1111 1111 1112 ',
  'almost cards, joined': '4111111111111112',
  'almost phones': '+31 6 1234 ',
  'almost addresses': '1.2.3.',
  'almost IPv6': 'fe80:0:',
  'starts of URLs': 'https://',
  'long URLs': 'https://a.example/b?c=d&',
  'almost keys': 'AKIAIOSFODNN7EXAMPL ',
  'starts of keys': 'sk-',
  'names of keys': 'api_key=',
  'names of passwords': 'password: ',
  'almost tokens': 'eyJhbGciOi.',
  'starts of private keys': '-----BEGIN PRIVATE KEY-----\n',
  'percent codes': '%66',
  'halves of percent codes': '%6',
  entities: '&#102;',
  'starts of entities': '&#x',
  escapes: '\\u0066',
  'open tags': '<a href="',
  'tags in words': 'a<b>b</b>',
  'stars in words': 'a**b**',
  'control strings': '[INST]',
  'almost control strings': '<|im_',
  'starts of orders': 'ignore all previous ',
  'spelled letters': 'f a m e ',
  'spelled with dots': 'f.a.m.e.',
  'words of signs': 'f4m3 ',
  'hyphens at line ends': 'fa-\nme',
  'repeated letters': 'faaaaaaame ',
  'turns of speakers': 'User: a\nAssistant: b\n',
};

const ordinary = {
  prose,
  'German prose':
    'Die Fähre verlässt den Hafen um neun Uhr und kehrt abends zurück, wenn der Wind nicht zu stark weht. ',
  'Chinese prose': '渡轮九点离开港口，晚上返回，除非风太大。请致电办公室确认。',
  'Russian prose': 'Паром отходит в девять часов и возвращается вечером, если ветер не слишком сильный. ',
  'Hindi prose': 'नौका नौ बजे बंदरगाह से निकलती है और शाम को लौटती है। ',
  emoji: '🙂👍🏽👩‍🚀 ',
  'regional letters': '🇫🇦🇲🇪 ',
  'full-width digits': '４１',
  'mathematical letters': '𝓯𝓪𝓶𝓮 ',
  hex: '9f86d081884c7d659a2feaa0c55ad015',
  base64: 'VGhlIGZlcnJ5IGxlYXZlcyB0aGUgaGFyYm91ciBhdCBuaW5l',
  'base64, one blob a line': 'VGhlIGZlcnJ5IGxlYXZlcyB0aGUgaGFyYm91ciBhdCBuaW5l\n',
  UUIDs: '3f2504e0-4f89-41d3-9a0c-0305e82c3301\n',
  JSON: '{"id":1234,"name":"harbour","tags":["a","b"],"price":12.5,"at":"2024-05-01T09:00:00Z"},',
  vectors: '0.4123456789012345, -0.0123456789, ',
  CSV: '1234,5678,harbour,2024-05-01,12.50\n',
  HTML: '<div class="a"><p>The ferry leaves at <b>nine</b>.</p></div>\n',
  code: 'const harbour = ferries.filter((ferry) => ferry.leavesAt === 9);\n',
  logs: '2024-05-01T09:00:00.123Z INFO [harbour] request 1234 from 10.0.0.1 took 12 ms\n',
};

/** The pieces by the name of the kind. */
export const pieces = { ...ordinary, ...oneSign, ...invisible, ...inTurn, ...nearMisses };

/** Repeats a piece up to a number of UTF-16 code units. */
export function repeatTo(piece, characters) {
  const text = piece.repeat(Math.ceil(characters / piece.length)).slice(0, characters);
  // Half of a pair of surrogates at the end would be another kind of text.
  return text.isWellFormed() ? text : text.slice(0, -1);
}

/** Gives prose of a number of UTF-16 code units. */
export function writeText(characters) {
  return repeatTo(prose, characters);
}
