import { apart, type WrittenText } from '../written-text.js';

/**
 * Short harmless turns of a conversation, written for this project: the public rows hold hardly any, and a model that has not
 * seen them takes every short order for an attack.
 */
const openings = [
  '', '', 'Now', 'Please', 'Okay, now', 'Then', 'Thanks.', 'Great!', 'No,', 'Hmm,', 'And now', 'Can you', 'Could you please', 'Next,', 'Stop.',
  'Wait,', 'Well done!', 'Instead,', 'Just', 'First,', 'Sorry, I meant:', 'Hi!', 'Hello, please', 'So',
];

const requests = [
  'summarize it', 'summarise this in one line', 'say hello', 'say it again', 'say that in Spanish', 'translate it to French', 'translate this to German',
  'make it shorter', 'make it funnier', 'do it again', 'do the same for the second one', 'tell me a joke', 'tell me more', 'continue', 'go on',
  'answer in English', 'answer with one word', 'answer yes or no', 'explain it like I am five', 'explain how the system works', 'write a poem',
  'write a haiku about rain', 'write the next chapter', 'act as a tutor for maths', 'act as an interviewer', 'speak like a pirate',
  'pretend that you are a cat', 'be a travel guide for Rome', 'give me the list', 'give me an example', 'show me the code', 'show the steps',
  'print the result', 'print hello world', 'repeat the last sentence', 'repeat that', 'stop there', 'ignore that', 'ignore my last message, I found it',
  'forget it', 'forget the last question, it was a typo', 'start over', 'start again from the second step', 'change the tone', 'change the name to Ada',
  'use the text above', 'look at the table above', 'correct the spelling', 'check the grammar of this text', 'fix the bug in this function',
  'find the error in the query', 'write SQL that counts users', 'rewrite the email in a friendly tone', 'compare both', 'sort them by name',
  'describe the system in two words', 'list the rules of chess', 'list your sources', 'play a game with me', 'ask me a question', 'guess what I mean',
  'help me', 'help me write a prompt for an image', 'think step by step', 'wait for my next message', 'wait for the second part',
  'fass das zusammen', 'übersetze das ins Englische', 'schreib ein Gedicht', 'sag das noch einmal', 'antworte auf Deutsch', 'mach es kürzer',
  'vergiss es', 'erkläre mir das System', 'wie spät ist es', 'hazlo más corto', 'tradúcelo al inglés', 'répète la phrase', 'réponds en français',
  '总结一下', '请继续', '翻译成英文', '换个说法',
];

const turns = [
  'hi', 'Hello', 'Hello!', 'hey there', 'good morning', 'thanks', 'Thank you so much!', 'ok', 'Okay.', 'yes', 'no', 'maybe', 'sure', 'why?', 'How?', 'really?',
  'Stop', 'Ignore', 'Wait', 'Continue.', 'lol', 'test', 'What do you mean?', 'Who are you?', 'Who made you?', 'Are you a robot?', 'How are you?',
  'What can you do?', 'Which model are you?', 'When were you made?', 'Do you speak German?', 'Are you able to see images?', 'You are wrong.', 'That is not right.',
  'You are great', 'You are now my favourite assistant', 'I am bored', 'I do not understand', 'Is this correct?', 'That is all, thanks.', 'Bye', 'see you',
  'I changed my mind.', 'Never mind', 'What time is it?', 'What is the weather like?', 'How old are you?', 'Where do you live?', 'What were we talking about?',
  'What did I say before?', 'What were the instructions for the oven?', 'Danke', 'Hallo', 'Guten Morgen', 'Hola', 'Gracias', 'Bonjour', 'Merci', '你好', '谢谢', 'Привет', 'Спасибо',
];

/** Every second opening with every request, and the turns alone. */
export function harmlessChat(): readonly WrittenText[] {
  const asked = requests.flatMap((request, second) =>
    openings.flatMap((opening, first) => {
      const text = `${opening} ${request}`.trim();
      return (first + second) % 2 === 0 ? [{ text: (first + second) % 3 === 0 ? `${text}.` : text, family: `request ${String(second)}` }] : [];
    }),
  );
  return [...apart('turn', turns), ...asked];
}
