/** A choice between two words that this device keeps; the first is the usual one. */
export function deviceChoice<Usual extends string, Other extends string>(key: string, usual: Usual, other: Other) {
  return {
    read(): Usual | Other {
      try {
        return localStorage.getItem(key) === other ? other : usual;
      } catch {
        return usual; // Storage can be forbidden; the page works all the same.
      }
    },
    write(choice: Usual | Other): void {
      try {
        if (choice === usual) localStorage.removeItem(key);
        else localStorage.setItem(key, other);
      } catch {
        // The choice then lasts as long as the page.
      }
    },
  };
}
