import { type FrameSection, type Slots } from './frame-section.js';

const slotLine = /^\$(\w+):(.*)$/;

/**
 * Parses a material file: slot lists and sections of frames. README.md describes the form.
 *
 * @throws Error for a frame before the first section, and for a slot that no list defines.
 */
export function parseFrames(
  fileName: string,
  content: string,
  shared: Slots = new Map(),
): { readonly sections: readonly FrameSection[]; readonly slots: Slots } {
  const slots = new Map<string, string[]>([...shared].map(([name, options]) => [name, [...options]]));
  const own = new Set<string>();
  const headings: { readonly heading: string; readonly frames: string[] }[] = [];
  let block: string[] | undefined;
  for (const line of content.split('\n')) {
    if (line.startsWith('# ') || line === '#') continue;
    if (line.trim() === '') {
      block = undefined;
      continue;
    }
    const slot = slotLine.exec(line);
    if (slot !== null) {
      const [, name = '', list = ''] = slot;
      if (!own.has(name)) slots.set(name, []);
      own.add(name);
      const options = slots.get(name) ?? [];
      if (list.trim() === '') block = options;
      else options.push(...list.split(/ \| /).map((option) => unescape(option.trim())));
    } else if (line.startsWith('== ')) {
      block = undefined;
      headings.push({ heading: line.slice(3), frames: [] });
    } else if (block !== undefined) block.push(unescape(line));
    else {
      const last = headings.at(-1);
      if (last === undefined)
        throw new Error(`${fileName}: the frame "${line}" stands before the first section ("== …").`);
      last.frames.push(unescape(line));
    }
  }
  return { slots, sections: headings.map(({ heading, frames }) => toSection(fileName, heading, frames, slots)) };
}

function unescape(text: string): string {
  return text.replaceAll('\\n', '\n').replaceAll('\\t', '\t');
}

function toSection(fileName: string, heading: string, frames: readonly string[], slots: Slots): FrameSection {
  const [title = '', ...words] = heading.split(/\s+/);
  const settings = new Map(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
  const list = (key: string): readonly string[] => (settings.get(key) ?? '').split(',').filter((item) => item !== '');
  const harmful = settings.get('harmful');
  const judged = list('judged');
  const filler = settings.get('filler');
  const section: FrameSection = {
    name: `${fileName}/${title}`,
    kind: settings.get('kind') ?? fileName,
    labels: {
      role: toRole(settings.get('role') ?? 'user'),
      harmful: harmful === 'null' ? null : harmful === '1' ? 1 : 0,
      categories: list('categories'),
      judged: judged.length === 0 ? 'all' : judged,
      lang: settings.get('lang') ?? 'en',
    },
    rowsPerFrame: Number(settings.get('n') ?? 3),
    filler: filler === 'none' ? undefined : filler,
    within: settings.get('within'),
    isCover: settings.get('cover') !== 'no',
    isTyped: settings.get('typed') !== 'no' && ['user', 'text'].includes(settings.get('role') ?? 'user'),
    aliases: new Map([...settings].filter(([key]) => key.startsWith('$')).map(([key, value]) => [key.slice(1), value])),
    frames,
    slots,
  };
  for (const name of [...section.aliases.values(), section.filler, section.within]) {
    if (name !== undefined && !slots.has(name))
      throw new Error(`${section.name}: no list defines the slot "${name}". Add a line "$${name}: …".`);
  }
  return section;
}

function toRole(role: string): FrameSection['labels']['role'] {
  if (role === 'user' || role === 'assistant' || role === 'tool' || role === 'text') return role;
  throw new Error(`The role "${role}" is unknown. Use user, assistant, tool or text.`);
}
