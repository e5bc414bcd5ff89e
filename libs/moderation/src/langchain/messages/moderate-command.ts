import { Command, Send } from '@langchain/langgraph';

/** Moderates the part of a value at a path. */
type ModeratePart = (part: unknown, path: string) => Promise<unknown>;

/** Moderates a command to a graph: its answer to an interrupt, state updates, names of nodes, and what is sent to them. */
export async function moderateCommand(
  { update, resume, goto, graph }: Command,
  moderatePart: ModeratePart,
): Promise<Command> {
  const parts = Object.entries({ update, resume, goto, graph }).filter(([, part]) => part !== undefined);
  const moderated = parts.map(async ([name, part]) => {
    const isByInterrupt = name === 'resume' && isByInterruptId(part);
    return [
      name,
      await (isByInterrupt ? moderateAnswers(part, moderatePart) : moderatePart(part, `.${name}`)),
    ] as const;
  });
  return new Command(Object.fromEntries(await Promise.all(moderated)));
}

/** Moderates the name of a node, and the values that are sent to it. */
export async function moderateSend({ node, args, timeout }: Send, moderatePart: ModeratePart): Promise<Send> {
  const [name, values] = await Promise.all([moderatePart(node, '.node'), moderatePart(args, '.args')]);
  return new Send(String(name), values, timeout === undefined ? {} : { timeout });
}

/** Matches the ids that LangGraph gives to interrupts. */
const interruptId = /^[0-9a-f]{32}$/;

/** Checks whether a resume value answers several interrupts by their ids. */
function isByInterruptId(resume: unknown): resume is Readonly<Record<string, unknown>> {
  if (typeof resume !== 'object' || resume === null || Object.getPrototypeOf(resume) !== Object.prototype) return false;
  const names = Object.keys(resume);
  return names.length > 0 && names.every((name) => interruptId.test(name));
}

/** Moderates the answers and not the ids: random digits sometimes look like a word that a policy forbids. */
async function moderateAnswers(
  answers: Readonly<Record<string, unknown>>,
  moderatePart: ModeratePart,
): Promise<Record<string, unknown>> {
  const moderated = Object.entries(answers).map(
    async ([id, answer], index) => [id, await moderatePart(answer, `.resume[${index}]`)] as const,
  );
  return Object.fromEntries(await Promise.all(moderated));
}
