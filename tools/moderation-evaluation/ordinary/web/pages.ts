import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { capitalize, draw } from '../vocabulary.js';

/** Writes style sheets, pages, drawings and images of the web. */
export const pages: TextWriters = {
  'style sheets': (random) =>
    random.lines(5, 14, () =>
      random.pick([
        () =>
          `.${draw.kebab(random)} { color: ${color(random)}; background: ${color(random)}; margin: ${random.integer(0, 90)}px ${random.integer(0, 90)}px; }`,
        () =>
          `#${draw.noun(random)}:hover > a::after { border: 1px solid ${color(random)}; content: "\\${random.hex(4)}"; }`,
        () => `  --${draw.kebab(random)}: ${color(random)};`,
        () =>
          `@media (max-width: ${random.integer(300, 1600)}px) { .${draw.noun(random)}_${random.string(alphabets.alphanumeric, 5)} { width: ${random.decimal(0, 100, 4)}%; } }`,
        () => `background: linear-gradient(${random.integer(0, 360)}deg, ${color(random)} 0%, ${color(random)} 100%);`,
        () =>
          `.css-${random.string(alphabets.lower + alphabets.digits, 6)}{transform:matrix(${random.list(6, 6, () => random.decimal(-1, 1, 5)).join(',')})}`,
        () =>
          `src: url('/fonts/${draw.noun(random)}.${random.hex(8)}.woff2') format('woff2'); unicode-range: U+${random.hex(4).toUpperCase()}-${random.hex(4).toUpperCase()};`,
      ])(),
    ),
  'lists of colours': (random) =>
    random
      .list(
        10,
        40,
        () => `#${random.string(random.pick([alphabets.hex, alphabets.upperHex]), random.pick([3, 6, 6, 8]))}`,
      )
      .join(random.pick([' ', ', ', '\n', '|'])),
  'pages of HTML': (random) =>
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>${capitalize(draw.noun(random))}</title>\n<link rel="stylesheet" href="/assets/${draw.noun(random)}.${random.hex(20)}.css" integrity="sha384-${random.base64(48)}" crossorigin="anonymous">\n<meta name="theme-color" content="#${random.hex(6)}"></head><body class="${draw.kebab(random)} css-${random.string(alphabets.lower + alphabets.digits, 7)}">\n${random.lines(
      3,
      8,
      () =>
        random.pick([
          () =>
            `<div id="${draw.noun(random)}-${random.integer(1, 999)}" data-testid="${draw.kebab(random)}" data-id="${random.uuid()}"><p>${draw.sentence(random)}</p></div>`,
          () =>
            `<a href="https://${draw.host(random)}/${draw.noun(random)}?ref=${random.hex(8)}">${draw.sentence(random)}</a>&nbsp;&middot;&#${random.integer(160, 9000)};`,
          () =>
            `<input type="password" name="password" autocomplete="current-password" placeholder="Password"><input type="hidden" name="page" value="${random.integer(1, 99)}">`,
          () =>
            `<img src="/media/${random.hex(32)}.jpg" width="${random.integer(10, 2000)}" height="${random.integer(10, 2000)}" alt="${draw.adjective(random)} ${draw.noun(random)}">`,
          () => `<a href="mailto:${draw.noun(random)}@example.${random.pick(['com', 'org', 'net'])}">Contact</a>`,
          () => `<svg viewBox="0 0 24 24"><path d="${svgPath(random)}"/></svg>`,
          () =>
            `<table><tr><td>${random.integer(1, 99)}</td><td>${random.decimal(0, 999, 2)}</td><td>${draw.date(random)}</td></tr></table>`,
          () =>
            `<script nonce="${random.base64(12)}">window.__DATA__={"${draw.noun(random)}":${random.integer(1, 1e6)},"build":"${random.hex(20)}"}</script>`,
        ])(),
    )}\n</body></html>`,
  'drawings in SVG': (random) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${random.integer(10, 900)} ${random.integer(10, 900)}">\n${random.lines(2, 5, () => `<path fill="#${random.hex(6)}" d="${svgPath(random)}"/>`)}\n</svg>`,
  'images as base64': (random) => {
    const bytes = random.integer(300, 2400);
    const [type, start] = random.pick([
      ['png', 'iVBORw0KGgoAAAANSUhEUgAA'],
      ['jpeg', '/9j/4AAQSkZJRgABAQAAAQAB'],
      ['gif', 'R0lGODlhAQABAIAAAP///wAA'],
      ['webp', 'UklGRiQAAABXRUJQVlA4IBgA'],
    ] as const);
    const data = `data:image/${type};base64,${start}${random.base64(bytes)}`;
    return random.pick([
      data,
      `<img alt="${draw.noun(random)}" src="${data}">`,
      `background-image: url(${data});`,
      JSON.stringify({ image: data, width: random.integer(1, 99) }),
      `![${draw.noun(random)}](${data})`,
    ]);
  },
};

function color(random: Random): string {
  const byte = (): number => random.integer(0, 255);
  return random.pick([
    () => `#${random.hex(6)}`,
    () => `#${random.hex(3)}`,
    () => `#${random.string(alphabets.upperHex, 6)}`,
    () => `rgb(${byte()}, ${byte()}, ${byte()})`,
    () => `rgba(${byte()},${byte()},${byte()},.${random.digits(2)})`,
    () => `hsl(${random.integer(0, 359)} ${random.integer(0, 100)}% ${random.integer(0, 100)}%)`,
  ])();
}

function svgPath(random: Random): string {
  const digits = random.integer(0, 6);
  return `M${random.decimal(0, 99, digits)} ${random.decimal(0, 99, digits)}${random.list(6, 20, () => `${random.pick(['l', 'c', 'h', 'v', 'a', 'L', 'C'])}${random.list(1, 6, () => random.decimal(-20, 20, digits)).join(random.pick([' ', ',']))}`).join('')}z`;
}
