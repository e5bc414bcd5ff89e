import { type Category } from '../../contract/category.js';
import { type Classifier, type ClassifierResult } from '../../contract/classifier.js';
import { type ModerationRole, type ModerationStage } from '../../contract/moderation-input.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type TextEncoder } from '../../contract/text-encoder.js';
import { notifyListener } from '../../scheduling/notify-listener.js';
import { classifyWindows } from '../guard/classify-windows.js';
import { findEncodeQueue } from '../guard/encode-queue.js';
import { type GuardHead, type GuardModel } from '../guard/guard-model.js';
import { GuardReading } from '../guard/guard-reading.js';
import { GuardScorer, toHighestScore } from '../guard/guard-scores.js';
import { localVersion } from '../local-version.js';
import { type ByRole, ExampleEncoder, learnedRoles } from './example-encoder.js';
import { type ExampleReport, toExampleReport } from './example-report.js';
import { type ByKind, fitCategory, type FittedCategory } from './fit-category.js';

/** The options of the classifier that learns from examples. */
export interface ExamplesClassifierOptions {
  /** Computes the vectors. Give it the encoder of the guard model, so that both share each vector. Its `next` is not used. */
  readonly encoder: TextEncoder;
  /** How long texts are read: the sizes of the windows, and whether with accents. Default: those of the guard model of this package. */
  readonly model?: WindowSettings | undefined;
  /** The stages at which it classifies. Default: all. */
  readonly stages?: readonly ModerationStage[] | undefined;
  /** Called when the categories of a policy were learned, before the policy is in force. Errors are ignored. */
  readonly onLearned?: ((policy: ModerationPolicy, reports: readonly ExampleReport[]) => void) | undefined;
}

type WindowSettings = Pick<GuardModel, 'windowCharacters' | 'overlapCharacters' | 'contextCharacters' | 'keepsAccents'>;

/** The classifier that learns from examples, and its reports. */
export interface ExamplesClassifier extends Classifier {
  /** Says how well the categories of a policy were learned. Undefined when they are not learned yet. */
  report(policy: ModerationPolicy): readonly ExampleReport[] | undefined;
}

/** Holds what was learned for one policy. */
interface LearnedPolicy {
  readonly scorers: ByRole<GuardScorer>;
  readonly reports: readonly ExampleReport[];
}

const defaultWindows: WindowSettings = { windowCharacters: 900, overlapCharacters: 200, contextCharacters: 300 };

const classifier = 'examples';

/** Changes with the way in which heads are fitted: the same examples then give other scores. */
const fitVersion = 1;

/**
 * Creates the classifier `examples`: it learns the categories that a policy defines by examples, and classifies texts for them.
 *
 * Each category gets linear heads on the vectors of an encoder: one for what people write, and one for what models write. They
 * are fitted when a moderator takes the policy, and measured on texts that were left out.
 *
 * @example
 * const moderator = createModerator({ policy, classifiers: [examplesClassifier({ encoder })] });
 * await moderator.ready();
 */
