/** Loaded into a process before its program: answers each message with the longest that its main thread stood still since the last one. */
import process from 'node:process';

let last = performance.now();
let longest = 0;
setInterval(() => {
  const now = performance.now();
  longest = Math.max(longest, now - last);
  last = now;
}, 1).unref();

process.on('message', () => {
  process.send(longest);
  longest = 0;
  last = performance.now();
});
process.channel?.unref();
