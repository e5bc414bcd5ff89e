import { alphabets, type Random } from '../../seeded/random.js';
import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes lists of web addresses. */
export const webAddresses: TextWriters = {
  'URLs with queries': (random) =>
    random.lines(4, 10, () => {
      const host = random.pick([
        draw.host(random),
        'github.com',
        'en.wikipedia.org',
        'www.youtube.com',
        'cdn.jsdelivr.net',
      ]);
      return `${random.pick(['https', 'http', 'wss'])}://${host}${random.chance(0.2) ? `:${random.integer(80, 65_000)}` : ''}/${path(random)}${query(random)}${random.chance(0.2) ? `#${draw.kebab(random)}` : ''}`;
    }),
  'links to shared things': (random) =>
    random.lines(4, 10, () =>
      random.pick([
        () => `discord: https://discord.gg/${random.string(alphabets.alphanumeric, 10)}`,
        () => `video: https://youtu.be/${random.string(alphabets.base64url, 11)}?t=${random.integer(1, 900)}`,
        () =>
          `doc: https://docs.google.com/document/d/1${random.string(alphabets.base64url, 43)}/edit#heading=h.${random.string(alphabets.lower + alphabets.digits, 12)}`,
        () => `commit: https://github.com/${draw.noun(random)}/${draw.kebab(random)}/commit/${random.hex(40)}`,
        () =>
          `design: https://www.figma.com/file/${random.string(alphabets.alphanumeric, 22)}/${draw.kebab(random)}?node-id=${random.integer(1, 999)}%3A${random.integer(1, 999)}`,
        () =>
          `image: https://images.example.com/${random.uuid()}/${draw.kebab(random)}_${random.integer(100, 4000)}x${random.integer(100, 4000)}.webp`,
        () =>
          `map: https://maps.example.org/@${random.decimal(-89, 89, 7)},${random.decimal(-179, 179, 7)},${random.integer(3, 19)}z`,
        () => `key: uploads/${draw.date(random).replaceAll('-', '/')}/${draw.kebab(random)}.pdf`,
      ])(),
    ),
};

function path(random: Random): string {
  return random
    .list(1, 4, () =>
      random.pick([
        () => draw.kebab(random),
        () => draw.noun(random),
        () => random.uuid(),
        () => random.number(random.integer(1, 9)),
        () => random.hex(24),
        () => `v${random.integer(1, 4)}`,
      ])(),
    )
    .join('/');
}

function query(random: Random): string {
  const pairs = random.list(0, 5, () =>
    random.pick([
      () => `page=${random.integer(1, 400)}`,
      () => `q=${draw.adjective(random)}+${draw.noun(random)}`,
      () => `utm_source=${draw.noun(random)}&utm_campaign=${draw.kebab(random)}`,
      () => `cursor=${random.base64url(random.integer(12, 40))}`,
      () => `v=${random.hex(8)}`,
      () => `since=${random.moment().getTime()}`,
      () => `bbox=${random.list(4, 4, () => random.decimal(-180, 180, 5)).join('%2C')}`,
      () =>
        `return_to=${encodeURIComponent(`https://${draw.host(random)}/${draw.noun(random)}?a=${random.integer(1, 9)}`)}`,
      () => `filter%5B${draw.noun(random)}%5D=${draw.noun(random)}`,
    ])(),
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
