import { createWordsClassifier } from '../../libs/moderation/src/index.js';
import { disguises } from '../../libs/moderation/testing/disguises.js';
import { type Figure } from './figure.js';
import { readRows } from './read-rows.js';
import { computeShareFound } from './share-found.js';

/** The first article of the Universal Declaration of Human Rights, in scripts that folding must not turn into rude English. */
const foreignProse: Readonly<Record<string, string>> = {
  Hindi:
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।',
  Arabic:
    'يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق. وقد وهبوا عقلاً وضميرًا وعليهم أن يعامل بعضهم بعضًا بروح الإخاء.',
  Thai: 'มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม และควรปฏิบัติต่อกันด้วยเจตนารมณ์แห่งภราดรภาพ',
  Chinese: '人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。',
};

/** The minimum share of plain recall that must remain under each disguise. */
const minimumRemainingShare = 0.95;

/** The recall of other filters on the same rows, by disguise. */
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

/** Measures the keyword filter under each disguise: recall on harmful texts, and the flagged share of harmless ones. */
export async function measureWords(directory: string): Promise<readonly Figure[]> {
  const classifier = createWordsClassifier();
  // Every finding counts, however mild: a keyword filter only finds whether a word of its list is there.
  const share = (texts: readonly string[]): Promise<number> => computeShareFound(classifier, texts, () => true);
  const content = await readRows<{ text: string; harmful: number }>(directory, 'eval-openai-moderation-a.jsonl.gz');
  const harmful = content.filter((row) => row.harmful === 1).map((row) => row.text);
  const xstest = await readRows<{ text: string; unsafe: number }>(directory, 'eval-xstest.jsonl.gz');
  const safe = xstest.filter((row) => row.unsafe === 0).map((row) => row.text);
  const figures: Figure[] = [];
  const plain = { recall: await share(harmful), alarms: await share(safe) };
  for (const [name, disguise] of Object.entries(disguises)) {
    const recall = name === 'none' ? plain.recall : await share(harmful.map(disguise));
    const alarms = name === 'none' ? plain.alarms : await share(safe.map(disguise));
    // Spaced words have no target: their gaps inside words look like gaps between words.
    const isHidden = name !== 'none' && name !== 'spaced words';
    figures.push(
      {
        area: 'words',
        name: `recall, ${name}`,
        value: recall,
        rows: harmful.length,
        target: isHidden ? { atLeast: minimumRemainingShare * plain.recall } : undefined,
        peers: peers[name],
      },
      {
        area: 'words',
        name: `flagged of XSTest safe, ${name}`,
        value: alarms,
        rows: safe.length,
        target: isHidden ? { atMost: plain.alarms } : undefined,
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
