/** Prints a line of JSON for each test that ended. A file that could not run has a line, too. */
export default class RowReporter {
  onTestCaseResult(_test, { ancestorTitles, title, status, failureMessages }) {
    const error = status === 'passed' ? undefined : failureMessages.join('\n') || status;
    print({ suite: ancestorTitles[0], title, error });
  }

  onTestResult({ path }, { testExecError }) {
    if (testExecError) print({ path, error: testExecError.message });
  }
}

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
