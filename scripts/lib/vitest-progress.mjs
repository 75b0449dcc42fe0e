/** A Vitest reporter for people who wait: how many files are done, every few of them, and what failed as soon as it did. */
import { keepFailure } from "./failures.mjs";

const EVERY = 20;

export default class Progress {
  #files = 0;
  #done = 0;

  onTestRunStart(specifications) {
    this.#files = specifications.length;
  }

  onTestModuleEnd(module) {
    this.#done += 1;
    for (const test of module.children.allTests("failed")) {
      const title = `${module.relativeModuleId} > ${test.fullName}`;
      say(`  failed: ${title}`);
      keepFailure(title, textOf(test.result().errors));
    }
    if (module.errors().length > 0) keepFailure(module.relativeModuleId, textOf(module.errors()));
    if (this.#done % EVERY === 0 || this.#done === this.#files) say(`  ${this.#done} of ${this.#files} files`);
  }

  onTestRunEnd(_modules, unhandledErrors) {
    for (const error of unhandledErrors) keepFailure("outside a test", textOf([error]));
  }
}

const textOf = (errors) => errors.map(({ message, stack }) => (stack?.includes(message) ? stack : `${message}\n${stack ?? ""}`)).join("\n");

function say(text) {
  process.stderr.write(`${text}\n`);
}
