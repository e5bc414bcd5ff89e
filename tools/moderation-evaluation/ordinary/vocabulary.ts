import { type Random } from '../seeded/random.js';

const nouns =
  'account address agent alert album anchor archive article asset badge balance banner basket batch blog board book branch bridge bucket budget button cabin cache calendar camera canvas card cargo cart catalog category channel chapter chart city client cloud cluster coast color column comment company concert consumer contact content counter country coupon course crew currency customer cycle dashboard data delivery department deposit device dialog digest discount district document domain draft driver edge editor element engine entry event export factory feature feed ferry field file filter flag fleet flight folder font forecast form forum frame garden gateway glass graph grid group guest guide handler harbor header hotel icon image import index inventory invoice island item job journal journey kernel label lake ledger lesson letter level library license light line link list loader location lock market matrix measure meeting member menu message meter method metric migration mirror model module monitor mountain museum network node note notice number object offer office option order owner package page painting panel parcel park parser partner passenger patch path payment period person phase photo pipeline place plan plant platform player plugin point policy pool port portal price printer process product profile project promotion property provider proxy quantity query question queue quota rate record recipe region registry release report request resource response result review reward river road role room route row rule sample schedule schema school score screen search season section segment sensor series server service session setting shape sheet shelf ship shop signal site size slot snapshot source space stage station status stock storage store stream street student summary supplier support survey system table target task team template tenant term theme thread ticket time title tool topic track trail train transfer trip tunnel type unit update upload user valley value variant vendor version video view village visitor volume voucher wallet warehouse weather widget window workflow worker zone'.split(
    ' ',
  );

const verbs =
  'add apply archive attach bind build cancel check clean close collect compare compile confirm connect convert copy count create delete deliver deploy describe detect disable display draw drop enable encode execute expand export extract fetch fill filter find finish flush format gather generate group handle hide import index insert install invoke join launch link list load log map mark measure merge move notify open order pack parse pause ping plan prepare print publish pull push query queue read receive reduce refresh register release remove rename render repair replace reply report request reset resolve restart resume retry return review rotate save scale scan schedule search select send set share show skip sort split start stop store stream submit sync tag test track transform trim update upgrade upload validate verify wait watch wrap write'.split(
    ' ',
  );

const adjectives =
  'active annual average basic blue bright broken busy calm central cheap clean clear closed cold common complete cool current daily dark deep default digital direct dry early eastern empty equal exact external fast final first flat free fresh full general global grand great green grey happy heavy hidden high hourly inner internal large late latest left light little local long lower main major manual maximum mean medium minimum minor missing mobile modern monthly narrow new next nice normal northern old open optional outer partial plain pending personal possible primary private public quick quiet random rapid recent red regular remote required rich right rough round safe secondary secret sharp short silent simple single slow small smooth soft southern special stable standard static steep strong sunny tall temporary thin tiny total unique unknown upper urgent useful valid warm weekly western white whole wide wild yellow young'.split(
    ' ',
  );

const people =
  'Anna Bram Carla Dirk Elena Farid Greta Hugo Ines Jonas Katja Lars Mira Noor Otto Paula Quinn Rosa Sven Tara Umar Vera Wim Xenia Yara Zeno Aiko Bilal Chidi Dewi Emre Fatou Giorgos Hina Ivan Juan Kofi Lucia Mehmet Nadia Olga Priya Rafael Sanne Tomasz Ulla Viktor Wen Yusuf Zofia'.split(
    ' ',
  );

const surnames =
  'Adler Bakker Costa Dubois Eriksen Fischer Garcia Hansen Ivanova Jansen Kowalski Lindgren Moreau Novak Okafor Petit Quist Rossi Schmidt Tanaka Ueda Visser Weber Xu Yilmaz Zimmer Andersen Brouwer Chen Demir Evans Fontaine Gupta Haas Iversen Jung Keller Lopez Meyer Nilsson Olsen Peeters Ricci Santos Torres Urban Vargas Wolf Young Zhang'.split(
    ' ',
  );

const packages =
  'accepts ajv archiver async axios babel bluebird body-parser boxen browserslist bytes cac chalk chokidar cliui color-convert commander compression cookie cors cross-spawn csv-parse date-fns debug dedent deepmerge diff dotenv ejs emittery esbuild escalade eslint execa express fast-glob fastify fdir figures find-up flatted form-data fs-extra glob globals graphql handlebars has-flag helmet husky iconv-lite ignore immer inquirer is-number jest jiti js-yaml jsdom keyv kleur knex koa lodash luxon magic-string marked micromatch mime minimist mkdirp mocha moment morgan ms nanoid nodemon nopt on-finished ora p-limit pako parseurl picocolors pino pino-pretty pkg-dir postcss prettier prompts qs raw-body react react-dom redux remark resolve rimraf rollup rxjs sax semver serve-static sharp shelljs sinon sirv slash source-map split2 statuses strip-ansi supports-color svelte tar terser through2 tinyglobby tough-cookie tslib tsx type-is typescript ufo undici unified uuid vite vue webpack which ws xml2js yaml yargs zod'.split(
    ' ',
  );

