import { type TextWriters } from '../text-writers.js';
import { draw } from '../vocabulary.js';

/** Writes the traces of failed programs. */
export const stackTraces: TextWriters = {
  'traces of JavaScript': (random) =>
    `${random.pick(['TypeError', 'RangeError', 'Error', 'SyntaxError'])}: ${random.pick([
      `Cannot read properties of undefined (reading '${draw.noun(random)}')`,
      `${draw.camel(random)} is not a function`,
      `connect ECONNREFUSED ${draw.ipv4(random)}:${random.integer(80, 65_000)}`,
      `Unexpected token < in JSON at position ${random.integer(0, 99)}`,
    ])}\n${random.lines(5, 10, () =>
      random.pick([
        () =>
          `    at ${draw.pascal(random)}.${draw.camel(random)} (/app/${draw.path(random)}.js:${random.integer(1, 900)}:${random.integer(1, 80)})`,
        () =>
          `    at async ${draw.camel(random)} (file:///srv/${draw.path(random)}.mjs:${random.integer(1, 900)}:${random.integer(1, 80)})`,
        () =>
          `    at Object.<anonymous> (webpack-internal:///./${draw.path(random)}.tsx?${random.hex(4)}:${random.integer(1, 90)}:${random.integer(1, 80)})`,
        () => `    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`,
        () =>
          `    at https://cdn.${draw.host(random)}/static/chunks/${random.integer(1, 999)}-${random.hex(16)}.js:1:${random.number(5)}`,
      ])(),
    )}`,
  'traces of Python': (random) =>
    `Traceback (most recent call last):\n${random.lines(
      3,
      7,
      () =>
        `  File "/usr/lib/python3.${random.integer(8, 14)}/site-packages/${draw.noun(random)}/${draw.noun(random)}.py", line ${random.integer(1, 2000)}, in ${draw.snake(random)}\n    ${draw.noun(random)} = self.${draw.snake(random)}(${draw.noun(random)}, ${draw.noun(random)}=${random.pick([random.integer(0, 99), 'None', `"${draw.noun(random)}"`])})`,
    )}\n${random.pick([`KeyError: '${draw.snake(random)}'`, `ValueError: could not convert string to float: '${random.number(2)},${random.digits(3)}'`, `botocore.exceptions.NoSuchKey: ${draw.path(random)}.csv`, `TypeError: unhashable type: 'dict' at 0x7f${random.hex(10)}`])}`,
  'traces of Java': (random) =>
    `Exception in thread "${draw.noun(random)}-${random.integer(1, 40)}" java.lang.${random.pick(['NullPointerException', 'IllegalStateException', 'IllegalArgumentException'])}: ${draw.sentence(random)}\n${random.lines(
      5,
      10,
      () =>
        `\tat ${random.pick(['org.springframework', 'com.example', 'java.base/java.util', 'io.netty'])}.${draw.noun(random)}.${draw.pascal(random)}${random.pick(['', '$1', `$$Lambda$${random.integer(10, 999)}/0x${random.hex(16)}`])}.${draw.camel(random)}(${draw.pascal(random)}.java:${random.integer(1, 2000)})`,
    )}\nCaused by: com.example.${draw.pascal(random)}Exception: id=${random.uuid()}\n\t... ${random.integer(2, 60)} more`,
  'traces of Go': (random) =>
    `panic: runtime error: ${random.pick(['invalid memory address or nil pointer dereference', `index out of range [${random.integer(1, 99)}] with length ${random.integer(0, 9)}`])}\n[signal SIGSEGV: segmentation violation code=0x1 addr=0x${random.hex(2)} pc=0x${random.hex(6)}]\n\ngoroutine ${random.integer(1, 9999)} [running]:\n${random.lines(
      3,
      7,
      () =>
        `github.com/${draw.noun(random)}/${draw.kebab(random)}/${draw.noun(random)}.(*${draw.pascal(random)}).${draw.pascal(random)}(0xc${random.hex(9)}, {0x${random.hex(7)}, 0x${random.hex(2)}})\n\t/go/${draw.path(random)}.go:${random.integer(1, 900)} +0x${random.hex(3)}`,
    )}\nexit status 2`,
};
