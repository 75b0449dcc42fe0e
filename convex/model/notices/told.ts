import type { Infer } from "convex/values";

import type { Id } from "../../_generated/dataModel";
import type { Actor } from "../audit";
import type { Said } from "./sentences";
import type { noticeKind, noticeTarget } from "./shapes";

export type NoticeKind = Infer<typeof noticeKind>;

/** What is told, before it is a row. */
export type Told = {
  organizationId: Id<"organizations">;
  kind: NoticeKind;
  target: Infer<typeof noticeTarget>;
  /** A sentence that stands without its page, in English; holds no secret. */
  text: string;
  /** Of what it was made, to say it in another language. */
  said: Said;
  actor: Actor;
  /** Whom alone it is for; absent: every member. */
  to?: Id<"users">;
};
