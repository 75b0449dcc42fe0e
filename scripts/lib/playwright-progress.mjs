/** A Playwright reporter for people who wait: one line for each test that ended. */
import { relative } from "node:path";
import { keepFailure } from "./failures.mjs";

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
    const outcome = result.status === test.expectedStatus ? "" : `${result.status}: `;
    process.stderr.write(
      `  ${this.#done} of ${this.#tests} ${outcome}[${project}] ${test.title} (${(result.duration / 1000).toFixed(1)} s)\n`,
    );
    if (result.status === test.expectedStatus) return;
    const where = `${relative(process.cwd(), test.location.file)}:${test.location.line}`;
    keepFailure(`[${project}] ${test.title} (${where})`, result.errors.map(({ message }) => message ?? "").join("\n"));
  }

  onError(error) {
    keepFailure("outside a test", error.message);
  }

  printsToStdio() {
    return true;
  }
}
