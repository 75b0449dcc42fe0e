import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Bell, Settings } from "lucide-react";
import { useEffect } from "react";
import { Link, useLocation, useNavigate } from "react-router";

import { serverNow } from "#src/api/clock.ts";
import { describeError } from "#src/api/errors.ts";
import { type Notice, noticeQueries, useMarkNoticesRead } from "#src/api/notices.ts";
import { Button, buttonClass } from "#src/components/ui/button.tsx";
import { RelativeTime } from "#src/components/ui/time.tsx";
import { classNames } from "#src/lib/class-names.ts";
import { keepCount } from "#src/lib/tab-title.ts";
import { paths } from "#src/paths.ts";

import { noticePath, noticeText } from "./notice-words.ts";
import { useShowBySystem } from "./system-notices.ts";

const none: readonly Notice[] = [];

function NoticeTime({ notice: { at, count } }: { notice: Notice }) {
  const age = <RelativeTime at={at} now={serverNow} />;
  return count > 1 ? (
    <Trans>
      {age}, <Plural value={count} one="# time" other="# times" />
    </Trans>
  ) : (
    age
  );
}

/** What happened while nobody looked: the unread ones counted on the bell and in the tab, the newest 50 behind it. */
export function NoticeBell() {
  const { data, error } = useQuery(noticeQueries.list());
  const { mutate: markRead } = useMarkNoticesRead();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const notices = data?.notices ?? none;
  const unread = data?.unread ?? 0;
  const newest = notices[0];
  useShowBySystem(data?.notices, navigate);
  // Syncs with the browser's tab.
  useEffect(() => keepCount(unread), [unread]);
  const read = () => {
    if (newest !== undefined && unread > 0) markRead({ at: newest.at });
  };
  const count = unread > 99 ? "99+" : String(unread);
  return (
    <>
      <button
        type="button"
        popoverTarget="notices"
        aria-label={unread === 0 ? t`Notices` : t`Notices, ${count} unread`}
        className={classNames(buttonClass("quiet", "small", true), "relative")}
      >
        <Bell aria-hidden />
        {unread === 0 ? null : (
          <span
            aria-hidden
            className="absolute top-1 end-1 min-w-4 pointer-fine:md:top-0.5 pointer-fine:md:-end-0.5 rounded-full bg-danger-solid px-1 text-center text-[0.6875rem] leading-4 font-semibold text-danger-solid-foreground"
          >
            {count}
          </span>
        )}
      </button>
      <span role="status" className="sr-only">
        {newest?.isUnread === true ? noticeText(newest) : ""}
      </span>
      <div
        key={pathname}
        id="notices"
        popover="auto"
        role="dialog"
        aria-label={t`Notices`}
        onToggle={(event) => event.newState === "closed" && read()}
        className="fixed inset-auto top-[calc(var(--spacing-topbar)+0.25rem)] end-3 m-0 max-h-[min(36rem,calc(100dvh-12rem))] w-[min(26rem,calc(100vw-1.5rem))] overflow-y-auto rounded-card border-0 bg-raised p-1.5 text-foreground shadow-raised"
      >
        <div className="flex items-center justify-between gap-2 px-2 pb-1.5">
          <h2 className="font-semibold">{t`Notices`}</h2>
          <span className="flex items-center gap-1">
            {unread === 0 ? null : <Button tone="quiet" size="small" onClick={read}>{t`Mark all as read`}</Button>}
            <Link
              to={paths.settingsNotifications()}
              aria-label={t`Choose what you are told of`}
              className={buttonClass("quiet", "small", true)}
            >
              <Settings aria-hidden />
            </Link>
          </span>
        </div>
        {error === null ? null : <p className="px-2 pb-2 text-danger">{describeError(error)}</p>}
        {data !== undefined && notices.length === 0 ? (
          <p className="px-2 pb-2 text-muted">{t`Nothing yet. Robots that fall silent, stops, promotes, wanted approvals, failed checks and flagged receipts are told here, for 30 days.`}</p>
        ) : (
          <ul>
            {notices.map((notice) => (
              <li key={notice.id}>
                <Link
                  to={noticePath(notice)}
                  onClick={read}
                  className="grid grid-cols-[0.5rem_minmax(0,1fr)] gap-x-2 rounded-control px-2 py-2 hover:bg-sunken"
                >
                  <span
                    className={classNames("mt-1.5 size-2 rounded-full", notice.isUnread && "bg-danger-solid forced-color-adjust-none")}
                  />
                  <span className="grid">
                    <span className={notice.isUnread ? "font-medium" : ""}>
                      {notice.isUnread ? <span className="sr-only">{t`Unread:`} </span> : null}
                      {noticeText(notice)}
                    </span>
                    <span className="text-caption text-muted">
                      <NoticeTime notice={notice} />
                    </span>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
