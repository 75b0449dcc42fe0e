/**
 * `title` with the number of unread notices before it. The title of a session that applies actions keeps its mode in front: a
 * narrow tab shows only the start.
 */
export function withCount(title: string, count: number): string {
  const plain = title.replace(/^\(\d+\+?\) /, "");
  if (count === 0 || plain.startsWith("▲")) return plain;
  return `(${count > 99 ? "99+" : count}) ${plain}`;
}

/** Keeps the count before whatever names the tab, until the returned function is called. */
export function keepCount(count: number): () => void {
  const write = () => {
    const wanted = withCount(document.title, count);
    if (wanted !== document.title) document.title = wanted;
  };
  write();
  const observer = new MutationObserver(write);
  observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  return () => {
    observer.disconnect();
    document.title = withCount(document.title, 0);
  };
}
