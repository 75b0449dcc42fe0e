import { convexQuery, useConvexMutation } from "@convex-dev/react-query";
import { queryOptions, useMutation } from "@tanstack/react-query";
import type { FunctionReturnType } from "convex/server";

import { api } from "#convex/_generated/api.js";

export type Notices = FunctionReturnType<typeof api.notices.list>;
export type Notice = Notices["notices"][number];
export type NoticeKind = Notice["kind"];
export type MailChoice = FunctionReturnType<typeof api.notices.mail>;
export type Webhook = FunctionReturnType<typeof api.webhooks.list>[number];
export type Delivery = FunctionReturnType<typeof api.webhooks.deliveries>[number];

export const noticeQueries = {
  /** The newest 50, how many are unread, and what the person muted. */
  list: () => queryOptions({ ...convexQuery(api.notices.list, {}) }),
  /** What the person wants by e-mail, and whether this server sends any. */
  mail: () => queryOptions({ ...convexQuery(api.notices.mail, {}) }),
  webhooks: () => queryOptions({ ...convexQuery(api.webhooks.list, {}) }),
  /** The newest 50 deliveries of a webhook. */
  deliveries: (id: Webhook["id"]) => queryOptions({ ...convexQuery(api.webhooks.deliveries, { id }) }),
};

export const useMarkNoticesRead = () => useMutation({ mutationFn: useConvexMutation(api.notices.markRead) });
export const useMuteNotices = () => useMutation({ mutationFn: useConvexMutation(api.notices.mute) });
export const useSetMail = () => useMutation({ mutationFn: useConvexMutation(api.notices.setMail), meta: { inlineError: true } });
/** The answer holds the secret, which no later call gives again. */
export const useCreateWebhook = () => useMutation({ mutationFn: useConvexMutation(api.webhooks.create), meta: { inlineError: true } });
export const useUpdateWebhook = () => useMutation({ mutationFn: useConvexMutation(api.webhooks.update) });
/** The answer holds the new secret, which no later call gives again. */
export const useRotateWebhookSecret = () =>
  useMutation({ mutationFn: useConvexMutation(api.webhooks.rotateSecret), meta: { inlineError: true } });
export const useRemoveWebhook = () => useMutation({ mutationFn: useConvexMutation(api.webhooks.remove) });
export const useTestWebhook = () => useMutation({ mutationFn: useConvexMutation(api.webhooks.test) });
export const useReplayDelivery = () => useMutation({ mutationFn: useConvexMutation(api.webhooks.replay) });
