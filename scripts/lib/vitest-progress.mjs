/** A Vitest reporter for people who wait: how many files are done, every few of them, and what failed as soon as it did. */
const EVERY = 20;

export default class Progress {
  #files = 0;
  #done = 0;

  onTestRunStart(specifications) {
    this.#files = specifications.length;
  }

  onTestModuleEnd(module) {
    this.#done += 1;
    for (const test of module.children.allTests("failed")) say(`  failed: ${module.relativeModuleId} > ${test.fullName}`);
    if (this.#done % EVERY === 0 || this.#done === this.#files) say(`  ${this.#done} of ${this.#files} files`);
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}
