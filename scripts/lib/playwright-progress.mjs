/** A Playwright reporter for people who wait: one line for each test that ended. */
export default class Progress {
  #tests = 0;
  #done = 0;

  onBegin(_config, suite) {
    this.#tests = suite.allTests().length;
  }

  onTestEnd(test, result) {
    this.#done += 1;
    if (result.status === "skipped") return;
    const project = test.parent.project()?.name ?? "";
    const outcome = result.status === "passed" ? "" : `${result.status}: `;
    process.stderr.write(
      `  ${this.#done} of ${this.#tests} ${outcome}[${project}] ${test.title} (${(result.duration / 1000).toFixed(1)} s)\n`,
    );
  }

  printsToStdio() {
    return true;
  }
}