/** Draws ordinary words, names and short sentences. */
export const draw = {
  noun: (random: Random): string => random.pick(nouns),
  verb: (random: Random): string => random.pick(verbs),
  adjective: (random: Random): string => random.pick(adjectives),
  person: (random: Random): string => `${random.pick(people)} ${random.pick(surnames)}`,
  user: (random: Random): string => `${random.pick(people)}.${random.pick(surnames)}`.toLowerCase(),
  package: (random: Random): string => random.pick(packages),
  /** For example `order-gateway`. */
  kebab: (random: Random): string => `${random.pick(nouns)}-${random.pick(nouns)}`,
  /** For example `order_gateway`. */
  snake: (random: Random): string => `${random.pick(nouns)}_${random.pick(nouns)}`,
  /** For example `ORDER_GATEWAY`. */
  constant: (random: Random): string => `${random.pick(nouns)}_${random.pick(nouns)}`.toUpperCase(),
  /** For example `fetchOrder`. */
  camel: (random: Random): string => `${random.pick(verbs)}${capitalize(random.pick(nouns))}`,
  /** For example `OrderGateway`. */
  pascal: (random: Random): string => `${capitalize(random.pick(nouns))}${capitalize(random.pick(nouns))}`,
  /** For example `src/order/fetch-page`. */
  path: (random: Random): string =>
    `${random.pick(['src', 'lib', 'app', 'packages', 'internal', 'test', 'cmd'])}/${random.pick(nouns)}/${random.pick(verbs)}-${random.pick(nouns)}`,
  sentence: (random: Random): string =>
    `${capitalize(random.pick(verbs))} the ${random.pick(adjectives)} ${random.pick(nouns)} ${random.pick(['of', 'for', 'before', 'after', 'with', 'in', 'from'])} the ${random.pick(nouns)}.`,
  /** For example `1.24.3` or `2.0.0-rc.1`. */
  version: (random: Random): string =>
    `${random.integer(0, 30)}.${random.integer(0, 40)}.${random.integer(0, 60)}${random.chance(0.15) ? `-${random.pick(['rc', 'beta', 'alpha', 'next', 'dev', 'canary'])}.${random.integer(0, 20)}` : ''}`,
  /** Gives a name under a domain that nobody can own: RFC 2606 and RFC 6761. */
  host: (random: Random): string => {
    const end = random.pick(['example.com', 'example.org', 'example.net', 'test', 'invalid', 'example', 'localhost']);
    return random.chance(0.3) && end.startsWith('example.') ? end : `${random.pick(nouns)}.${end}`;
  },
  /** Gives an address of a private network, or one that is reserved for documents. */
  ipv4: (random: Random): string => {
    const byte = (): number => random.integer(0, 255);
    return random.pick([
      `10.${byte()}.${byte()}.${byte()}`,
      `192.168.${byte()}.${byte()}`,
      `172.${random.integer(16, 31)}.${byte()}.${byte()}`,
      `127.0.0.${random.integer(1, 254)}`,
      `192.0.2.${byte()}`,
      `198.51.100.${byte()}`,
      `203.0.113.${byte()}`,
    ]);
  },
  /** Gives a local IPv6 address, or one that is reserved for documents. */
  ipv6: (random: Random): string => {
    const group = (): string => random.hex(random.integer(1, 4)).replace(/^0+(?=.)/, '');
    const groups = (count: number): string => Array.from({ length: count }, group).join(':');
    return random.pick([
      `2001:db8::${groups(random.integer(1, 3))}`,
      `2001:db8:${groups(6)}`,
      `fe80::${groups(4)}`,
      `fd${random.hex(2)}:${groups(7)}`,
      `fd${random.hex(2)}:${groups(3)}::${group()}`,
      '::1',
    ]);
  },
  /** Gives an ISO time stamp in one of its common forms. */
  timestamp: (random: Random): string => {
    const iso = random.moment().toISOString();
    return random.pick([iso, iso.replace('T', ' ').slice(0, 19), `${iso.slice(0, 23)}+02:00`, `${iso.slice(0, 19)}Z`]);
  },
  date: (random: Random): string => random.moment().toISOString().slice(0, 10),
};

/** Makes the first letter of a word a capital. */
export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