export function examplesClassifier({
  encoder,
  model = defaultWindows,
  stages,
  onLearned,
}: ExamplesClassifierOptions): ExamplesClassifier {
  const queue = findEncodeQueue(encoder);
  const exampleEncoder = new ExampleEncoder(encoder, model.keepsAccents);
  const { windowCharacters, overlapCharacters, contextCharacters, keepsAccents = false } = model;
  const sizes = { windowCharacters, overlapCharacters, contextCharacters };
  const learning = new WeakMap<ModerationPolicy, Promise<LearnedPolicy>>();
  const learned = new WeakMap<ModerationPolicy, LearnedPolicy>();

  const learnOnce = (policy: ModerationPolicy): Promise<LearnedPolicy> => {
    const known = learning.get(policy);
    if (known !== undefined) return known;
    const started = learnPolicy(policy, exampleEncoder);
    learning.set(policy, started);
    started.then(
      (result) => {
        learned.set(policy, result);
        if (result.reports.length > 0) notifyListener(onLearned, policy, result.reports);
      },
      // The next check tries again: the encoder may have failed for a moment.
      () => learning.delete(policy),
    );
    return started;
  };

  return {
    name: classifier,
    version: [
      classifier,
      fitVersion,
      Object.values(sizes).join('-'),
      ...(keepsAccents ? ['accents'] : []),
      encoder.name,
      localVersion,
    ].join('+'),
    categories: [],
    categoriesFor: listLearnedCategories,
    stages,
    isLocal: true,
    rhythm: {},
    preparePolicy: async (policy) => {
      await learnOnce(policy);
    },
    report: (policy) => learned.get(policy)?.reports,
    classify: async (input, context): Promise<ClassifierResult> => {
      const { policy } = context;
      const { scorers } = await learnOnce(policy);
      const model = { contextCharacters, keepsAccents, cheap: [] };
      const parts = {
        classifier,
        windows: sizes,
        readers: [{ model, scorer: selectScorer(scorers, input.role), queue }],
      };
      const reading = new GuardReading(parts, input, context);
      return classifyWindows({ input, context, reading }, (pieces) =>
        Object.fromEntries(
          listLearnedCategories(policy).map((category) => [category, toHighestScore(pieces, category)]),
        ),
      );
    },
  };
}

function listLearnedCategories({ examples }: ModerationPolicy): readonly Category[] {
  return Object.keys(examples) as Category[];
}

/** Selects the heads for a role. In what neither a person nor a model wrote, the higher score of both counts. */
function selectScorer({ user, assistant }: ByRole<GuardScorer>, role: ModerationRole): Pick<GuardScorer, 'score'> {
  if (role === 'user') return user;
  if (role === 'assistant') return assistant;
  return {
    score: (vector, cheap) => {
      const other = assistant.score(vector, cheap);
      return new Map(
        [...user.score(vector, cheap)].map(([category, logOdds]) => [
          category,
          Math.max(logOdds, other.get(category) ?? -Infinity),
        ]),
      );
    },
  };
}

/** Learns the categories of a policy, one after another. */
async function learnPolicy(policy: ModerationPolicy, encoder: ExampleEncoder): Promise<LearnedPolicy> {
  const categories = listLearnedCategories(policy);
  const heads = { user: [] as GuardHead[], assistant: [] as GuardHead[] };
  const reports: ExampleReport[] = [];
  for (const category of categories) {
    const vectors = await encoder.encodeCategory(policy, category);
    const fitted = { user: await fitCategory(vectors.user), assistant: await fitCategory(vectors.assistant) };
    for (const role of learnedRoles) {
      const { weights, bias } = fitted[role].head;
      heads[role].push({ name: category, weights: [...weights], bias });
    }
    reports.push(toExampleReport(policy, { category, classifier }, toWorst(fitted)));
  }
  const scores = categories.map((category) => ({ category, heads: { [category]: 1 }, cheap: {}, bias: 0 }));
  const toScorer = (role: keyof typeof heads): GuardScorer => new GuardScorer({ heads: heads[role], scores });
  return { scorers: { user: toScorer('user'), assistant: toScorer('assistant') }, reports };
}

/** Takes the worse score of each text: an example must be found in both roles, and any other text in none. */
function toWorst({ user, assistant }: ByRole<FittedCategory>): ByKind<number> {
  const [one, other] = [user.leftOutScores, assistant.leftOutScores];
  const combine = (kind: keyof ByKind<number>, choose: (...scores: number[]) => number): readonly number[] =>
    one[kind].map((score, index) => choose(score, other[kind][index] ?? score));
  return {
    examples: combine('examples', Math.min),
    counterExamples: combine('counterExamples', Math.max),
    ordinaryTexts: combine('ordinaryTexts', Math.max),
  };
}
