/** The address of every page and its file under src/pages, without the ending. Read by the router and by the build, which preloads a page's code. */
export const pageTable = {
  /** Before and beside signing in. */
  outside: {
    "/sign-in": "account/sign-in-page",
    "/sign-in/oidc": "account/oidc-page",
    "/setup": "account/setup-page",
    "/invite": "account/invite-page",
    "/claim": "account/claim-page",
  },
  /** In the shell: for members. */
  inside: {
    "/": "fleet/fleet-page",
    "/robots": "robots/robots-page",
    "/robots/new": "robots/new-robot-page",
    "/robots/join": "robots/join-page",
    "/robots/:robotId": "robots/robot-page",
    "/robots/:robotId/pair": "robots/pair-page",
    "/robot-schemas": "robot-schemas/robot-schemas-page",
    "/robot-schemas/new": "robot-schemas/new-robot-schema-page",
    "/robot-schemas/:robotSchemaId": "robot-schemas/robot-schema-page",
    "/deployments": "deployments/deployments-page",
    "/deployments/new": "deployments/new-deployment-page",
    "/deployments/:deploymentId": "deployments/deployment-page",
    "/sessions": "sessions/sessions-page",
    "/sessions/new": "sessions/authorize-session-page",
    "/sessions/:sessionId": "sessions/session-page",
    "/receipts": "receipts/receipts-page",
    "/receipts/review": "receipts/review-page",
    "/receipts/compare": "receipts/compare-page",
    "/receipts/agreement": "receipts/agreement-page",
    "/receipts/import": "receipts/import-page",
    "/receipts/:receiptId": "receipts/receipt-page",
    "/audit": "audit/audit-page",
    "/device": "device/device-page",
    "/gallery": "gallery/gallery-page",
  },
  /** In the shell and in the layout of the settings. */
  settings: {
    "/settings": "settings/profile-page",
    "/settings/profile": "settings/profile-page",
    "/settings/members": "settings/members-page",
    "/settings/keys": "settings/keys-page",
    "/settings/notifications": "settings/notifications-page",
    "/settings/endpoints": "settings/endpoints-page",
    "/settings/data": "settings/data-page",
  },
  settingsLayout: "settings/settings-layout",
} as const;
