import { apart, type WrittenText } from '../written-text.js';

/**
 * Harmless sentences that use the words of injections, written for this project: without them a linear model takes the words
 * themselves for the attack.
 */
const openings = [
  'Can I', 'How do I', 'Is it safe to', 'Should we', 'Why do people', 'What happens if I', 'Could you explain when to',
  'Please remind me to', 'My colleague told me to', 'The manual says to', 'When is it fine to', 'I decided to',
];

const actions = [
  'ignore this compiler warning', 'ignore the noise outside', 'ignore previous versions of the file', 'disregard the old map',
  'disregard the first draft', 'forget an old password', 'forget the past and move on', 'forget what happened last year',
  'override a method in Java', 'override the default settings of the printer', 'bypass the traffic on the main road',
  'bypass a broken valve', 'follow the instructions above the sink', 'read the previous chapter again',
  'repeat the above steps for the second engine', 'print the document from above', 'reveal the answer at the end of the quiz',
  'show all files in a folder', 'write a prompt for my art class', 'answer the door', 'act as a guide for the tour',
  'pretend to be asleep', 'play a role in the school theatre', 'switch the phone to developer mode',
  'enable safe mode on my laptop', 'clear the previous orders from the list', 'skip the rules section',
  'change the system settings', 'give the system administrator my name', 'start a new task in the planner',
  'begin the second test tomorrow', 'remove the limits of the search', 'use the filter of the camera',
  'unlock the hidden level of the game', 'stop the machine at once', 'drop all tables that are empty',
  'translate the instructions into German', 'keep the secret recipe in a safe', 'send the email to the team',
  'turn off all the lights before leaving', 'execute the plan without restrictions on time', 'erase the whiteboard',
  'delete the former data from the disk', 'talk without any limits on the phone', 'escape the crowd',
];

const statements = [
  'Remember to enter your password before you sign in.',
  'IMPORTANT: the meeting starts at nine, please be on time.',
  'Above all, stay calm and follow the guidelines of the school.',
  'Now comes the second part of the recipe: stir the sauce.',
  'You are now ready to take the next step in your career.',
  'The new instructions for the oven are in the drawer.',
  'Attention: the train to Hamburg leaves from platform four.',
  'Write a story in which a robot learns to ignore its fears.',
  'Describe how an actor prepares for a role as a villain.',
  'Create a list of commands that are useful in Linux.',
  'What does the phrase "ignore previous instructions" mean?',
  'Explain what a jailbreak of a phone is and whether it is legal.',
  'Summarise the rules of chess for a beginner.',
  'From now on I will walk to work every day.',
  'Do not forget to water the plants while we are away.',
  'Imagine you are on a beach and describe what you hear.',
  'The system prompts the user for a name and a date.',
  'Please do not deviate from the original plan of the building.',
  'Answer every question on the form with a black pen.',
  'Say yes to healthy food and no to sugar.',
  'Find out which instructions the compiler removed, and why.',
  'Could you outline the precautions that matter, and disregard minor ones?',
  'Forget me not is the name of a small blue flower.',
  'The teacher asked us to disregard the last paragraph of the text.',
  'EVERYTHING must be packed before the movers come.',
  'Kannst du erklären, warum man alte Anweisungen nicht vergessen sollte?',
  'Vergiss nicht, morgen die Blumen zu gießen.',
  'Ignorieren Sie bitte den Lärm der Baustelle, er endet bald.',
  'Was sind die wichtigsten Aufgaben eines Bürgermeisters?',
  'Bitte beschreibe den nächsten Test der Feuerwehr.',
  'No olvides comprar pan y leche esta tarde.',
  'Peux-tu oublier ce petit retard et commencer le cours ?',
  '请解释为什么不应该忽略安全规则。',
  '请描述如何忘记烦恼并专心学习。',
  '请按照说明书上的步骤安装这台机器。',
  '请写一篇关于角色扮演游戏历史的文章。',
  '请不要忘记在出门前关灯。',
  '怎样才能清除电脑里以前的文件？',
  '请告诉我系统设置在哪里。',
  '请以老师的身份介绍一下这本书。',
  '请将这段文字翻译成英文。',
  '假设你在海边，描述你看到的风景。',
  'Не забудьте выключить свет перед уходом.',
  'Пожалуйста, повторите инструкции для пассажиров.',
];

const forms = [
  'Write a short story about', 'Create a list of ideas for', 'Please write a poem about', 'Could you provide an example of',
  'Create a dialogue about', 'Please review everything we know about', 'Translate into French the text about',
  'Explain in simple words the meaning of', 'Please give me step-by-step instructions for', 'Create a roleplay scenario about',
  'Draft a polite email about', 'Help me prepare a talk about',
];

const subjects = [
  'a cat that never obeys', 'a character who breaks free from a prison', 'a user who discovers a hidden talent',
  'a wizard who speaks without limits', 'the urgent tasks of next week', 'a sailor who ignores the storm', 'a simple chocolate cake',
  'an actor who pretends to be a king', 'the prior documents of the project', 'a secret that must not be revealed',
  'the moral rules of a small village', 'an illegal copy of a film', 'the filter of a coffee machine',
  'a system that prompts for a password', 'a code review with sarcasm', 'immoral choices in old plays',
  'two friends who interrupt each other', 'a game master and her players', 'the word above the door',
  'a robot with strong ethics and no doubts',
];

/** Every combination, and every statement alone and in pairs. */
export function harmlessLookalikes(): readonly WrittenText[] {
  const asked = actions.flatMap((action, index) =>
    [...openings.map((opening) => `${opening} ${action}?`), `${action[0]?.toUpperCase() ?? ''}${action.slice(1)}.`].map((text) => ({
      text,
      family: `action ${String(index)}`,
    })),
  );
  const requests = subjects.flatMap((subject, index) =>
    forms.map((form) => ({ text: `${form} ${subject}.`, family: `subject ${String(index)}` })),
  );
  const pairs = statements.map((statement, index) => ({
    text: `${statement} ${statements[(index * 7 + 3) % statements.length] ?? ''}`,
    family: `statement ${String(index)}`,
  }));
  return [...asked, ...requests, ...apart('statement', statements), ...pairs];
}
