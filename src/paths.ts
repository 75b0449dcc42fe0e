/** Every in-app link is built here, so renaming a route is one edit and a type check. Ids are Convex ids. */
export const paths = {
  fleet: () => "/",
  fleetWall: () => "/?as=wall",

  /** For a screen where nobody signs in; the secret is behind the #, which no server and no log sees. */
  wall: (link: string) => `/wall#link=${link}`,

  robots: () => "/robots",
  newRobot: (robotSchemaId?: string) => `/robots/new${search({ schema: robotSchemaId })}`,
  robot: (robotId: string, charts: { window?: string; until?: string } = {}) => `/robots/${robotId}${search(charts)}`,
  joinRobot: ({ code, robotId }: { code?: string; robotId?: string | undefined } = {}) => `/robots/join${search({ code, robot: robotId })}`,
  pairRobot: (robotId: string) => `/robots/${robotId}/pair`,

  robotSchemas: () => "/robot-schemas",
  newRobotSchema: (name?: string) => `/robot-schemas/new${search({ name })}`,
  robotSchema: (robotSchemaId: string) => `/robot-schemas/${robotSchemaId}`,

  deployments: () => "/deployments",
  newDeployment: (from?: string) => (from === undefined ? "/deployments/new" : `/deployments/new#from=${from}`),
  deployment: (deploymentId: string) => `/deployments/${deploymentId}`,

  sessions: (status?: string) => `/sessions${search({ status })}`,
  newSession: ({ deploymentId, robotId }: { deploymentId?: string; robotId?: string } = {}) =>
    `/sessions/new${search({ deployment: deploymentId, robot: robotId })}`,
  session: (sessionId: string) => `/sessions/${sessionId}`,

  /** `filters` is a query string the receipts page understands. */
  receipts: (filters = "") => `/receipts${withQuestionMark(filters)}`,
  receipt: (receiptId: string) => `/receipts/${receiptId}`,
  receiptReview: (filters = "") => `/receipts/review${withQuestionMark(filters)}`,
  receiptAgreement: () => "/receipts/agreement",
  receiptImport: () => "/receipts/import",
  receiptCompare: (ids: readonly string[]) => `/receipts/compare?ids=${ids.join(",")}`,

  /** `question` is a query string the trends page understands. */
  trends: (question = "") => `/trends${withQuestionMark(question)}`,
  /** One number of several robots; ids with commas between them. */
  compareRobots: (comparison: { value?: string; span?: string; until?: string; robots?: string; kind?: string; draw?: string } = {}) =>
    `/trends/robots${search(comparison)}`,

  audit: (filters = "") => `/audit${withQuestionMark(filters)}`,

  handover: () => "/handover",

  incidents: (filter: { robot?: string; rule?: string; show?: "open" | "moving" | "all" } = {}) =>
    `/incidents${withQuestionMark(new URLSearchParams(filter).toString())}`,

  settings: () => "/settings",
  settingsProfile: () => "/settings/profile",
  settingsMembers: () => "/settings/members",
  settingsKeys: () => "/settings/keys",
  settingsNotifications: () => "/settings/notifications",
  settingsEndpoints: () => "/settings/endpoints",
  alertRules: () => "/settings/rules",
  /** The form of a new rule, filled with these. */
  newAlertRule: (rule: { value: string; threshold: string; over: string; robots?: string | undefined; kind?: string | undefined }) =>
    `/settings/rules${search({ open: "rule:new", ...rule })}`,
  settingsData: () => "/settings/data",
  device: (code?: string) => `/device${search({ code })}`,
  gallery: () => "/gallery",

  signIn: (returnTo?: string) => `/sign-in${search({ returnTo })}`,
  setup: () => "/setup",
  invite: () => "/invite",
};

function search(values: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== undefined && value !== "") query.set(key, value);
  return withQuestionMark(query.toString());
}

const withQuestionMark = (query: string): string => (query === "" || query.startsWith("?") ? query : `?${query}`);
