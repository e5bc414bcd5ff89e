import { type InjectionModelName } from '../../libs/moderation/src/classifiers/injection/injection-model.js';
import { writtenAttacks } from './attacks/attacks.js';
import { jailbreakAttacks } from './attacks/jailbreaks.js';
import { toolResultAttacks } from './attacks/tool-results.js';
import { harmlessChat } from './harmless/chat.js';
import { harmlessCounterSpeech } from './harmless/counter-speech.js';
import { developerDocuments } from './harmless/developer-documents.js';
import { germanChat } from './harmless/german-chat.js';
import { harmlessScenes, joinTexts } from './harmless/long-texts.js';
import { harmlessLookalikes } from './harmless/lookalikes.js';
import { harmlessOwnWords } from './harmless/own-words.js';
import { harmlessQuestions, questions } from './harmless/questions.js';
import { harmlessReceipts } from './harmless/receipts.js';
import { harmlessRecords } from './harmless/records.js';
import { harmlessToolResults } from './harmless/tool-results.js';
import { pickEvenly, type TrainingText } from './training-text.js';
import { type WrittenText } from './written-text.js';

const joinedTextCount = 1_200;
const attacksPerForm = 60;
const resultsPerRemark = 12;
const maximumCoverLength = 700;
const maximumCovers = 2_400;

/** Public texts that written ones are put into or joined from. */
interface CoverTexts {
  readonly prose: readonly string[];
  readonly harmless: readonly string[];
  readonly toolResults: readonly string[];
}

/** Makes all texts that were written for the training. */
export function writtenTexts({ prose, harmless, toolResults }: CoverTexts): readonly TrainingText[] {
  const records = harmlessRecords();
  const receipts = harmlessReceipts();
  const scenes = harmlessScenes();
  const toText = ({ text }: WrittenText): string => text;
  // Questions count three times, since attacks follow them most often.
  const covers = [
    ...questions,
    ...questions,
    ...questions,
    ...pickEvenly(harmless, 600).map((text) => text.slice(0, 300)),
    ...pickEvenly(records.map(toText), 450),
    ...pickEvenly(scenes.map(toText), 450),
    ...pickEvenly(receipts.map(toText), 250),
  ];
  const toolCovers = [
    ...pickEvenly(toolResults, maximumCovers).map((text) => text.slice(0, maximumCoverLength)),
    ...records.map(toText),
    ...receipts.map(toText),
  ];
  return [
    ...toTexts('chat', 'chat', harmlessChat()),
    ...toTexts('German chat', 'chat', germanChat()),
    ...toTexts('look-alike', 'chat', harmlessLookalikes()),
    ...toTexts('own words', 'chat', harmlessOwnWords()),
    ...toTexts('counter-speech', 'prose', harmlessCounterSpeech()),
    ...toTexts('question', 'chat', harmlessQuestions()),
    ...toTexts('scene', 'prose', scenes),
    ...toTexts('joined', 'prose', joinTexts(prose, joinedTextCount)),
    ...toTexts('record', 'tool-result', records),
    ...toTexts('receipt', 'tool-result', receipts),
    ...toTexts('developer document', 'tool-result', developerDocuments()),
    ...toTexts('tool remark', 'tool-result', harmlessToolResults(toolCovers, resultsPerRemark)),
    ...toTexts('attack', 'chat', writtenAttacks(covers), 'instruction'),
    ...toTexts('jailbreak', 'chat', jailbreakAttacks(), 'jailbreak'),
    ...toTexts('tool attack', 'tool-result', toolResultAttacks(toolCovers, attacksPerForm), 'tool-result'),
  ];
}

function toTexts(
  source: string,
  kind: TrainingText['kind'],
  texts: readonly WrittenText[],
  attack?: InjectionModelName,
): readonly TrainingText[] {
  return texts.map(({ text, family }) => ({ text, source, kind, attack, family: `${source} ${family}` }));
}
