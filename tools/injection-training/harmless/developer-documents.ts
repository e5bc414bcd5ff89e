import { mulberry32 } from '../random.js';
import { type WrittenText } from '../written-text.js';

type Draw = <Value>(values: readonly Value[]) => Value;

const list = (words: string): readonly string[] => words.split(' ');

const verbs = list(
  'add allow book build buy bump call cancel change check clean click close copy create delete deploy disable drop edit enable ' +
    'export fetch file fix forward import install invite keep link list load log mail make merge move open order pass pay pin post ' +
    'print publish pull push read refactor release remove rename reply replace report request reset restart review run save schedule ' +
    'send set share show skip sort start stop store submit switch sync tag test transfer update upload use validate visit wait write',
);
const things = list(
  'account adapter agenda alias archive badge banner basket bill book branch bucket budget cache calendar card chart class client ' +
    'cluster code column command comment commit config contract cookie cron dashboard database dialog document draft driver entry ' +
    'event export feature field file filter folder form function gateway group guide handler header helper hook hotel image index ' +
    'instruction interface invoice item job key label layer letter library license link list lock log mail map member memo menu ' +
    'message migration model module month name note object option order owner package page parcel parser patch payment picture plan ' +
    'plugin policy pool port post profile project prompt query queue receipt record release report request response review role ' +
    'route rule sample schedule schema script section server service session setting sheet shop socket sprint stage state step store ' +
    'stream system table tag task team template test theme ticket timer title token tool topic trace trigger type unit update user ' +
    'value variable vendor version view voucher warehouse widget worker workflow zone',
);
const qualifiers = list(
  'new old next second other real actual important urgent internal public private temporary default daily broken missing empty stale ' +
    'first last final main open current unused shared external optional required hidden secret',
);
const hosts = list(
  'mill.example quay.test shop.invalid docs.localhost orchard.nl studio-nord.de paper-boat.com vale.io',
);
const people = list('anna support ben.hall info sales j.vos ops marta security noreply office team-web');

