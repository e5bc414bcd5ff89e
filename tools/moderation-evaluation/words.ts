import { createWordsClassifier } from '../../libs/moderation/src/index.js';
import { disguises } from '../../libs/moderation/testing/disguises.js';
import { type Figure } from './figure.js';
import { readRows } from './read-rows.js';
import { shareFound } from './share-found.js';

/** The first article of the Universal Declaration of Human Rights, in scripts that folding must not turn into rude English. */
const foreignProse: Readonly<Record<string, string>> = {
  Hindi:
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।',
  Arabic:
    'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.',
  Thai: 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ',
  Chinese: '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。',
};

/** Of plain recall, this much must remain under each disguise. */
const keptShare = 0.95;

/** Plain recall of other filters on the same rows. */
const peers: Readonly<Record<string, string>> = {
  none: '2toad .60, obscenity .63, bad-words-next .62',
  homoglyph: '.10, .64, .62',
  'zero-width': '0, 0, .62',
  leet: '.35, .64, .53',
  spaced: '.24, 0, 0',
  dotted: '.01, 0, .05',
  fullwidth: '0, .64, .62',
  combining: '0, 0, .62',
  base64: '0, 0, 0',
};

/** Recall of the keyword filter on harmful texts under each disguise, and how often harmless ones hold a finding. */
export async function measureWords(directory: string): Promise<readonly Figure[]> {
  const classifier = createWordsClassifier();
  // What a keyword filter can tell is whether any word of its list stands there: every finding counts, however mild.
  const share = (texts: readonly string[]): Promise<number> => shareFound(classifier, texts, () => true);
  const content = await readRows<{ text: string; harmful: number }>(directory, 'eval-openai-moderation-a.jsonl.gz');
  const harmful = content.filter((row) => row.harmful === 1).map((row) => row.text);
  const xstest = await readRows<{ text: string; unsafe: number }>(directory, 'eval-xstest.jsonl.gz');
  const safe = xstest.filter((row) => row.unsafe === 0).map((row) => row.text);
  const figures: Figure[] = [];
  const plain = { recall: await share(harmful), alarms: await share(safe) };
  for (const [name, disguise] of Object.entries(disguises)) {
    const recall = name === 'none' ? plain.recall : await share(harmful.map(disguise));
    const alarms = name === 'none' ? plain.alarms : await share(safe.map(disguise));
    // Where every gap is alike nobody can tell a gap in a word from one between words: measured, without a target.
    const isHidden = name !== 'none' && name !== 'spaced words';
    figures.push(
      {
        area: 'words',
        name: `recall, ${name}`,
        value: recall,
        rows: harmful.length,
        ...(isHidden ? { target: { atLeast: keptShare * plain.recall } } : {}),
        ...(peers[name] === undefined ? {} : { peers: peers[name] }),
      },
      {
        area: 'words',
        name: `flagged of XSTest safe, ${name}`,
        value: alarms,
        rows: safe.length,
        ...(isHidden ? { target: { atMost: plain.alarms } } : {}),
      },
    );
  }
  for (const [language, prose] of Object.entries(foreignProse)) {
    figures.push({
      area: 'words',
      name: `flagged of ${language} prose`,
      value: await share([prose]),
      rows: 1,
      target: { atMost: 0 },
    });
  }
  return figures;
}
