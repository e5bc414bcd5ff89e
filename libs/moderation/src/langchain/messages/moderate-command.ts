import { Command, Send } from '@langchain/langgraph';

/** Approves a part of something, which stands there by that path. */
type Approve = (part: unknown, path: string) => Promise<unknown>;

/** A command to a graph as it may go on: what resumes, updates of the state, names of nodes and what is sent to them. */
export async function moderateCommand({ update, resume, goto, graph }: Command, approve: Approve): Promise<Command> {
  const parts = Object.entries({ update, resume, goto, graph }).filter(([, part]) => part !== undefined);
  const approved = parts.map(async ([name, part]) => {
    const isByInterrupt = name === 'resume' && isByInterruptId(part);
    return [name, await (isByInterrupt ? approveAnswers(part, approve) : approve(part, `.${name}`))] as const;
  });
  return new Command(Object.fromEntries(await Promise.all(approved)));
}

/** What is sent to a node. */
export async function moderateSend({ node, args, timeout }: Send, approve: Approve): Promise<Send> {
  const [name, values] = await Promise.all([approve(node, '.node'), approve(args, '.args')]);
  return new Send(String(name), values, timeout === undefined ? {} : { timeout });
}

/** As LangGraph draws them. */
const interruptId = /^[0-9a-f]{32}$/;

/** Whether answers to several interrupts are given by the ids of these. */
function isByInterruptId(resume: unknown): resume is Readonly<Record<string, unknown>> {
  if (typeof resume !== 'object' || resume === null || Object.getPrototypeOf(resume) !== Object.prototype) return false;
  const names = Object.keys(resume);
  return names.length > 0 && names.every((name) => interruptId.test(name));
}

/** The ids are not judged: among many drawn digits some look like a word of a list. */
async function approveAnswers(
  answers: Readonly<Record<string, unknown>>,
  approve: Approve,
): Promise<Record<string, unknown>> {
  const approved = Object.entries(answers).map(
    async ([id, answer], index) => [id, await approve(answer, `.resume[${String(index)}]`)] as const,
  );
  return Object.fromEntries(await Promise.all(approved));
}