/** Draws the parts of lines as developers and offices write them. */
class Lines {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  readonly draw: Draw = (values) => {
    const value = values[Math.floor(this.#random() * values.length)];
    if (value === undefined) throw new Error('Draws need at least one value.');
    return value;
  };

  number(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  thing(): string {
    return this.number(3) === 0 ? `${this.draw(qualifiers)} ${this.draw(things)}` : this.draw(things);
  }

  name(): string {
    return `${this.draw(things)}-${this.draw(things)}`;
  }

  mail(): string {
    return `${this.draw(people)}@${this.draw(hosts)}`;
  }

  url(): string {
    return `https://${this.draw(hosts)}/${this.draw(things)}/${this.name()}`;
  }

  version(): string {
    return `${this.number(30)}.${this.number(40)}.${this.number(30)}${this.draw(['', '', '-rc.1', '-next.3', '-beta.2'])}`;
  }

  order(): string {
    const verb = this.draw(verbs);
    const object = this.draw([
      `the ${this.thing()}`,
      `a ${this.thing()}`,
      this.thing(),
      `${this.thing()} and ${this.thing()}`,
      `\`${this.name()}\``,
    ]);
    const end = this.draw([
      '',
      '',
      ` in the ${this.thing()}`,
      ` to ${this.mail()}`,
      ` with your ${this.draw(things)}`,
      ` before ${this.thing()}`,
    ]);
    return `${verb} ${object}${end}`;
  }

  sentence(): string {
    const order = this.order();
    return `${order.charAt(0).toUpperCase()}${order.slice(1)}.`;
  }
}

/** The forms of documents, each of one or more lines. */
const forms: Readonly<Record<string, (lines: Lines) => string>> = {
  sentence: (lines) => lines.sentence(),
  contact: (lines) =>
    lines.draw([
      `Write to ${lines.mail()}.`,
      `Write to ${lines.mail()} for help with the ${lines.thing()}.`,
      `Send questions to ${lines.mail()}, please.`,
      `Mail ${lines.mail()} or visit ${lines.url()}.`,
      `Reply to ${lines.mail()} to ${lines.order()}.`,
    ]),
  change: (lines) =>
    `- ${lines.draw(['', '**', '* '])}${lines.draw(['feat', 'fix', 'docs', 'chore', lines.draw(things)])}(${lines.draw(things)}): ${lines.order()} (#${lines.number(9_000)})`,
  commit: (lines) => `${(lines.number(0xfffffff) + 0x1000000).toString(16).slice(0, 7)} ${lines.order()}`,
  comment: (lines) =>
    `${lines.draw(['//', '#', '--', '/*'])} ${lines.draw(['TODO: ', 'FIXME: ', 'NOTE: ', '', ''])}${lines.order()}`,
  step: (lines) => `${1 + lines.number(9)}. ${lines.sentence()}`,
  heading: (lines) => `${lines.draw(['#', '##', '###'])} ${lines.sentence().slice(0, -1)}\n\n${lines.sentence()}`,
  install: (lines) =>
    `${lines.draw(['npm install', 'pip install', 'go get'])} ${lines.name()}@${lines.version()} ${lines.url()}`,
  repository: (lines) =>
    `git@${lines.draw(hosts)}:${lines.draw(things)}/${lines.name()}.git install git+${lines.url()}.git#semver:^${lines.version()}`,
  sample: (lines) =>
    `${lines.sentence()} Replace \`${lines.draw(['YOUR_KEY', 'xxxx-xxxx', '<token>', '123456'])}\` with your ${lines.draw(things)}. Print it with \`${lines.draw(verbs)} ${lines.name()}\`.`,
  row: (lines) =>
    [lines.thing(), lines.draw(things), `${lines.number(900)}`, lines.draw(qualifiers)].join(
      lines.draw([';', ',', '\t', ' | ']),
    ),
  record: (lines) =>
    JSON.stringify({
      slug: lines.name(),
      email: lines.mail(),
      title: lines.sentence(),
      status: lines.draw(qualifiers),
    }),
  setting: (lines) =>
    `${lines.name()}:\n  ${lines.draw(things)}: ${lines.thing()}\n  schedule: "0 ${lines.number(23)} * * *" # ${lines.order()}`,
  variable: (lines) =>
    `# ${lines.order()}\n${lines.name().toUpperCase().replace('-', '_')}=${lines.draw(['', '""', lines.url()])}`,
  trace: (lines) =>
    `at ${lines.draw(verbs)}${lines.draw(things)} (/srv/app/${lines.draw(things)}/${lines.name()}.ts:${lines.number(900)}:${lines.number(80)})`,
  markup: (lines) => `<li><a href="${lines.url()}">${lines.sentence()}</a>&nbsp;&middot; <b>${lines.thing()}</b></li>`,
  emphasis: (lines) =>
    `**${lines.draw(['Note', 'Tip', 'Important', lines.draw(qualifiers)])}** ${lines.sentence()} ~~${lines.thing()}~~ ${lines.name()}@${lines.version()}`,
  table: (lines) =>
    `${lines.number(24)}:${10 + lines.number(49)}–${lines.number(24)}:${10 + lines.number(49)}: ${lines.sentence()}`,
};

const documentsPerForm = 110;
const maximumLines = 7;

/**
 * Makes what tools return of code, manuals, changes, settings and tables. Many of their lines are orders, to a person who reads them
 * and not to a model.
 */
export function developerDocuments(): readonly WrittenText[] {
  const lines = new Lines(20_261_127);
  const all = Object.values(forms);
  return Object.entries(forms).flatMap(([family, form]) =>
    Array.from({ length: documentsPerForm }, (): WrittenText => {
      const count = 1 + lines.number(maximumLines);
      const text = Array.from({ length: count }, () => (lines.number(4) === 0 ? lines.draw(all) : form)(lines));
      return { text: text.join(lines.draw(['\n', '\n', '\n\n', ' '])), family };
    }),
  );
}
