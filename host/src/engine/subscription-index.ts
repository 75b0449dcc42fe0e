import type { Key, ReadSet } from "./types.ts";

/** What `add` returns and `remove` takes. Opaque. */
export interface Handle<T> {
  readonly owner: T;
  readonly points: readonly Key[];
  readonly nodes: readonly Node<T>[];
}

interface Node<T> {
  readonly start: Key;
  readonly end: Key;
  /** Those who read exactly this interval. */
  readonly handles: Set<Handle<T>>;
  readonly priority: number;
  /** Greatest `end` in the subtree. */
  maxEnd: Key;
  left: Node<T> | null;
  right: Node<T> | null;
}

/**
 * Finds, for a commit, which of many read sets it touches. Points are looked up in a map; intervals lie in a treap ordered by
 * start and augmented with the greatest end, so the cost of one written key is logarithmic in the number of intervals plus
 * the number of hits.
 */
export class SubscriptionIndex<T> {
  readonly #points = new Map<Key, Set<Handle<T>>>();
  readonly #live = new Set<Handle<T>>();
  #root: Node<T> | null = null;

  /** How many read sets are in the index. */
  get size(): number {
    return this.#live.size;
  }

  add(readSet: ReadSet, owner: T): Handle<T> {
    const nodes: Node<T>[] = [];
    const handle: Handle<T> = { owner, points: [...readSet.points], nodes };
    for (const point of handle.points) {
      const existing = this.#points.get(point);
      if (existing === undefined) this.#points.set(point, new Set([handle]));
      else existing.add(handle);
    }
    for (const [start, end] of readSet.ranges) {
      if (start >= end) continue;
      const node = find(this.#root, start, end) ?? this.#insert(start, end);
      node.handles.add(handle);
      nodes.push(node);
    }
    this.#live.add(handle);
    return handle;
  }

  /** Does nothing when the handle was removed already. */
  remove(handle: Handle<T>): void {
    if (!this.#live.delete(handle)) return;
    for (const point of handle.points) {
      const handles = this.#points.get(point);
      handles?.delete(handle);
      if (handles?.size === 0) this.#points.delete(point);
    }
    for (const node of handle.nodes) {
      node.handles.delete(handle);
      // A read set may name an interval twice; the second time the node is gone already.
      if (node.handles.size === 0 && find(this.#root, node.start, node.end) === node) this.#root = erase(this.#root, node);
    }
  }

  /** The owners of every read set that the commit touches. */
  affected(writeSet: { readonly keys: Iterable<Key> }): Set<T> {
    const owners = new Set<T>();
    for (const key of writeSet.keys) {
      const handles = this.#points.get(key);
      if (handles !== undefined) for (const handle of handles) owners.add(handle.owner);
      stab(this.#root, key, owners);
    }
    return owners;
  }

  #insert(start: Key, end: Key): Node<T> {
    const node: Node<T> = { start, end, handles: new Set(), priority: Math.random(), maxEnd: end, left: null, right: null };
    const [left, right] = split(this.#root, node);
    this.#root = merge(merge(left, node), right);
    return node;
  }
}

function stab<T>(node: Node<T> | null, key: Key, owners: Set<T>): void {
  for (let at = node; at !== null && key < at.maxEnd; at = at.right) {
    stab(at.left, key, owners);
    // Everything to the right starts later still.
    if (at.start > key) return;
    if (key < at.end) for (const handle of at.handles) owners.add(handle.owner);
  }
}

/** Order of the tree: by start, then by end. */
function compare(start: Key, end: Key, node: { readonly start: Key; readonly end: Key }): number {
  if (start !== node.start) return start < node.start ? -1 : 1;
  return end < node.end ? -1 : end > node.end ? 1 : 0;
}

function find<T>(root: Node<T> | null, start: Key, end: Key): Node<T> | null {
  let node = root;
  while (node !== null) {
    const order = compare(start, end, node);
    if (order === 0) return node;
    node = order < 0 ? node.left : node.right;
  }
  return null;
}

/** Those before `pivot`, and those at or after it. */
function split<T>(node: Node<T> | null, pivot: Node<T>): [Node<T> | null, Node<T> | null] {
  if (node === null) return [null, null];
  if (compare(pivot.start, pivot.end, node) > 0) {
    const [left, right] = split(node.right, pivot);
    node.right = left;
    refresh(node);
    return [node, right];
  }
  const [left, right] = split(node.left, pivot);
  node.left = right;
  refresh(node);
  return [left, node];
}

/** Joins two trees, everything in `left` being before everything in `right`. */
function merge<T>(left: Node<T> | null, right: Node<T> | null): Node<T> | null {
  if (left === null) return right;
  if (right === null) return left;
  if (left.priority > right.priority) {
    left.right = merge(left.right, right);
    refresh(left);
    return left;
  }
  right.left = merge(left, right.left);
  refresh(right);
  return right;
}

function erase<T>(node: Node<T> | null, target: Node<T>): Node<T> | null {
  if (node === null) return null;
  if (node === target) return merge(node.left, node.right);
  if (compare(target.start, target.end, node) < 0) node.left = erase(node.left, target);
  else node.right = erase(node.right, target);
  refresh(node);
  return node;
}

function refresh<T>(node: Node<T>): void {
  let maxEnd = node.end;
  if (node.left !== null && node.left.maxEnd > maxEnd) maxEnd = node.left.maxEnd;
  if (node.right !== null && node.right.maxEnd > maxEnd) maxEnd = node.right.maxEnd;
  node.maxEnd = maxEnd;
}
